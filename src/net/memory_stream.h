// Two connected streams in memory, with the latency, bandwidth and mishaps one asks for, on the
// loop's clock: what simulations join client and server by.

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "net/stream.h"
#include "rt/loop.h"

namespace dynaferry::net {

inline constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

// One direction.
struct Lane {
  Ns latency{0};
  std::uint64_t bytes_per_second = 0;   // 0: unbounded.
  std::uint64_t cut_after = never;      // Both directions break once this many bytes were taken.
  std::uint64_t swallow_after = never;  // Bytes beyond are taken and never arrive.
};

struct LinkOptions {
  Lane to_server{};
  Lane to_client{};
  std::size_t window = 256 * 1024;   // Bytes under way in one direction before its writer waits.
  std::size_t read_at_most = 65536;  // By one read_some().
};

class MemoryLink {
 public:
  struct Ends {
    std::unique_ptr<Stream> client;
    std::unique_ptr<Stream> server;
    std::weak_ptr<MemoryLink> link;
  };
  [[nodiscard]] static Ends connect(rt::Loop& loop, LinkOptions options);

  MemoryLink(rt::Loop& loop, LinkOptions options);
  ~MemoryLink();
  MemoryLink(const MemoryLink&) = delete;
  MemoryLink& operator=(const MemoryLink&) = delete;

  void cut();  // As a reset: what is under way still arrives, then both ends fail.

 private:
  class End;
  struct Pipe;

  rt::Loop& loop_;
  LinkOptions options_;
  std::unique_ptr<Pipe> to_server_;
  std::unique_ptr<Pipe> to_client_;
  bool broken_ = false;
};

}  // namespace dynaferry::net
