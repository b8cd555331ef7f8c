#include "sim/engine/stream_iterator.h"

#include <charconv>

#include "crypto/hash.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view version = "|1|";

// With a checksum, so that what was cut or changed on its way is no iterator.
std::string tail_of(const StreamIterator& iterator) {
  auto tail = iterator.shard + "|" + iterator.from.text() + "|" +
              std::to_string(iterator.issued.time_since_epoch().count());
  return tail + "|" + std::to_string(crypto::crc32(iterator.stream + tail));
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
  const auto first = tail->find('|');
  const auto second = tail->find('|', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  StreamIterator iterator{std::string(text.substr(0, at)), tail->substr(0, first), {}, {}};
  const auto from = SequenceNumber::parse(tail->substr(first + 1, second - first - 1));
  std::int64_t issued = 0;
  std::from_chars(tail->data() + second + 1, tail->data() + tail->size(), issued);
  if (!from) return std::nullopt;
  iterator.from = *from;
  iterator.issued = WallTime(std::chrono::milliseconds(issued));
  if (iterator.text() != text) return std::nullopt;
  return iterator;
}

}  // namespace dynaferry::sim
