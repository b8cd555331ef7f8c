// TransactWriteItems and TransactGetItems (facts §3.2): all or nothing.

#include <algorithm>
#include <array>

#include "sim/engine/batch_units.h"
#include "sim/engine/data_plane.h"
#include "sim/engine/item_operations.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/request.h"
#include "sim/engine/write_expressions.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_actions = 100;
constexpr std::size_t max_bytes = 4'194'304;
constexpr std::size_t max_token = 36;

struct Verb {
  std::string_view name;
  WriteKind kind;
  std::string_view path;  // In messages.
};
constexpr std::array<Verb, 4> verbs = {{{"ConditionCheck", WriteKind::check, "conditionCheck"},
                                        {"Put", WriteKind::put, "put"},
                                        {"Delete", WriteKind::erase, "delete"},
                                        {"Update", WriteKind::update, "update"}}};

// One action, as far as it is known before any item is looked at.
struct Action {
  WriteKind kind = WriteKind::put;
  std::string_view named;  // The table as the request calls it.
  Table* table = nullptr;
  dom::object image;  // The Item or the Key.
  WriteExpressions expressions;
  std::optional<ItemKey> place;           // Absent when the key is not one of the table.
  std::optional<PreparedWrite> write;     // Absent of a check.
  std::optional<ServiceError> cancelled;  // Why the transaction cannot be.
  std::size_t bytes = 0;
};

Outcome<dom::array> transact_items(dom::object request) {
  SIM_TRY(const auto list, array_member(request, "TransactItems"));
  if (!list) return out_of_bounds("null", "transactItems", "Member must not be null");
  if (list->size() == 0) {
    return out_of_bounds("[]", "transactItems",
                         "Member must have length greater than or equal to 1");
  }
  if (list->size() > max_actions) {
    return validation("Member must have length less than or equal to 100");
  }
  return *list;
}

Outcome<Action> read_action(dom::element entry, std::size_t number) {
  dom::object object;
  if (entry.get(object) != simdjson::SUCCESS) {
    return unreadable("Unexpected value type in payload");
  }
  const Verb* verb = nullptr;
  for (const auto& candidate : verbs) {
    if (!has_member(object, candidate.name)) continue;
    if (verb != nullptr) {
      return validation("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    verb = &candidate;
  }
  if (verb == nullptr) {
    return validation(
        "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
  }
  SIM_TRY(const auto body, object_member(object, verb->name));
  const auto where =
      "transactItems." + std::to_string(number) + ".member." + std::string(verb->path);
  const bool is_put = verb->kind == WriteKind::put;
  Action action;
  action.kind = verb->kind;
  SIM_TRY(action.image,
          image_member(*body, is_put ? "Item" : "Key", where + (is_put ? ".item" : ".key")));
  SIM_TRY(const auto name, text_member(*body, "TableName"));
  if (!name) return out_of_bounds("null", where + ".tableName", "Member must not be null");
  action.named = *name;
  if (verb->kind == WriteKind::check && !has_member(*body, "ConditionExpression")) {
    return out_of_bounds("null", where + ".conditionExpression", "Member must not be null");
  }
  if (verb->kind == WriteKind::update && !has_member(*body, "UpdateExpression")) {
    return out_of_bounds("null", where + ".updateExpression", "Member must not be null");
  }
  SIM_TRY(action.expressions, WriteExpressions::read(*body, verb->kind));
  return action;
}

// Whether each part of the key is there, and nothing else in a Key.
bool has_whole_key(const KeyLayout& layout, const ItemImage& image, WriteKind kind) {
  if (kind != WriteKind::put && image.attributes().size() != layout.size()) return false;
  for (const auto* parts : {&layout.hash, &layout.range}) {
    for (const auto& part : *parts) {
      if (image.find(part.name) == nullptr) return false;
    }
  }
  return true;
}

// Nothing of the item is wrong by itself, and it belongs to the table; a key of another shape
// cancels the transaction instead.
Outcome<> find_place(Operation& operation, Action& action) {
  auto& image = operation.scratch.image;
  SIM_CHECK(image.read(action.image));
  if (action.kind == WriteKind::put && image.size() > max_item_size) {
    return validation("Item size has exceeded the maximum allowed size");
  }
  // As Local has it, a check that looks into a key just does not hold.
  if (action.kind != WriteKind::check && action.expressions.condition) {
    SIM_CHECK(check_key_paths(action.table->definition(), action.expressions.condition->paths()));
  }
  const auto& layout = action.table->definition().layout;
  auto place =
      action.kind == WriteKind::put ? key_of_item(layout, image) : key_of_key(layout, image);
  if (place) {
    action.place = *std::move(place);
  } else if (!has_whole_key(layout, image, action.kind)) {
    return Refusal(std::move(place).error());
  } else {
    action.cancelled = std::move(place).error();
  }
  action.bytes = image.size();
  return {};
}

Outcome<> check_actions(const std::vector<Action>& actions) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    bytes += actions[i].bytes;
    for (std::size_t j = 0; j < i && actions[i].place; ++j) {
      if (actions[j].table == actions[i].table && actions[j].place == actions[i].place) {
        return validation("Transaction request cannot include multiple operations on one item");
      }
    }
  }
  if (bytes <= max_bytes) return {};
  return validation("Transaction payload size cannot exceed 4MB. Payload Size: " +
                    std::to_string(bytes));
}

// What the action would write, or why it cannot.
Outcome<> prepare(Operation& operation, Action& action) {
  if (action.kind == WriteKind::update) {
    SIM_TRY(auto update, prepare_update(operation, *action.table, action.image, *action.place,
                                        action.expressions));
    action.write = std::move(update.write);
    return {};
  }
  SIM_CHECK(action.table->check_knows_items());
  SIM_CHECK(action.expressions.check(operation, action.table->find(*action.place)));
  if (action.kind == WriteKind::check) return {};
  auto& image = operation.scratch.image;
  SIM_CHECK(image.read(action.image));
  auto prepared = action.kind == WriteKind::put ? action.table->prepare_put(image)
                                                : action.table->prepare_delete(image);
  SIM_TRY(action.write, std::move(prepared));
  return {};
}

void append_reason(std::string& out, const std::optional<ServiceError>& cancelled) {
  if (!cancelled) {
    out += R"({"Code":"None"})";
    return;
  }
  const auto& error = *cancelled;
  out += "{";
  if (!error.members.empty()) out += error.members + ",";
  out += "\"Code\":";
  append_quoted(out, error.code);
  out += ",\"Message\":";
  append_quoted(out, error.message);
  out += "}";
}

// Of the actions of a transaction, or its reads.
template <class Part>
Refusal cancelled(const std::vector<Part>& parts) {
  std::string codes;
  std::string reasons;
  for (const auto& part : parts) {
    if (!codes.empty()) codes += ", ";
    codes += part.cancelled ? part.cancelled->code : "None";
    if (!reasons.empty()) reasons += ",";
    append_reason(reasons, part.cancelled);
  }
  auto refusal = refuse(service_space, "TransactionCanceledException",
                        "Transaction cancelled, please refer cancellation reasons for specific "
                        "reasons [" +
                            codes + "]");
  refusal.error().members = "\"CancellationReasons\":[" + reasons + "]";
  return refusal;
}

// Names of errors differ between an operation of its own and a reason to cancel.
ServiceError as_reason(ServiceError error) {
  error.code = error.code == "ConditionalCheckFailedException" ? "ConditionalCheckFailed"
                                                               : "ValidationError";
  return error;
}

Outcome<> prepare_all(Operation& operation, std::vector<Action>& actions) {
  bool possible = true;
  for (auto& action : actions) {
    if (!action.cancelled) {
      auto prepared = prepare(operation, action);
      if (!prepared) action.cancelled = std::move(prepared).error();
    }
    if (!action.cancelled) continue;
    action.cancelled = as_reason(*std::move(action.cancelled));
    possible = false;
  }
  if (possible) return {};
  return cancelled(actions);
}

std::string answer_with(const BatchUnits& units, CapacityDetail detail) {
  std::string out = "{";
  units.append_json(out, detail);
  out += '}';
  return out;
}

// A transaction that was carried out already costs what reading its items costs.
std::string repeated(const std::vector<Action>& actions, CapacityDetail detail) {
  BatchUnits units;
  for (const auto& action : actions) {
    const auto* const record = action.place ? action.table->find(*action.place) : nullptr;
    units.of(action.named).add_table(read_units(record == nullptr ? 0 : record->size(), true));
  }
  return answer_with(units, detail);
}

Outcome<std::optional<std::string_view>> token_of(dom::object request) {
  SIM_TRY(const auto token, text_member(request, "ClientRequestToken"));
  if (!token) return std::nullopt;
  if (token->empty() || token->size() > max_token) {
    return out_of_bounds(*token, "clientRequestToken",
                         token->empty() ? "Member must have length greater than or equal to 1"
                                        : "Member must have length less than or equal to 36");
  }
  return token;
}

// The reasons to cancel that only carrying it out shows, by the service's names.
ServiceError as_shortage(ServiceError error) {
  if (error.code == "ItemCollectionSizeLimitExceededException") {
    error.code = "ItemCollectionSizeLimitExceeded";
  } else {
    error.code =
        error.code == "ThrottlingException" ? "ThrottlingError" : "ProvisionedThroughputExceeded";
  }
  return error;
}

Outcome<std::string> carry_out(Operation& operation, std::vector<Action>& actions,
                               CapacityDetail detail) {
  std::vector<JointWrite> writes;
  writes.reserve(actions.size());
  for (auto& action : actions) {
    writes.push_back({action.table, *action.place, std::move(action.write)});
  }
  const bool happened = write_together(operation, writes);
  BatchUnits units;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].refused) actions[i].cancelled = as_shortage(*std::move(writes[i].refused));
    units.of(actions[i].named).add(writes[i].units);
  }
  if (!happened) return cancelled(actions);
  return answer_with(units, detail);
}

struct Get {
  std::string_view named;
  Table* table = nullptr;
  ItemKey place;
  ItemProjection projection;
  std::optional<ServiceError> cancelled{};  // Why the transaction cannot be.
};

Outcome<Get> read_get(Operation& operation, dom::element entry, std::size_t number) {
  dom::object object;
  if (entry.get(object) != simdjson::SUCCESS) {
    return unreadable("Unexpected value type in payload");
  }
  const auto where = "transactItems." + std::to_string(number) + ".member.get";
  SIM_TRY(const auto body, image_member(object, "Get", where));
  SIM_TRY(const auto key, image_member(body, "Key", where + ".key"));
  SIM_TRY(const auto name, text_member(body, "TableName"));
  if (!name) return out_of_bounds("null", where + ".tableName", "Member must not be null");
  SIM_TRY(auto options, read_options(body));
  SIM_TRY(const auto table_name, table_name_in(*name));
  Get get{*name, nullptr, {}, std::move(options.projection)};
  SIM_TRY(get.table, operation.active_table(table_name));
  SIM_CHECK(operation.scratch.image.read(key));
  SIM_CHECK(check_key_paths(get.table->definition(), get.projection.paths()));
  SIM_TRY(get.place, key_of_key(get.table->definition().layout, operation.scratch.image));
  return get;
}

Outcome<std::vector<Get>> read_gets(Operation& operation, dom::object request) {
  SIM_TRY(const auto list, transact_items(request));
  std::vector<Get> gets;
  for (const auto entry : list) {
    SIM_TRY(auto get, read_get(operation, entry, gets.size() + 1));
    for (const auto& other : gets) {
      if (other.table == get.table && other.place == get.place) {
        return validation("Transaction request cannot include multiple operations on one item");
      }
    }
    gets.push_back(std::move(get));
  }
  return gets;
}

}  // namespace

Outcome<std::string> transact_write_items(Operation& operation, dom::object request) {
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_CHECK(check_asks_no_metrics(request));
  SIM_TRY(const auto token, token_of(request));
  SIM_TRY(const auto list, transact_items(request));
  std::vector<Action> actions;
  for (const auto entry : list) {
    SIM_TRY(auto action, read_action(entry, actions.size() + 1));
    actions.push_back(std::move(action));
  }
  for (auto& action : actions) {
    SIM_TRY(const auto name, table_name_in(action.named));
    SIM_TRY(action.table, operation.active_table(name));
    SIM_CHECK(find_place(operation, action));
  }
  SIM_CHECK(check_actions(actions));
  if (!token) {
    SIM_CHECK(prepare_all(operation, actions));
    return carry_out(operation, actions, detail);
  }
  const auto who = operation.call.caller.account + "/" + operation.call.caller.region;
  auto asked = simdjson::minify(list);
  if (const auto* const before = operation.transactions.find(who, *token, operation.now)) {
    if (*before == asked) return repeated(actions, detail);
    return refuse(service_space, "IdempotentParameterMismatchException", {});
  }
  SIM_CHECK(prepare_all(operation, actions));
  SIM_TRY(auto answer, carry_out(operation, actions, detail));
  operation.transactions.add(who, *token, std::move(asked), operation.now);
  return answer;
}

Outcome<std::string> transact_get_items(Operation& operation, dom::object request) {
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_TRY(auto gets, read_gets(operation, request));
  std::vector<JointRead> reads;
  reads.reserve(gets.size());
  for (const auto& get : gets) reads.push_back({get.table, get.place});
  if (!read_together(operation, reads)) {
    for (std::size_t i = 0; i < gets.size(); ++i) {
      if (reads[i].refused) gets[i].cancelled = as_shortage(*std::move(reads[i].refused));
    }
    return cancelled(gets);
  }
  BatchUnits units;
  std::size_t bytes = 0;
  std::string out = "{\"Responses\":[";
  for (std::size_t i = 0; i < gets.size(); ++i) {
    const auto& get = gets[i];
    const auto* const record = reads[i].done.record;
    units.of(get.named).add_table(reads[i].done.units);
    bytes += record == nullptr ? 0 : record->size();
    if (i > 0) out += ',';
    out += '{';
    if (record != nullptr) {
      out += "\"Item\":";
      get.projection.append(out, *record, operation.scratch.stored);
    }
    out += '}';
  }
  if (bytes > max_bytes) {
    return validation("Payload in response is too large." + std::to_string(bytes));
  }
  out += ']';
  units.append_json(out, detail);
  out += '}';
  return out;
}

}  // namespace dynaferry::sim
