// The loop of simulations: no threads, no system, and a clock that jumps to the next timer as soon
// as nothing is ready. A seeded generator picks the next handler among all that are ready, and
// shuffles timers of equal time; so each seed explores another interleaving, and the same seed
// repeats exactly.
//
// Threading: one thread, the one that made it; post() too.

#pragma once

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/random.h"
#include "rt/loop.h"
#include "rt/stall.h"
#include "rt/timer_heap.h"

namespace dynaferry::rt {

class SimLoop final : public boost::asio::execution_context, public Loop {
 public:
  static constexpr std::uint64_t default_max_steps = 100'000'000;

  // The executor that Asio sees: it only ever queues.
  class Executor {
   public:
    explicit Executor(SimLoop& loop) : loop_(&loop) {}
    template <class F>
    void execute(F&& act) const {
      loop_->push(std::forward<F>(act));
    }
    SimLoop& query(boost::asio::execution::context_t) const noexcept { return *loop_; }
    static constexpr boost::asio::execution::blocking_t query(
        boost::asio::execution::blocking_t) noexcept {
      return boost::asio::execution::blocking.never;
    }
    Executor require(boost::asio::execution::blocking_t::never_t) const { return *this; }
    bool operator==(const Executor&) const noexcept = default;

   private:
    SimLoop* loop_;
  };

  explicit SimLoop(std::uint64_t seed);
  SimLoop(const SimLoop&) = delete;
  SimLoop& operator=(const SimLoop&) = delete;
  ~SimLoop() override;

  [[nodiscard]] Ns now() const override { return now_; }
  [[nodiscard]] WallTime wall() const override;  // 2026-01-01T00:00:00Z + now().
  [[nodiscard]] Timer at(Ns when, std::function<void()> act) override;
  Task<> sleep(Ns duration) override;
  [[nodiscard]] rt::Executor executor() override;
  void post(std::function<void()> act) override;

  // Until nothing is ready and no timer pends, stop(), or max_steps. True: stopped.
  bool run();
  void stop() { stopped_ = true; }
  // As run(); not having been stopped is a Stall.
  std::expected<void, Stall> run_until_stopped();

  // Steps taken since construction; run() gives up when they reach the bound.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  void set_max_steps(std::uint64_t steps) { max_steps_ = steps; }
  // Depends on every choice made so far and on every note, in their order.
  [[nodiscard]] std::uint64_t trace() const { return trace_; }
  void note(std::uint64_t what);

 private:
  struct Ready {
    virtual ~Ready() = default;
    virtual void call() = 0;
  };
  template <class F>
  struct ReadyCall final : Ready {
    explicit ReadyCall(F&& call) : act(std::move(call)) {}
    explicit ReadyCall(const F& call) : act(call) {}
    void call() override { std::move(act)(); }
    F act;
  };

  template <class F>
  void push(F&& act) {
    ready_.push_back(std::make_unique<ReadyCall<std::decay_t<F>>>(std::forward<F>(act)));
  }
  bool step();  // False: nothing is left.

  Random random_;
  std::thread::id thread_ = std::this_thread::get_id();
  Ns now_{0};
  std::uint64_t steps_ = 0;
  std::uint64_t max_steps_ = default_max_steps;
  std::uint64_t trace_ = 0xcbf29ce484222325U;
  bool stopped_ = false;
  std::vector<std::unique_ptr<Ready>> ready_;
  TimerHeap timers_;
};

}  // namespace dynaferry::rt
