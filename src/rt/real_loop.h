// The loop of the program: Asio's io_context, the system's clocks and signals.
//
// Threading: run() makes the calling thread the loop's; post() and stop() may be called from any.

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <expected>
#include <functional>
#include <list>
#include <optional>

#include "rt/loop.h"
#include "rt/stall.h"
#include "rt/timer_heap.h"

namespace dynaferry::rt {

class RealLoop final : public Loop {
 public:
  RealLoop();
  RealLoop(const RealLoop&) = delete;
  RealLoop& operator=(const RealLoop&) = delete;
  ~RealLoop() override;

  [[nodiscard]] Ns now() const override;
  [[nodiscard]] WallTime wall() const override;
  [[nodiscard]] Timer at(Ns when, std::function<void()> act) override;
  Task<> sleep(Ns duration) override;
  [[nodiscard]] Executor executor() override;
  void post(std::function<void()> act) override;

  void run();   // Until no work is left, or stop(). A signal that is listened to is work.
  void stop();  // Makes run() return soon.
  // Until stop(), waiting for posts of other threads. Never stalls; the type is SimLoop's.
  std::expected<void, Stall> run_until_stopped();

  // Calls `act` on the loop, at each arrival of the signal.
  void on_signal(int signal, std::function<void()> act);

  // For net only.
  [[nodiscard]] boost::asio::io_context& io_context() { return io_; }

 private:
  struct Listening {
    Listening(boost::asio::io_context& io, int signal, std::function<void()> call)
        : signals(io, signal), act(std::move(call)) {}
    boost::asio::signal_set signals;
    std::function<void()> act;
  };

  void arm();
  void fire();
  void listen(Listening& listening);

  boost::asio::io_context io_{1};
  boost::asio::steady_timer alarm_{io_};  // One for all timers: set to the earliest.
  TimerHeap timers_;
  std::uint64_t made_ = 0;
  std::optional<Ns> armed_for_;
  std::list<Listening> listening_;
};

}  // namespace dynaferry::rt
