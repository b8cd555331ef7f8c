// A counted bound, granted in the order of asking: a large request waits at the front and is not
// overtaken by small ones.
//
// Threading: one loop's thread. Cancellation: a cancelled acquire holds nothing.

#pragma once

#include <cstdint>
#include <list>
#include <utility>

#include "rt/task.h"
#include "rt/wait.h"

namespace dynaferry::rt {

class Semaphore;

// What was granted; given back on destruction. Must not outlive its Semaphore.
class Permit {
 public:
  Permit() = default;
  Permit(Permit&& other) noexcept
      : from_(std::exchange(other.from_, nullptr)), units_(std::exchange(other.units_, 0)) {}
  Permit& operator=(Permit&& other) noexcept {
    if (this != &other) {
      release();
      from_ = std::exchange(other.from_, nullptr);
      units_ = std::exchange(other.units_, 0);
    }
    return *this;
  }
  ~Permit() { release(); }

  void release();
  [[nodiscard]] std::uint64_t units() const { return units_; }

 private:
  friend class Semaphore;
  Permit(Semaphore& from, std::uint64_t units) : from_(&from), units_(units) {}

  Semaphore* from_ = nullptr;
  std::uint64_t units_ = 0;
};

class Semaphore {
 public:
  explicit Semaphore(std::uint64_t units) : bound_(units), free_(units) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  // Requires units <= bound(). Unwinds when cancelled.
  [[nodiscard]] Task<Permit> acquire(std::uint64_t units = 1);
  // An empty Permit (units() == 0) when that many are not free now, or someone waits already.
  [[nodiscard]] Permit try_acquire(std::uint64_t units = 1);

  [[nodiscard]] std::uint64_t free() const { return free_; }
  [[nodiscard]] std::uint64_t bound() const { return bound_; }
  [[nodiscard]] std::size_t waiting() const { return asking_.size(); }

 private:
  friend class Permit;
  struct Asking {
    std::uint64_t units;
    Wait* wait;
  };

  void give_back(std::uint64_t units);
  void grant();

  std::uint64_t bound_;
  std::uint64_t free_;
  std::list<Asking> asking_;
};

}  // namespace dynaferry::rt
