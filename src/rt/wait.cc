#include "rt/wait.h"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "core/check.h"

namespace dynaferry::rt {

namespace asio = boost::asio;

void unwind() { throw boost::system::system_error(asio::error::operation_aborted, "cancelled"); }

Task<bool> is_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

// Puts the suspended coroutine where wake() and cancel() find it.
struct Wait::Park {
  Wait* wait;
  void operator()(Handler handler) const {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto* const self = wait;
    if (slot.is_connected()) {
      slot.assign([self](asio::cancellation_type) { self->cancel(); });
    }
    wait->handler_.emplace(std::move(handler));
    if (wait->woken_) wait->resume();
  }
};

Wait::~Wait() {
  if (list_ != nullptr) list_->remove(*this);
}

Task<bool> Wait::suspend() {
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    cancelled_ = true;
    if (list_ != nullptr) list_->remove(*this);
    co_return false;
  }
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(Park{this},
                                                                       asio::use_awaitable);
  co_return !cancelled_;
}

Task<> Wait::suspend_through(std::function<void()> on_cancel) {
  on_cancel_ = std::move(on_cancel);
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(Park{this},
                                                                       asio::use_awaitable);
}

void Wait::wake() {
  if (list_ != nullptr) list_->remove(*this);
  if (std::exchange(woken_, true)) return;
  if (handler_ && !cancelled_) resume();
}

void Wait::cancel() {
  if (on_cancel_) return on_cancel_();
  if (std::exchange(cancelled_, true)) return;
  if (list_ != nullptr) list_->remove(*this);
  if (handler_ && !woken_) resume();
}

void Wait::resume() {
  check(handler_.has_value(), "wait: resumed twice");
  auto handler = *std::move(handler_);
  handler_.reset();
  const auto executor = handler.get_executor();
  asio::post(executor, std::move(handler));
}

void WaitList::add(Wait& wait) {
  check(wait.list_ == nullptr, "wait: already in a list");
  wait.list_ = this;
  wait.previous_ = last_;
  (last_ != nullptr ? last_->next_ : first_) = &wait;
  last_ = &wait;
}

void WaitList::remove(Wait& wait) {
  (wait.previous_ != nullptr ? wait.previous_->next_ : first_) = wait.next_;
  (wait.next_ != nullptr ? wait.next_->previous_ : last_) = wait.previous_;
  wait.list_ = nullptr;
  wait.previous_ = wait.next_ = nullptr;
}

bool WaitList::wake_front() {
  if (first_ == nullptr) return false;
  first_->wake();
  return true;
}

void WaitList::wake_all() {
  while (wake_front()) {
  }
}

}  // namespace dynaferry::rt
