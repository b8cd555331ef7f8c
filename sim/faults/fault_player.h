// Plays a schedule: one seed, one performance. Each rule has random numbers of its own, so that a
// rule that is added does not change what the others do.
//
// Two ways to use it. As the engine's fault plan it judges each call by itself and acts on what an
// engine can act on: refusals, unprocessed entries, calls made twice, what the owner does. A front
// judges first with decide(), acts on the rest, and hands the engine's part on with expect().
//
// Threading: one thread. Failure: none of its own.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "core/time.h"
#include "sim/engine/engine.h"
#include "sim/engine/item_image.h"
#include "sim/faults/fault_schedule.h"
#include "sim/faults/table_owner.h"
#include "sim/faults/verdict.h"

namespace dynaferry::sim {

class FaultPlayer final : public FaultPlan {
 public:
  // Its time begins now.
  FaultPlayer(FaultSchedule schedule, std::uint64_t seed, std::function<Ns()> now);

  // The engine whose plan it is: for what the owner does, and for calls made twice.
  void connect(Engine& engine) { engine_ = &engine; }
  // Another schedule from now on; what the owner has begun goes on.
  void play(FaultSchedule schedule, std::uint64_t seed);
  // At rest, calls pass untouched and uncounted.
  void rest(bool resting) { resting_ = resting; }

  // Whether there is anything that decide() could say.
  [[nodiscard]] bool has_rules() const { return !rules_.empty(); }
  // What happens to this call. Counts it: once per call.
  [[nodiscard]] Verdict decide(const Caller& caller, std::string_view operation,
                               std::string_view request);
  // Whether a connection is taken. Counts it.
  [[nodiscard]] bool takes_connection();

  // The engine's next call has been judged already; and: it never came.
  void expect(Verdict verdict) { expected_ = std::move(verdict); }
  void expect_none() { expected_.reset(); }

  // What the rules of this schedule did so far, a line for each that was read from a text:
  // "line 3: on Scan: drop: 120 calls matched, struck 11 times". A call that one rule strikes may be
  // another's in the end; it is counted for both.
  [[nodiscard]] std::string report() const;

  std::optional<Answer> before(const Call& call) override;
  std::optional<Answer> after(const Call& call, const Answer& answer) override;
  bool leaves_unprocessed(const BatchEntry& entry) override;

 private:
  struct PlayedRule {  // NOLINT(*-member-init): a Random cannot be left out.
    FaultRule rule;
    Random random;
    std::shared_ptr<ActCounts> acts = std::make_shared<ActCounts>();
    std::uint64_t matched = 0;
    std::uint64_t struck = 0;
    // Counts a call that the filters let through.
    bool strikes();
    [[nodiscard]] std::string report() const;
  };
  class Judge;

  [[nodiscard]] bool lets_through(const PlayedRule& played, std::string_view operation) const;
  // The first table that a call names, or nothing.
  [[nodiscard]] std::string table_of(std::string_view request);
  [[nodiscard]] Answer ask(const Caller& caller, std::string_view operation,
                           std::string_view request);

  std::vector<PlayedRule> rules_;
  std::function<Ns()> now_;
  Ns began_;
  Random entries_;  // For entries of batches.
  Engine* engine_ = nullptr;
  TableOwner owner_;
  dom::parser parser_;
  bool resting_ = false;
  std::optional<Verdict> expected_;
  Verdict current_;
};

}  // namespace dynaferry::sim
