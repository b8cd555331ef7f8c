// Bytes received from the network, with room behind them for a parser that reads ahead.

#pragma once

#include <cstddef>
#include <memory>
#include <span>
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

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }
  [[nodiscard]] char* data() { return bytes_.get(); }

  void reserve(std::size_t capacity);
  void append(std::string_view bytes);
  // Room for n more bytes behind the last; commit(k) makes the first k of them part of the buffer.
  [[nodiscard]] std::span<char> prepare(std::size_t n);
  void commit(std::size_t n);

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace dynaferry
