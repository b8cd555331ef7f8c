// The pending timers of a loop: a binary heap whose entries know their place, so that cancelling
// one costs O(log n) and leaves nothing behind. One thread.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/time.h"
#include "rt/loop.h"

namespace dynaferry::rt {

class TimerHeap {
 public:
  TimerHeap() = default;
  TimerHeap(const TimerHeap&) = delete;
  TimerHeap& operator=(const TimerHeap&) = delete;
  ~TimerHeap();  // Timers that outlive it are dead, not dangling.

  // Entries of equal `when` leave in the order of `tie`.
  [[nodiscard]] Timer add(Ns when, std::uint64_t tie, std::function<void()> act);

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] Ns earliest() const;           // Requires !empty().
  [[nodiscard]] std::function<void()> take();  // Removes the earliest. Requires !empty().
  // Called when a cancellation has emptied the heap.
  void on_emptied(std::function<void()> act) { on_emptied_ = std::move(act); }

 private:
  class Entry;

  void remove(std::size_t index);
  void place(std::size_t index, Entry* entry);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);

  std::vector<Entry*> entries_;  // Owned by their Timers.
  std::function<void()> on_emptied_;
};

}  // namespace dynaferry::rt
