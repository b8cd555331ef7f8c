// A shard iterator: a place in a shard with the time of its issue, as text that says nothing to
// whoever holds it (facts §4.1). Inside sim/engine only.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "sim/streams/sequence_number.h"

namespace dynaferry::sim {

struct StreamIterator {
  std::string stream;  // Its ARN.
  std::string shard;
  SequenceNumber from;
  std::uint64_t reader = 0;  // sim/streams/shard_readers.h.
  WallTime issued;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<StreamIterator> parse(std::string_view text);
};

}  // namespace dynaferry::sim
