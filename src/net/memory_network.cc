#include "net/memory_network.h"

#include <utility>

namespace dynaferry::net {

MemoryNetwork::MemoryNetwork(rt::Loop& loop, Accept accept, Plan plan)
    : loop_(loop), accept_(std::move(accept)), plan_(std::move(plan)) {
  if (!plan_) plan_ = [](std::uint64_t) { return LinkOptions{}; };
}

rt::Task<Result<std::unique_ptr<Stream>>> MemoryNetwork::dial() {
  auto options = plan_(dials_++);
  if (!options) co_return fail(std::move(options).error());
  const auto round_trip = options->to_server.latency + options->to_client.latency;
  co_await loop_.sleep(round_trip);
  auto ends = MemoryLink::connect(loop_, *options);
  std::erase_if(links_, [](const auto& link) { return link.expired(); });
  links_.push_back(ends.link);
  accept_(std::move(ends.server));
  co_return std::move(ends.client);
}

void MemoryNetwork::cut_all() {
  for (const auto& weak : links_) {
    if (const auto link = weak.lock()) link->cut();
  }
}

}  // namespace dynaferry::net
