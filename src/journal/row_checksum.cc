#include "journal/row_checksum.h"

#include <string>

#include "crypto/hash.h"

namespace dynaferry::journal {

namespace {

// Columns as bytes that no other row of columns has.
class Columns {
 public:
  explicit Columns(std::string_view table) { bytes(table); }

  Columns& number(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      text_.push_back(static_cast<char>(value >> shift & 0xffU));
    }
    return *this;
  }
  Columns& bytes(std::string_view value) {
    number(value.size());
    text_.append(value);
    return *this;
  }

  // The first eight bytes of SHA-256: a CRC's errors cancel out when CRCs are summed up.
  [[nodiscard]] std::uint64_t checksum() const {
    const auto digest = crypto::sha256(text_);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < 8; ++i) sum = sum << 8U | digest[i];
    return sum;
  }

 private:
  std::string text_;
};

}  // namespace

std::uint64_t fact_checksum(std::string_view name, std::string_view value) {
  return Columns("fact").bytes(name).bytes(value).checksum();
}

std::uint64_t segment_checksum(const Segment& segment) {
  Columns columns("segment");
  columns.number(segment.index).number(segment.total);
  columns.number(segment.last_evaluated_key ? 1 : 0);
  columns.bytes(segment.last_evaluated_key ? *segment.last_evaluated_key : std::string_view{});
  columns.number(segment.finished ? 1 : 0).number(segment.items).number(segment.bytes);
  columns.number(segment.quarantined);
  return columns.checksum();
}

std::uint64_t head_checksum(const Head& head) {
  return Columns("head")
      .number(head.commits)
      .number(head.facts)
      .number(head.segments)
      .number(head.total)
      .checksum();
}

}  // namespace dynaferry::journal
