#include "pace/pacer.h"

namespace dynaferry::pace {

rt::Task<bool> Pacer::admit(double thought) {
  auto asking = turn_.acquire();
  const auto turn = co_await std::move(asking);
  while (!stopped_ && clock_.now() < budget_.next()) {
    auto timer = clock_.at(budget_.next(), [this] { changed_.notify_all(); });
    co_await changed_.wait();
  }
  if (stopped_) co_return false;
  budget_.begin(clock_.now(), thought);
  co_return true;
}

void Pacer::settle(double thought, double spent) {
  budget_.settle(thought, spent);
  changed_.notify_all();
}

void Pacer::stop() {
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace dynaferry::pace
