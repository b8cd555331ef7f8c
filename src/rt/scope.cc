#include "rt/scope.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <string>

#include "core/check.h"
#include "rt/wait.h"

namespace dynaferry::rt {

namespace asio = boost::asio;

namespace {

bool is_unwinding(const std::exception_ptr& why) {
  try {
    std::rethrow_exception(why);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

std::string words_of(const std::exception_ptr& why) {
  try {
    std::rethrow_exception(why);
  } catch (const std::exception& error) {
    return std::string("an exception left a task: ") + error.what();
  } catch (...) {
    return "an exception left a task";
  }
}

}  // namespace

// Carries the child's cancellation slot to Asio, and the child's end back.
struct Scope::Ended {
  using cancellation_slot_type = asio::cancellation_slot;

  Scope* scope;
  Place place;

  [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept {
    return place->signal.slot();
  }
  void operator()(std::exception_ptr why) const { scope->ended(place, std::move(why)); }
};

Scope::~Scope() { check(children_.empty(), "scope: destroyed with living children; join it"); }

void Scope::spawn(Task<> task) {
  if (cancelled_) return;
  const auto place = children_.emplace(children_.end());
  auto held = std::make_shared<Task<>>(std::move(task));
  loop_.post([this, place, held] { start(place, std::move(*held)); });
}

// Our waits look for cancellation themselves: Asio's check would throw at a join too. Until it is
// off, no signal may be given: it would leave through co_spawn's own frame.
Task<> Scope::live_as(Child* child, Task<> task) {
  co_await asio::this_coro::throw_if_cancelled(false);
  child->started = true;
  if (child->cancelled) co_return;
  co_await std::move(task);
}

void Scope::start(Place place, Task<> task) {
  if (place->cancelled) return ended(place, nullptr);
  asio::co_spawn(loop_.executor(), live_as(&*place, std::move(task)), Ended{this, place});
}

void Scope::ended(Place place, std::exception_ptr why) {
  if (why) {
    const bool expected = place->cancelled && is_unwinding(why);
    if (!expected) broken_invariant(words_of(why), std::source_location::current());
  }
  children_.erase(place);
  if (!children_.empty()) return;
  if (joiner_ != nullptr) joiner_->wake();
  if (on_empty_) on_empty_();
}

void Scope::cancel() {
  if (std::exchange(cancelled_, true)) return;
  for (auto& child : children_) {
    child.cancelled = true;
    if (child.started) child.signal.emit(asio::cancellation_type::terminal);
  }
}

Task<> Scope::join_through() {
  const bool told = co_await rt::is_cancelled();
  if (told) cancel();
  while (!children_.empty()) {
    check(joiner_ == nullptr, "scope: joined twice at once");
    Wait wait;
    joiner_ = &wait;
    std::function<void()> cancel_children = [this] { cancel(); };
    co_await wait.suspend_through(std::move(cancel_children));
    joiner_ = nullptr;
  }
}

Task<> Scope::join() {
  co_await join_through();
  const bool told = co_await rt::is_cancelled();
  if (told) unwind();
}

}  // namespace dynaferry::rt
