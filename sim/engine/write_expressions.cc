#include "sim/engine/write_expressions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/check.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

Outcome<bool> wants_old_on_failure(dom::object request) {
  static constexpr std::string_view member = "ReturnValuesOnConditionCheckFailure";
  SIM_TRY(const auto wanted, text_member(request, member));
  if (!wanted || *wanted == "NONE") return false;
  if (*wanted == "ALL_OLD") return true;
  return out_of_bounds(*wanted, "returnValuesOnConditionCheckFailure",
                       "Member must satisfy enum value set: [ALL_OLD, NONE]");
}

Outcome<> check_key_unchanged(const KeyLayout& layout, const std::vector<DocumentPath>& paths) {
  for (const auto& path : paths) {
    if (layout.find(path.front().name) == nullptr) continue;
    return invalid_value("Cannot update attribute " + path.front().name +
                         ". This attribute is part of the key");
  }
  return {};
}

// Index keys that the update wrote to; the service has words of its own for them.
Outcome<> check_index_values(const TableDefinition& definition, const AttributeValue& after,
                             const std::vector<DocumentPath>& paths) {
  for (const auto& index : definition.indexes) {
    for (const auto& path : paths) {
      const auto* const part = index.layout.find(path.front().name);
      const auto* const value = part == nullptr ? nullptr : after.find(part->name);
      if (value == nullptr) continue;
      if (value->type != part->type) {
        return validation(
            "One or more parameter values are not valid. The update expression attempted to update "
            "the secondary index key to unsupported type");
      }
      if (!value->text.empty()) continue;
      return validation(
          std::string("One or more parameter values are not valid. The update expression attempted "
                      "to update a secondary index key to a value that is not supported. The "
                      "AttributeValue for a key attribute cannot contain an empty ") +
          (part->type == AttributeType::s ? "string" : "binary") + " value.");
    }
  }
  return {};
}

// An item may be put that is too large to be updated (facts §3.2).
Outcome<> check_updated_size(const KeyLayout& layout, const ItemImage& image,
                             const UpdateExpression& update) {
  std::size_t key = 0;
  for (const auto* parts : {&layout.hash, &layout.range}) {
    for (const auto& part : *parts) key += image.find(part.name)->size;
  }
  const auto actions =
      3 + 19 * update.count(UpdateAction::Verb::set) + 2 * update.count(UpdateAction::Verb::remove);
  if (std::max(image.size(), image.size() - key + actions) <= max_item_size) return {};
  return validation("Item size to update has exceeded the maximum allowed size");
}

std::string_view lacking(WriteKind kind) {
  return kind == WriteKind::update ? "UpdateExpression and ConditionExpression are null"
                                   : "ConditionExpression is null";
}

}  // namespace

Outcome<WriteExpressions> WriteExpressions::read(dom::object request, WriteKind kind) {
  SIM_CHECK(refuse_members(request, old_style_writes));
  WriteExpressions expressions;
  SIM_TRY(expressions.show_old, wants_old_on_failure(request));
  SIM_TRY(const auto condition, text_member(request, "ConditionExpression"));
  std::optional<std::string_view> update;
  if (kind == WriteKind::update) {
    SIM_TRY(update, text_member(request, "UpdateExpression"));
  }
  const bool any = condition || update;
  SIM_TRY(auto placeholders, Placeholders::read(request));
  SIM_CHECK(placeholders.check(any, any ? std::string_view() : lacking(kind)));
  if (update) {
    SIM_TRY(expressions.update, UpdateExpression::read(*update, placeholders));
  }
  if (condition) {
    SIM_TRY(expressions.condition,
            Condition::read("ConditionExpression", *condition, placeholders));
  }
  SIM_CHECK(placeholders.check_used());
  return expressions;
}

Outcome<> WriteExpressions::check(Operation& operation, const Record* old) const {
  if (!condition) return {};
  AttributeValue item{AttributeType::map, {}, {}, {}};
  if (old != nullptr) {
    const auto names = condition->attributes();
    item = AttributeValue::of_item(operation.scratch.stored.document(*old), names);
  }
  if (condition->holds(item)) return {};
  auto refusal =
      refuse(service_space, "ConditionalCheckFailedException", "The conditional request failed");
  if (show_old && old != nullptr) refusal.error().members = "\"Item\":" + std::string(old->json());
  return refusal;
}

Outcome<PreparedUpdate> prepare_update(Operation& operation, const Table& table, dom::object key,
                                       const ItemKey& place, const WriteExpressions& expressions) {
  SIM_CHECK(table.check_knows_items());
  static const std::vector<DocumentPath> nowhere;
  const auto& definition = table.definition();
  const auto& update = expressions.update;
  const auto paths = update ? update->paths() : nowhere;
  SIM_CHECK(check_key_unchanged(definition.layout, paths));
  const auto* const old = table.find(place);
  SIM_CHECK(expressions.check(operation, old));
  if (update) SIM_CHECK(check_key_paths(definition, update->all_paths()));

  PreparedUpdate prepared{{}, {AttributeType::map, {}, {}, {}}, {}};
  if (old != nullptr) {
    prepared.before = AttributeValue::of_item(operation.scratch.stored.document(*old));
    prepared.after = prepared.before;
  } else {
    prepared.after = AttributeValue::of_item(key);
  }
  if (update) {
    SIM_TRY(prepared.after, update->apply(prepared.after));
  }
  SIM_CHECK(check_index_values(definition, prepared.after, paths));
  std::string json;
  prepared.after.append_fields(json);
  dom::parser parser;
  dom::object document;
  const auto failed = parser.parse(json).get(document);
  dynaferry::check(failed == simdjson::SUCCESS, "simulator: an updated item is not JSON");
  ItemImage image;
  SIM_CHECK(image.read(document));
  if (update) SIM_CHECK(check_updated_size(definition.layout, image, *update));
  SIM_TRY(prepared.write, table.prepare_put(image));
  return prepared;
}

}  // namespace dynaferry::sim
