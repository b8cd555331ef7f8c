#include "sim/engine/expiry.h"

#include <charconv>

#include "sim/engine/data_plane.h"

namespace dynaferry::sim {
namespace {

constexpr std::chrono::years too_long_ago(5);

bool has_expired(const ItemImage& item, std::string_view attribute, WallTime now) {
  const auto* found = item.find(attribute);
  if (found == nullptr || found->type != AttributeType::n) return false;
  const auto text = found->spelling;
  double when = 0;
  std::from_chars(text.data(), text.data() + text.size(), when);
  const auto seconds = [](WallTime at) {
    return std::chrono::duration<double>(at.time_since_epoch()).count();
  };
  return when < seconds(now) && when > seconds(now - too_long_ago);
}

}  // namespace

Outcome<std::size_t> expire_items(Operation& operation, Table& table, std::string_view attribute) {
  std::vector<ItemKey> expired;
  const auto& items = table.items();
  for (auto at = items.begin(); at != items.end(); at = items.next(at)) {
    const auto& record = items.record(at);
    if (has_expired(operation.scratch.stored.read(record), attribute, operation.now)) {
      expired.push_back({record.hash(), std::string(record.key())});
    }
  }
  for (auto& key : expired) {
    PreparedWrite write{std::move(key), std::nullopt};
    write.entries.resize(table.definition().indexes.size());
    SIM_CHECK(write_item(operation, table, std::move(write), Writer::time_to_live));
  }
  return expired.size();
}

}  // namespace dynaferry::sim
