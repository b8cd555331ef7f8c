#include "rt/real_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "rt/wait.h"

namespace dynaferry::rt {

namespace asio = boost::asio;

RealLoop::RealLoop() {
  timers_.on_emptied([this] {  // An alarm for nobody would keep run() waiting.
    armed_for_.reset();
    alarm_.cancel();
  });
}

RealLoop::~RealLoop() = default;

Ns RealLoop::now() const {
  return std::chrono::duration_cast<Ns>(std::chrono::steady_clock::now().time_since_epoch());
}

WallTime RealLoop::wall() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Timer RealLoop::at(Ns when, std::function<void()> act) {
  auto timer = timers_.add(when, made_++, std::move(act));
  if (!armed_for_ || timers_.earliest() < *armed_for_) arm();
  return timer;
}

void RealLoop::arm() {
  armed_for_ = timers_.earliest();
  alarm_.expires_at(asio::steady_timer::time_point(
      std::chrono::duration_cast<asio::steady_timer::duration>(*armed_for_)));
  alarm_.async_wait([this](const boost::system::error_code& error) {
    if (!error) fire();
  });
}

void RealLoop::fire() {
  armed_for_.reset();
  const auto until = now();  // Read once: timers made by these wait for the next round.
  while (!timers_.empty() && timers_.earliest() <= until) {
    const auto act = timers_.take();
    act();
  }
  if (!timers_.empty() && (!armed_for_ || timers_.earliest() < *armed_for_)) arm();
}

Task<> RealLoop::sleep(Ns duration) {
  Wait wait;
  const auto timer = at(now() + duration, [&wait] { wait.wake(); });
  const bool woken = co_await wait.suspend();
  if (!woken) unwind();
}

Executor RealLoop::executor() { return io_.get_executor(); }

void RealLoop::post(std::function<void()> act) { asio::post(io_, std::move(act)); }

void RealLoop::run() {
  io_.restart();
  io_.run();
}

void RealLoop::stop() { io_.stop(); }

std::expected<void, Stall> RealLoop::run_until_stopped() {
  const auto guard = asio::make_work_guard(io_);
  run();
  return {};
}

void RealLoop::on_signal(int signal, std::function<void()> act) {
  listen(listening_.emplace_back(io_, signal, std::move(act)));
}

void RealLoop::listen(Listening& listening) {
  listening.signals.async_wait([this, &listening](const boost::system::error_code& error, int) {
    if (error) return;
    listening.act();
    listen(listening);
  });
}

}  // namespace dynaferry::rt
