// A place for bytes that do not fit into memory for a while: written at its end, read anywhere, gone
// with the process.
//
// Threading: one loop's thread; blocking, but not for a disk's sync.
// Faults: internal, with the system's words (the disk is full, and the like).

#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"

namespace dynaferry::journal {

class Scratch {
 public:
  virtual ~Scratch() = default;
  virtual Result<> append(std::string_view bytes) = 0;
  // Fills `into` with the bytes from `offset` on; fewer are not there: internal.
  virtual Result<> read(std::uint64_t offset, std::span<char> into) = 0;
};

class MemoryScratch final : public Scratch {
 public:
  Result<> append(std::string_view bytes) override {
    bytes_.append(bytes);
    return {};
  }
  Result<> read(std::uint64_t offset, std::span<char> into) override {
    if (offset + into.size() > bytes_.size()) return fail(Fault::internal, "no such bytes");
    std::ranges::copy(std::string_view(bytes_).substr(offset, into.size()), into.begin());
    return {};
  }

 private:
  std::string bytes_{};
};

// Makes one when the first byte must go somewhere.
using MakeScratch = std::function<Result<std::unique_ptr<Scratch>>()>;

}  // namespace dynaferry::journal
