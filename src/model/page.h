// A Scan page as bytes, and the items in it as views. This is the fast path of a copy: values are
// never decoded. The invariant is value equality, not these bytes.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/buffer.h"

namespace dynaferry::model {

// One item inside a page, as raw JSON. The views live as long as the page.
struct RawItem {
  std::string_view item;   // {"pk":{"S":"a"},"other":{"N":"1"}}
  std::string_view hash;   // The partition key's value: {"S":"a"}
  std::string_view range;  // The sort key's value; empty if the table has none.
};

// Moving a Page leaves its bytes where they are.
struct Page {
  Buffer body;
  std::vector<RawItem> items;
  // Raw JSON; absent at the end of the segment, and only there (facts §3.1).
  std::optional<std::string> last_evaluated_key;
  double read_units = 0;
  std::uint64_t replication_attributes = 0;  // aws:rep:* attributes found and taken out.
  std::deque<std::string> rewritten{};       // Bytes of items that are no longer as received.
};

// Takes the attributes aws:rep:* out of every item: traces of a global table of 2017, which are not
// the user's data. Counts them.
void drop_replication_attributes(Page& page);

// Writes the numbers anew in every item of more than `most` bytes, with an exponent and no more digits
// than they have: "1" and 125 zeros becomes "1e125", the same value. The service tells all digits
// (facts §3.4), so that a legal item may come back larger than what one request may hold.
void shorten_numbers(Page& page, std::size_t most);

// One item, or any JSON of attribute values, so written.
[[nodiscard]] std::string with_short_numbers(std::string_view item);

}  // namespace dynaferry::model
