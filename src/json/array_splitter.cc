#include "json/array_splitter.h"

#include <bit>
#include <cstdint>
#include <utility>

#include "core/byte_vector.h"

namespace dynaferry::json {
namespace {

constexpr std::size_t kBlock = 64;
static_assert(Buffer::padding >= kBlock);

// Which of 64 bytes are what.
struct Block {
  std::uint64_t quotes = 0;
  std::uint64_t backslashes = 0;
  std::uint64_t brackets = 0;  // Outside of strings; within them a few letters are, too.

  explicit Block(const char* at) {
    for (unsigned i = 0; i < kBlock; i += sizeof(ByteVector)) {
      const auto bytes = byte_vector_at(at + i);
      const auto bits = [i](auto compared) { return std::uint64_t{bits_of(compared)} << i; };
      quotes |= bits(bytes == '"');
      backslashes |= bits(bytes == '\\');
      brackets |= bits((bytes | 0x26) == 0x7F);
    }
  }

  // `escaped`: whether the first byte is; and then, whether that behind the last is.
  void drop_escaped_quotes(bool& escaped) {
    if (std::exchange(escaped, false)) {
      quotes &= ~std::uint64_t{1};
      backslashes &= ~std::uint64_t{1};
    }
    while (backslashes != 0) {
      const auto pair = std::uint64_t{3} << static_cast<unsigned>(std::countr_zero(backslashes));
      escaped = std::has_single_bit(pair);
      backslashes &= ~pair;
      quotes &= ~pair;
    }
  }
};

// Each bit, the parity of those up to it: from a quote to the next, all ones.
std::uint64_t parity(std::uint64_t bits) {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// Behind the bracket that closes the one at `at`; null: none does.
const char* end_of_nested(const char* at, const char* end) {
  std::size_t depth = 0;
  bool escaped = false;
  std::uint64_t in_string = 0;  // All ones behind an open quote.
  for (; at < end; at += kBlock) {
    Block block(at);
    if (block.backslashes != 0 || escaped) block.drop_escaped_quotes(escaped);
    const auto strings = parity(block.quotes) ^ in_string;
    in_string = (strings >> 63U) != 0 ? ~std::uint64_t{0} : 0;
    for (auto left = block.brackets & ~strings; left != 0; left &= left - 1) {
      const char* const bracket = at + std::countr_zero(left);
      if (bracket >= end) return nullptr;
      constexpr unsigned opens = 2;  // The bit that { and [ have, and } and ] have not.
      depth += (static_cast<unsigned char>(*bracket) & opens) != 0 ? 1 : -std::size_t{1};
      if (depth == 0) return bracket + 1;
    }
  }
  return nullptr;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  // False: it is not of the shape.
  bool split(std::string_view array, Spans& out) {
    if (!take('{')) return false;
    for (bool first = true; !take('}'); first = false) {
      std::string_view name;
      if (!(first || take(',')) || !read_name(name) || !take(':')) return false;
      if (name == array) {
        if (std::exchange(out.has_array, true) || !read_array(out)) return false;
      } else {
        auto& other = out.others.emplace_back(name, std::string_view{});
        if (!read_value(other.second)) return false;
      }
    }
    skip_space();
    return at_ == end_;
  }

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  bool take(char expected) {
    skip_space();
    if (at_ == end_ || *at_ != expected) return false;
    ++at_;
    return true;
  }

  // Nobody writes the service's own names with escapes.
  bool read_name(std::string_view& out) {
    if (!take('"')) return false;
    const std::string_view rest(at_, end_);
    out = rest.substr(0, rest.find_first_of("\"\\"));
    at_ += out.size();
    return take('"');
  }

  bool read_array(Spans& out) {
    if (!take('[')) return false;
    for (bool first = true; !take(']'); first = false) {
      if (!(first || take(','))) return false;
      if (skip_space(); at_ == end_ || *at_ != '{') return false;
      if (!read_nested(out.elements.emplace_back())) return false;
    }
    return true;
  }

  bool read_nested(std::string_view& out) {
    const char* const end = end_of_nested(at_, end_);
    if (end == nullptr) return false;
    out = {std::exchange(at_, end), end};
    return true;
  }

  bool read_value(std::string_view& out) {
    skip_space();
    if (at_ != end_ && (*at_ == '{' || *at_ == '[')) return read_nested(out);
    // A number, a word, or a string without an escape or anything that looks like an end.
    const std::string_view rest(at_, end_);
    out = rest.substr(0, rest.find_first_of(",}\\ \t\r\n"));
    at_ += out.size();
    return !out.empty();
  }

  const char* at_;
  const char* end_;
};

}  // namespace

Result<Spans> split_array(const Buffer& body, std::string_view array) {
  Spans out;
  if (!Splitter(body.view()).split(array, out)) {
    return fail(Fault::invalid, "not the JSON that was expected");
  }
  return out;
}

}  // namespace dynaferry::json
