// A bounded queue between tasks of one loop. Senders wait while it is full, receivers while it is
// empty. Values leave in the order in which they entered.
//
// Threading: one loop's thread. Cancellation: a cancelled send has sent nothing; a cancelled
// receive has taken nothing.

#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "core/check.h"
#include "rt/loop.h"
#include "rt/task.h"
#include "rt/wait.h"

namespace dynaferry::rt {

template <class T>
class Channel {
 public:
  // `bound` > 0: how many values it holds; `name` tells it in diagnostics.
  Channel(Loop&, std::size_t bound, std::string name) : bound_(bound), name_(std::move(name)) {
    check(bound > 0, "channel: needs room for one value");
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // False once the channel is closed: the value was not taken.
  [[nodiscard]] Task<bool> send(T value) {
    while (!closed_ && values_.size() >= bound_) {
      Wait wait;
      senders_.add(wait);
      const bool woken = co_await wait.suspend();
      if (woken) continue;
      if (wait.is_woken()) wake_sender();  // The room we were woken for is another's.
      unwind();
    }
    if (closed_) co_return false;
    values_.push_back(std::move(value));
    receivers_.wake_front();
    co_return true;
  }

  // What was sent, then nullopt for ever once the channel is closed and drained.
  [[nodiscard]] Task<std::optional<T>> receive() {
    while (values_.empty() && !closed_) {
      Wait wait;
      receivers_.add(wait);
      const bool woken = co_await wait.suspend();
      if (woken) continue;
      if (wait.is_woken()) wake_receiver();  // The value we were woken for is another's.
      unwind();
    }
    std::optional<T> value;
    if (!values_.empty()) {
      value.emplace(std::move(values_.front()));
      values_.pop_front();
      senders_.wake_front();
    }
    co_return value;
  }

  void close() {
    closed_ = true;
    senders_.wake_all();
    receivers_.wake_all();
  }

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] std::size_t bound() const { return bound_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool is_closed() const { return closed_; }

 private:
  void wake_sender() {
    if (values_.size() < bound_) senders_.wake_front();
  }
  void wake_receiver() {
    if (!values_.empty()) receivers_.wake_front();
  }

  std::size_t bound_;
  std::string name_;
  std::deque<T> values_;
  WaitList senders_;
  WaitList receivers_;
  bool closed_ = false;
};

}  // namespace dynaferry::rt
