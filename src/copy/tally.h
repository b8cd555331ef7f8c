// What a copy has cost and met so far, over all the runs that it took. It is a fact of the journal,
// written with each record of progress, so that a kill loses no more of it than of that.
//
// Values; no threads. A text that is none is a tally of nothing: these numbers are told to people and
// decide nothing.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dynaferry::copy {

struct Tally {
  double read_units = 0;               // As the service told them.
  double write_units = 0;              // The same.
  std::uint64_t throttled = 0;         // Calls turned away, and items handed back.
  std::uint64_t unknown_outcomes = 0;  // Batches that were put again because of that.
  std::uint64_t replication_attributes = 0;

  Tally& operator+=(const Tally& other);
  bool operator==(const Tally&) const = default;
};

[[nodiscard]] std::string to_text(const Tally& tally);
[[nodiscard]] Tally tally_from(std::string_view text);

}  // namespace dynaferry::copy
