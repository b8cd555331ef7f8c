#include "core/buffer.h"

#include <algorithm>
#include <cstring>

#include "core/check.h"

namespace dynaferry {

Buffer::Buffer(std::string_view bytes) { append(bytes); }

void Buffer::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  auto grown = std::make_unique_for_overwrite<char[]>(capacity + padding);
  if (size_ > 0) std::memcpy(grown.get(), bytes_.get(), size_);
  std::memset(grown.get() + capacity, 0, padding);
  bytes_ = std::move(grown);
  capacity_ = capacity;
}

std::span<char> Buffer::prepare(std::size_t n) {
  if (capacity_ - size_ < n) reserve(std::max(size_ + n, 2 * capacity_));
  return {bytes_.get() + size_, n};
}

void Buffer::commit(std::size_t n) {
  check(n <= capacity_ - size_, "buffer: committed more than was prepared");
  size_ += n;
}

void Buffer::append(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto room = prepare(bytes.size());
  std::memcpy(room.data(), bytes.data(), bytes.size());
  size_ += bytes.size();
}

}  // namespace dynaferry
