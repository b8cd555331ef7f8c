// All that the processes of a simulated world do outside of themselves, in one count: each request to
// the service and each call to the disk, before it has its effect and after. A process can be killed
// at each of these stop points, and a kill anywhere else looks from outside like one of them.
//
// Threading: one loop's thread. Failure: none.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace dynaferry::simulation {

class OutsideCalls {
 public:
  // Calls `act` at the n-th stop point from now on, of calls of that name only if one is given.
  void strike(std::uint64_t n, std::function<void()> act, std::string only = {}) {
    left_ = n;
    act_ = std::move(act);
    only_ = std::move(only);
  }
  void spare() { act_ = nullptr; }

  // For the service and the disk: a stop point of the call so named. True if it was struck.
  [[nodiscard]] bool reach(std::string_view name) {
    ++count_;
    if (!act_ || (!only_.empty() && only_ != name) || --left_ > 0) return false;
    std::exchange(act_, nullptr)();
    return true;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
  std::uint64_t left_ = 0;
  std::function<void()> act_{};
  std::string only_{};
};

}  // namespace dynaferry::simulation
