#include "sim/engine/change_record.h"

namespace dynaferry::sim {
namespace {

StreamImage image_of(const Record* record) {
  if (record == nullptr) return {};
  return {record->json(), record->size()};
}

}  // namespace

void record_change(Operation& operation, const Table& table, Stream& stream,
                   const PricedWrite& priced, Writer writer) {
  if (!priced.changes()) return;
  const auto* after = priced.write.record ? &*priced.write.record : nullptr;
  const auto& image = operation.scratch.stored.read(after != nullptr ? *after : *priced.old);
  std::string keys = "{";
  Change change;
  const auto add = [&](const KeyPart& part) {
    const auto* attribute = image.find(part.name);
    if (keys.size() > 1) keys += ',';
    keys += image.span(*attribute);
    change.keys.size += attribute->size;
  };
  const auto& layout = table.definition().layout;
  for (const auto& part : layout.hash) add(part);
  for (const auto& part : layout.range) add(part);
  keys += '}';
  change.keys.json = keys;
  change.before = image_of(priced.old);
  change.after = image_of(after);
  change.by_time_to_live = writer == Writer::time_to_live;
  stream.record(change, priced.write.key.hash, operation.now);
}

}  // namespace dynaferry::sim
