#include "rt/timer_heap.h"

#include <memory>
#include <utility>

#include "core/check.h"

namespace dynaferry::rt {

class TimerHeap::Entry : public Timer::State {
 public:
  Entry(TimerHeap& home, Ns at, std::uint64_t order, std::function<void()> call)
      : heap(&home), when(at), tie(order), act(std::move(call)) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() override {
    if (heap == nullptr) return;
    auto& home = *heap;
    home.remove(index);
    if (home.empty() && home.on_emptied_) home.on_emptied_();
  }

  [[nodiscard]] bool before(const Entry& other) const {
    return when != other.when ? when < other.when : tie < other.tie;
  }

  TimerHeap* heap;  // Null once fired.
  Ns when;
  std::uint64_t tie;
  std::function<void()> act;
  std::size_t index = 0;
};

TimerHeap::~TimerHeap() {
  for (auto* entry : entries_) entry->heap = nullptr;
}

Timer TimerHeap::add(Ns when, std::uint64_t tie, std::function<void()> act) {
  auto entry = std::make_unique<Entry>(*this, when, tie, std::move(act));
  entries_.push_back(entry.get());
  entry->index = entries_.size() - 1;
  sift_up(entry->index);
  return Timer(std::move(entry));
}

Ns TimerHeap::earliest() const {
  check(!entries_.empty(), "timers: asked an empty heap for its earliest");
  return entries_.front()->when;
}

std::function<void()> TimerHeap::take() {
  check(!entries_.empty(), "timers: took from an empty heap");
  auto* const first = entries_.front();
  remove(0);
  return std::move(first->act);
}

void TimerHeap::remove(std::size_t index) {
  entries_[index]->heap = nullptr;
  auto* const last = entries_.back();
  entries_.pop_back();
  if (index == entries_.size()) return;
  place(index, last);
  sift_up(index);
  sift_down(last->index);
}

void TimerHeap::place(std::size_t index, Entry* entry) {
  entries_[index] = entry;
  entry->index = index;
}

void TimerHeap::sift_up(std::size_t index) {
  auto* const entry = entries_[index];
  while (index > 0) {
    const auto parent = (index - 1) / 2;
    if (!entry->before(*entries_[parent])) break;
    place(index, entries_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerHeap::sift_down(std::size_t index) {
  auto* const entry = entries_[index];
  for (;;) {
    auto child = 2 * index + 1;
    if (child >= entries_.size()) break;
    if (child + 1 < entries_.size() && entries_[child + 1]->before(*entries_[child])) ++child;
    if (!entries_[child]->before(*entry)) break;
    place(index, entries_[child]);
    index = child;
  }
  place(index, entry);
}

}  // namespace dynaferry::rt
