// A Dialer whose connections are memory: each dial hands the other end to a server. A plan decides
// for each connection how good it is, or that there is none; a simulation draws it from its seed.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "net/dialer.h"
#include "net/memory_stream.h"
#include "rt/loop.h"

namespace dynaferry::net {

class MemoryNetwork final : public Dialer {
 public:
  using Accept = std::function<void(std::unique_ptr<Stream>)>;
  // The n-th dial, from 0: the link it gets, or why it fails.
  using Plan = std::function<Result<LinkOptions>(std::uint64_t n)>;

  MemoryNetwork(rt::Loop& loop, Accept accept, Plan plan = {});

  rt::Task<Result<std::unique_ptr<Stream>>> dial() override;

  void cut_all();  // Breaks every connection there is.
  [[nodiscard]] std::uint64_t dials() const { return dials_; }

 private:
  rt::Loop& loop_;
  Accept accept_;
  Plan plan_;
  std::uint64_t dials_ = 0;
  std::vector<std::weak_ptr<MemoryLink>> links_;
};

}  // namespace dynaferry::net
