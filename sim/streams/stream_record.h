// One change of an item, and the record of it that a stream hands out (facts §4.2).
//
// Pure values, any thread. Failure: none; whoever makes a Change sees to it that its JSON is valid.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/random.h"
#include "core/time.h"
#include "sim/streams/sequence_number.h"

namespace dynaferry::sim {

enum class StreamView : unsigned char { keys_only, new_image, old_image, new_and_old_images };
[[nodiscard]] std::string_view name_of(StreamView view);
[[nodiscard]] std::optional<StreamView> stream_view_named(std::string_view name);

// Attributes as JSON text, {"id":{"S":"a"}}, with their size by the service's rules.
struct StreamImage {
  std::string_view json;  // Empty: there is no such item.
  std::size_t size = 0;
};

// Before and after are not both absent.
struct Change {
  StreamImage keys;
  StreamImage before;
  StreamImage after;
  bool by_time_to_live = false;  // Nobody deleted the item; it had expired.
};

struct StreamRecord {
  SequenceNumber number;
  WallTime created;
  std::size_t size = 0;  // As SizeBytes tells it.
  std::string json;
};

// Where a record belongs.
struct RecordPlace {
  std::string_view region;
  StreamView view = StreamView::keys_only;
  SequenceNumber number;
  WallTime created;
};

[[nodiscard]] StreamRecord make_record(const Change& change, const RecordPlace& place,
                                       Random& random);

// The lowest `count` hexadecimal digits of the bits.
void append_hex(std::string& out, std::uint64_t bits, std::size_t count);

}  // namespace dynaferry::sim
