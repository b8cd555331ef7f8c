#include "sim/engine/stream_iterator.h"

#include <algorithm>
#include <charconv>

#include "crypto/hash.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view version = "|1|";

// With a checksum, so that what was cut or changed on its way is no iterator.
std::string tail_of(const StreamIterator& iterator) {
  auto tail = iterator.shard + "|" + iterator.from.text() + "|" + std::to_string(iterator.reader) +
              "|" + std::to_string(iterator.issued.time_since_epoch().count());
  return tail + "|" + std::to_string(crypto::crc32(iterator.stream + tail));
}

// What stands before the next bar; the rest is left.
std::string_view take_part(std::string_view& text) {
  const auto part = text.substr(0, text.find('|'));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

template <class Number>
Number number_in(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::string StreamIterator::text() const {
  return stream + std::string(version) + crypto::base64_encode(tail_of(*this));
}

std::optional<StreamIterator> StreamIterator::parse(std::string_view text) {
  const auto at = text.find(version);
  if (at == std::string_view::npos) return std::nullopt;
  const auto tail = crypto::base64_decode(text.substr(at + version.size()));
  if (!tail) return std::nullopt;
  std::string_view rest = *tail;
  StreamIterator iterator;
  iterator.stream = text.substr(0, at);
  iterator.shard = take_part(rest);
  const auto from = SequenceNumber::parse(take_part(rest));
  if (!from) return std::nullopt;
  iterator.from = *from;
  iterator.reader = number_in<std::uint64_t>(take_part(rest));
  iterator.issued = WallTime(std::chrono::milliseconds(number_in<std::int64_t>(take_part(rest))));
  if (iterator.text() != text) return std::nullopt;
  return iterator;
}

}  // namespace dynaferry::sim
