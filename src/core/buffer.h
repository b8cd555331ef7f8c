// Bytes received from the network, with room behind them for a parser that reads ahead.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace dynaferry {

// A growable byte buffer. `padding` readable bytes always follow the last one (simdjson needs
// them); their content is unspecified. Moving keeps the bytes where they are, so that views into a
// Buffer held by shared_ptr stay valid.
class Buffer {
 public:
  static constexpr std::size_t padding = 64;

  Buffer() = default;
  explicit Buffer(std::string_view bytes);
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() = default;

  // Takes a string over, without a copy if its capacity has room for the padding, and gives the bytes
  // back as one, without a copy.
  [[nodiscard]] static Buffer of(std::string bytes);
  [[nodiscard]] std::string into_string() &&;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return room_.empty() ? 0 : room_.size() - padding; }
  [[nodiscard]] std::string_view view() const { return {room_.data(), size_}; }
  [[nodiscard]] char* data() { return room_.data(); }

  void reserve(std::size_t capacity);
  void append(std::string_view bytes);
  // Room for n more bytes behind the last; commit(k) makes the first k of them part of the buffer.
  [[nodiscard]] std::span<char> prepare(std::size_t n);
  void commit(std::size_t n);

 private:
  std::string room_;  // The bytes, what is reserved, and the padding; or nothing at all.
  std::size_t size_ = 0;
};

}  // namespace dynaferry
