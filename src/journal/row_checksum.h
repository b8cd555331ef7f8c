// What each row of a journal is sealed with (docs/formats/journal.md). Pure functions.

#pragma once

#include <cstdint>
#include <string_view>

#include "journal/journal.h"

namespace dynaferry::journal {

[[nodiscard]] std::uint64_t fact_checksum(std::string_view name, std::string_view value);
[[nodiscard]] std::uint64_t segment_checksum(const Segment& segment);

// The head row: how many rows there are, and the sum of their checksums modulo 2^64.
struct Head {
  std::uint64_t commits = 0;
  std::uint64_t facts = 0;
  std::uint64_t segments = 0;
  std::uint64_t total = 0;
};
[[nodiscard]] std::uint64_t head_checksum(const Head& head);

}  // namespace dynaferry::journal
