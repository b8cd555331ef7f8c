// The proof of one pair: a verify::TableVerify with its own journal, told to the listener; of `verify`,
// and of a copy that ends in one.
//
// Threading: one loop's thread. Call take(), then prove(), each once. Failure: problems in the look;
// the error that ended it.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/pair_store.h"
#include "run/listener.h"
#include "run/request.h"
#include "run/world.h"
#include "sink/reconciler.h"
#include "verify/table_verify.h"

namespace dynaferry::run {

class PairProof {
 public:
  // `look` outlives it; request.verify is set. A reading that began before `not_before` (RFC 3339) is
  // not gone on with: when a copy ended, which it is to prove.
  PairProof(World& world, const Request& request, Look& look, std::string not_before = {});
  ~PairProof();
  PairProof(const PairProof&) = delete;
  PairProof& operator=(const PairProof&) = delete;

  // Takes the verify's own journal: two verifies of one pair do not meet. A problem if it cannot.
  void take();
  // Needs both descriptions. May be cancelled only by stop().
  rt::Task<Result<>> prove();
  void stop();
  [[nodiscard]] bool is_at_work() const { return verify_ != nullptr; }

  [[nodiscard]] std::optional<verify::Progress> progress() const;
  // Puts the tables, and the log of what was repaired by now, into the end of the pair.
  void name_tables(PairEnd& end) const;
  // And what was found into the end of the pair, and 3 as its exit if that is not equality.
  void add_to(PairEnd& end) const;
  // Whether it wrote to the destination, or may have: a write whose answer was lost counts.
  [[nodiscard]] bool has_repaired() const;
  // What it means for the data that it ended here.
  [[nodiscard]] std::string state_of_data() const;
  // For prove()'s failure.
  [[nodiscard]] Problem problem_from(const Error& error) const;

 private:
  rt::Task<Result<>> run(journal::Journal& journal, verify::Options options,
                         std::optional<verify::Checkpoint> checkpoint);
  [[nodiscard]] verify::Options options();
  void pass_over(const Error& error) const;
  [[nodiscard]] std::optional<verify::Checkpoint> recalled(const verify::Options& options) const;
  rt::Task<Result<>> check_tables();
  rt::Task<Result<>> record(journal::Journal& journal, std::string finished_at);

  World& world_;
  const Request& request_;
  Look& look_;
  std::string not_before_;
  std::unique_ptr<journal::OpenPair> open_;
  journal::Contents remembered_;
  std::unique_ptr<ddb::Table> source_table_;
  std::unique_ptr<ddb::Table> destination_table_;
  std::unique_ptr<sink::Reconciler> repairer_;
  std::unique_ptr<verify::TableVerify> verify_;
  std::optional<verify::Progress> ended_at_;
  std::optional<verify::Verdict> verdict_;
  bool stopped_ = false;
};

}  // namespace dynaferry::run
