// A whole run of `copy`, `plan` or `verify`: all tables are looked at before the first is touched; then
// each is carried out, several at once. One table that fails does not stop the others.
//
// Threading: one loop's thread. Run it once.
// Failure: told to the listener; the summary's exit code says which kind.

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "rt/scope.h"
#include "rt/semaphore.h"
#include "run/paced_world.h"
#include "run/pair.h"
#include "run/request.h"
#include "run/world.h"

namespace dynaferry::run {

class TablesRun {
 public:
  TablesRun(World& world, Request request);

  rt::Task<Summary> run();
  // Ends the run soon: what is on its way is waited for and recorded, nothing new is begun. `exit`
  // becomes the run's (129, 130 or 143).
  void stop(Exit exit);

 private:
  using Step = rt::Task<> (TablesRun::*)(Pair& pair);

  rt::Task<> everything();
  rt::Task<Result<>> choose();
  void check_restart(const std::vector<TablePair>& pairs);
  void warn_of_kept_names(const std::vector<TablePair>& pairs);
  rt::Task<> for_each_pair(std::size_t at_once, Step step);
  rt::Task<> work_off(std::size_t& next, Step step);
  [[nodiscard]] std::unique_ptr<Pair> make(TablePair pair);
  rt::Task<> look_at(Pair& pair);
  rt::Task<> look_closer_at(Pair& pair);
  rt::Task<> take(Pair& pair);
  void refuse_chains();
  rt::Task<> carry_out(Pair& pair);
  rt::Task<> tick();
  [[nodiscard]] bool may_go_on();
  void cancel_if_nothing_works();
  void report_progress();
  void tell_of_silence(const Side& side, bool& told);
  [[nodiscard]] Summary summary();

  Request request_;
  PacedWorld paced_;
  World& world_;
  rt::Semaphore batches_;
  std::vector<std::unique_ptr<Pair>> pairs_;
  std::vector<Exit> left_out_;  // Of pairs and choices that were never begun.
  std::size_t pairs_left_out_ = 0;
  std::vector<PairEnd> ends_;
  rt::Scope* scope_ = nullptr;
  Ns begun_{0};
  std::optional<Exit> stopped_;
  bool told_of_source_ = false;  // That it is silent.
  bool told_of_destination_ = false;
};

}  // namespace dynaferry::run
