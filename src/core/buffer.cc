#include "core/buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/check.h"

namespace dynaferry {

Buffer::Buffer(std::string_view bytes) { append(bytes); }

Buffer::Buffer(Buffer&& other) noexcept
    : room_(std::move(other.room_)), size_(std::exchange(other.size_, 0)) {
  other.room_.clear();
}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  room_ = std::move(other.room_);
  size_ = std::exchange(other.size_, 0);
  other.room_.clear();
  return *this;
}

Buffer Buffer::of(std::string bytes) {
  Buffer buffer;
  buffer.size_ = bytes.size();
  buffer.room_ = std::move(bytes);
  if (buffer.size_ > 0) buffer.room_.append(padding, '\0');
  return buffer;
}

std::string Buffer::into_string() && {
  room_.resize(std::exchange(size_, 0));
  return std::move(room_);
}

void Buffer::reserve(std::size_t capacity) {
  if (capacity <= this->capacity()) return;
  const auto size = capacity + padding;
  room_.resize_and_overwrite(size, [](char* bytes, std::size_t count) {
    std::memset(bytes + count - padding, 0, padding);
    return count;
  });
}

std::span<char> Buffer::prepare(std::size_t n) {
  if (capacity() - size_ < n) reserve(std::max(size_ + n, 2 * capacity()));
  return {room_.data() + size_, n};
}

void Buffer::commit(std::size_t n) {
  check(n <= capacity() - size_, "buffer: committed more than was prepared");
  size_ += n;
}

void Buffer::append(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto room = prepare(bytes.size());
  std::memcpy(room.data(), bytes.data(), bytes.size());
  size_ += bytes.size();
}

}  // namespace dynaferry
