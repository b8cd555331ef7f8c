// Two directions of bytes: a socket, TLS over another stream, or memory. Client and server are
// written against it and nothing lower.
//
// Threading: one loop's thread; at most one read and one write at a time.
// Failure: lost, with words for a person. After a failure only close() is of use.
// Cancellation: a cancelled task unwinds; the stream is then fit for closing only.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/error.h"
#include "rt/task.h"

namespace dynaferry::net {

class Stream {
 public:
  virtual ~Stream() = default;  // Closes.

  // At least one byte, or 0 at the orderly end of what the peer sends. `into` is not empty.
  virtual rt::Task<Result<std::size_t>> read_some(std::span<char> into) = 0;
  // All of `head` and then `body`, in as few pieces as may be.
  virtual rt::Task<Result<>> write(std::string_view head, std::string_view body) = 0;
  // Pending and later calls fail. Idempotent.
  virtual void close() noexcept = 0;

  // How many bytes the transport has taken in all; unchanged means that the peer got nothing new.
  [[nodiscard]] virtual std::uint64_t sent() const = 0;
  // Open as far as can be told at once, with nothing waiting to be read.
  [[nodiscard]] virtual bool is_quiet() = 0;
};

}  // namespace dynaferry::net
