// One pair of tables on its way: looked at, taken, made, copied, finished.
//
// The order of durable facts is what makes a kill harmless:
//   "creating"    before CreateTable is sent, so that the table which then exists is known as ours;
//   "emptiness"   before the first item is written, so that a resumed run is not refused its own data;
//   segments      when their pages are acknowledged;
//   "finished_at" after the last of them.
// What verifies it then has a journal of its own (pair_proof.h).
//
// Threading and failure: as pair.h.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "copy/table_copy.h"
#include "journal/pair_store.h"
#include "rt/semaphore.h"
#include "run/listener.h"
#include "run/look.h"
#include "run/pair.h"
#include "run/pair_proof.h"
#include "run/pair_quarantine.h"
#include "run/request.h"
#include "run/world.h"
#include "sink/sink.h"

namespace dynaferry::run {

class PairRun final : public Pair {
 public:
  // `batches` bounds the batches in flight, of all pairs.
  PairRun(World& world, const Request& request, rt::Semaphore& batches, TablePair pair);
  ~PairRun() override;
  PairRun(const PairRun&) = delete;
  PairRun& operator=(const PairRun&) = delete;

  // Both tables, and whether they fit.
  rt::Task<> describe() override;
  // What the journal remembers, that nobody else's copy into the destination is unfinished, and that
  // an existing destination is empty, unless the journal knows or the user does not mind. A plan takes
  // no journal and changes no byte.
  rt::Task<> look_closer() override;
  // The pair's journal, and with it the destination.
  void take() override;
  // Creates, copies, finishes.
  rt::Task<PairEnd> carry_out() override;
  void stop() override;
  [[nodiscard]] bool is_at_work() const override {
    return copy_ != nullptr || (proof_ && proof_->is_at_work());
  }

  [[nodiscard]] Look& look() override { return look_; }
  [[nodiscard]] PairProgress progress() const override;
  [[nodiscard]] PairEnd end_with(Exit exit, std::string note) const override;

 private:
  using Facts = std::vector<std::pair<std::string, std::string>>;

  rt::Task<> describe_destination();
  void compare();
  void take_journal();
  void peek_into_journal();
  rt::Task<> check_emptiness();
  void add_journal_problem(const Error& error);
  void recall(journal::Contents contents);
  void check_identity();
  rt::Task<Result<bool>> destination_is_empty();
  void refuse_filled();
  void refuse_rival();
  void refuse_existing();
  [[nodiscard]] bool is_restarted() const;
  [[nodiscard]] bool needs_emptiness() const;
  [[nodiscard]] std::string transform() const;  // What becomes of aws:rep:* attributes.

  rt::Task<PairEnd> work();
  rt::Task<Result<>> make_ready();
  rt::Task<Result<model::TableDescription>> prepare(bool asked_before);
  rt::Task<Result<>> record(Facts facts);
  rt::Task<Result<>> copy_items();
  rt::Task<Result<>> check_still_the_same();
  rt::Task<Result<>> finish();
  rt::Task<PairEnd> prove(PairEnd end);
  [[nodiscard]] std::string what_was_repaired() const;  // By a proof that did not come to its end.
  [[nodiscard]] bool begins_anew() const;
  [[nodiscard]] std::vector<journal::Segment> segments_to_copy() const;
  [[nodiscard]] std::string fact(const std::string& name) const;
  [[nodiscard]] copy::Tally recorded_tally() const;
  [[nodiscard]] bool is_finished() const;
  [[nodiscard]] PairEnd ended(std::string note) const;
  [[nodiscard]] PairEnd failed(const Error& error) const;
  [[nodiscard]] std::string state_of_data() const;
  [[nodiscard]] std::string state_of_data(const Error& error) const;
  [[nodiscard]] bool is_of_source(const Error& error) const;
  [[nodiscard]] std::string how_to_start_over() const;
  void enter(Phase phase);
  [[nodiscard]] std::string warnings() const;
  [[nodiscard]] std::vector<std::string> not_copied() const;

  World& world_;
  const Request& request_;
  rt::Semaphore& batches_;
  Look look_;
  Phase phase_ = Phase::waiting;
  bool is_new_ = false;  // The destination was created by this run.
  std::unique_ptr<journal::OpenPair> open_;
  journal::Journal* journal_ = nullptr;  // Of open_, while it is carried out.
  journal::Contents remembered_;

  std::unique_ptr<ddb::Table> source_table_;
  std::unique_ptr<ddb::Table> destination_table_;
  std::unique_ptr<PairQuarantine> quarantine_;
  std::unique_ptr<sink::Sink> sink_;
  std::unique_ptr<copy::TableCopy> copy_;
  std::unique_ptr<PairProof> proof_;  // Of a copy that ends in a verify.
  bool stopped_ = false;
  copy::Progress copied_;  // As of when copy_ ended.
  copy::Tally tally_;      // The same; over all runs.
  sink::Counters written_;
};

}  // namespace dynaferry::run
