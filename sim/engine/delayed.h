// A value that readers see a while after it was set, as with the service's settings that are only
// eventually consistent. A pure value, any thread.

#pragma once

#include <chrono>
#include <utility>

#include "core/time.h"

namespace dynaferry::sim {

template <class T>
class Delayed {
 public:
  Delayed() = default;
  explicit Delayed(T value) : latest_(std::move(value)) {}

  [[nodiscard]] const T& latest() const { return latest_; }
  [[nodiscard]] const T& seen_at(WallTime now) const {
    return now < seen_from_ ? before_ : latest_;
  }
  [[nodiscard]] bool is_pending(WallTime now) const { return now < seen_from_; }
  void set(T value, WallTime now, std::chrono::milliseconds delay) {
    before_ = seen_at(now);
    latest_ = std::move(value);
    seen_from_ = now + delay;
  }

 private:
  T latest_{};
  T before_{};
  WallTime seen_from_{};
};

}  // namespace dynaferry::sim
