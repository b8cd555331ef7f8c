// Where a record stands in its shard: a whole number that is told as 21 to 40 decimal digits
// (facts §4.1). They grow along a shard and into its children; between shards that are not each
// other's ancestors they mean nothing, and may be equal.
//
// A pure value, any thread. Failure: parse() gives nothing for what is not such a number.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dynaferry::sim {

class SequenceNumber {
 public:
  static constexpr std::uint64_t unit = 1'000'000'000'000'000'000;
  static constexpr std::size_t min_digits = 21;
  static constexpr std::size_t max_digits = 40;

  SequenceNumber() = default;
  // high * unit + low; low < unit.
  constexpr SequenceNumber(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

  // Numbers that no stream of ours will ever reach become the largest one.
  [[nodiscard]] static std::optional<SequenceNumber> parse(std::string_view text);

  [[nodiscard]] std::string text() const;
  [[nodiscard]] SequenceNumber plus(std::uint64_t step) const;  // step < unit.

  auto operator<=>(const SequenceNumber&) const = default;

 private:
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace dynaferry::sim
