// One pair of tables on its way: looked at, taken, made, copied, finished.
//
// The order of durable facts is what makes a kill harmless:
//   "creating"    before CreateTable is sent, so that the table which then exists is known as ours;
//   "emptiness"   before the first item is written, so that a resumed run is not refused its own data;
//   segments      when their pages are acknowledged;
//   "finished_at" after the last of them.
//
// Threading: one loop's thread. Call the steps in their order, each once.
// Failure: every step leaves its problems in look() or in the end it returns; nothing is thrown and
// nothing passed over.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "copy/table_copy.h"
#include "journal/pair_store.h"
#include "rt/semaphore.h"
#include "run/listener.h"
#include "run/pair_quarantine.h"
#include "run/request.h"
#include "run/world.h"
#include "sink/sink.h"

namespace dynaferry::run {

class PairRun {
 public:
  PairRun(World& world, const Request& request, TablePair pair);
  ~PairRun();
  PairRun(const PairRun&) = delete;
  PairRun& operator=(const PairRun&) = delete;

  // Reads what both sides say of the tables, and compares. Changes nothing.
  rt::Task<> describe();
  // Another pair of the run copies from this one's destination.
  void refuse_as_chained();
  // Takes the pair's journal, and checks that it is these tables' and that nobody else's copy into
  // the destination is unfinished. Needs describe() without problems.
  void take_journal();
  // The same for a plan: what the journal holds, without taking it or changing a byte.
  void peek_into_journal();
  // Whether an existing destination is empty, unless the journal knows or the user does not mind.
  rt::Task<> check_emptiness();
  [[nodiscard]] const Look& look() const { return look_; }

  // Creates, copies, finishes. Needs a look without problems.
  rt::Task<PairEnd> carry_out(rt::Semaphore& batches);
  // Makes carry_out() end soon, everything acknowledged recorded, if it copies; if it does not, it
  // will not begin to.
  void stop();
  [[nodiscard]] bool is_copying() const { return copy_ != nullptr; }

  [[nodiscard]] PairProgress progress() const;
  // How it ended, for a pair that never got to carry_out() or was cancelled in it.
  [[nodiscard]] PairEnd end_with(Exit exit, std::string note) const;

 private:
  using Facts = std::vector<std::pair<std::string, std::string>>;

  rt::Task<> describe_source();
  rt::Task<> describe_destination();
  void compare();
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

  rt::Task<PairEnd> work(rt::Semaphore& batches);
  rt::Task<Result<>> make_ready();
  rt::Task<Result<model::TableDescription>> prepare(bool asked_before);
  rt::Task<Result<>> record(Facts facts);
  rt::Task<Result<>> copy_items(rt::Semaphore& batches);
  rt::Task<Result<>> check_still_the_same();
  rt::Task<Result<>> finish();
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
  [[nodiscard]] Place place(const Side& side, const TableName& table, std::string doing) const;
  [[nodiscard]] journal::PairNames names() const;
  void enter(Phase phase);
  void add_problem(Exit exit, std::string what, std::string next);
  void add_problem(const Error& error, const Side& side, const TableName& table);
  [[nodiscard]] std::string warnings() const;
  [[nodiscard]] std::vector<std::string> not_copied() const;

  World& world_;
  const Request& request_;
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
  bool stopped_ = false;
  copy::Progress copied_;  // As of when copy_ ended.
  copy::Tally tally_;      // The same; over all runs.
  sink::Counters written_;
};

}  // namespace dynaferry::run
