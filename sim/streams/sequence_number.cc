#include "sim/streams/sequence_number.h"

#include <algorithm>
#include <charconv>

namespace dynaferry::sim {
namespace {

constexpr std::size_t low_digits = 18;

std::uint64_t whole(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

std::optional<SequenceNumber> SequenceNumber::parse(std::string_view text) {
  const bool is_number = text.size() >= min_digits && text.size() <= max_digits &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return std::nullopt;
  const auto low = text.substr(text.size() - low_digits);
  auto high = text.substr(0, text.size() - low_digits);
  high.remove_prefix(std::min(high.find_first_not_of('0'), high.size()));
  if (high.size() > low_digits) return SequenceNumber(unit, unit - 1);
  return SequenceNumber(whole(high), whole(low));
}

std::string SequenceNumber::text() const {
  const auto padded = [](std::uint64_t value, std::size_t width) {
    auto digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
  };
  return padded(high_, min_digits - low_digits) + padded(low_, low_digits);
}

SequenceNumber SequenceNumber::plus(std::uint64_t step) const {
  const auto low = low_ + step;
  return low < unit ? SequenceNumber(high_, low) : SequenceNumber(high_ + 1, low - unit);
}

}  // namespace dynaferry::sim
