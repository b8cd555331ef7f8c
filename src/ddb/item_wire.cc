#include "ddb/item_wire.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "ddb/exchange_condition.h"
#include "ddb/wire.h"
#include "json/document.h"
#include "model/key.h"
#include "model/page.h"

namespace dynaferry::ddb {
namespace {

constexpr const char* kGet = "BatchGetItem";

double units_among(const std::vector<json::Spans::Member>& members) {
  const auto used = only(members, "ConsumedCapacity");
  const auto value = used ? json::parse(*used) : fail(Fault::invalid, "");
  return value ? units_in(*value) : 0;
}

// Both of an exchange go into one request.
Exchange that_fits(const Exchange& change) {
  const auto size = [](const auto& item) { return item ? item->size() : 0; };
  if (size(change.before) + size(change.after) <= most_item_bytes) return change;
  auto shorter = change;
  for (auto* item : {&shorter.before, &shorter.after}) {
    if (*item) **item = model::with_short_numbers(**item);
  }
  return shorter;
}

}  // namespace

ItemWire::ItemWire(TableName name, std::vector<std::string> keys)
    : name_(std::move(name)), keys_(std::move(keys)) {
  check(keys_.size() == 1 || keys_.size() == 2, "table: a primary key has one or two attributes");
}

std::string ItemWire::get_body(const std::vector<std::string>& keys, bool consistent) const {
  check(!keys.empty() && keys.size() <= Table::max_get_keys, "table: 1 to 100 keys are read");
  std::string body = R"({"ReturnConsumedCapacity":"TOTAL","RequestItems":{)";
  json::append_quoted(body, name_.str());
  body += R"(:{"ConsistentRead":)";
  body += consistent ? "true" : "false";
  body += R"(,"Keys":[)";
  for (const auto& key : keys) {
    body += key;
    body += ',';
  }
  body.back() = ']';
  body += "}}}";
  return body;
}

Result<GetAnswer> ItemWire::get_answer_from(const Buffer& body,
                                            const std::vector<std::string>& keys) {
  Waiting waiting;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto key = key_in(keys[i], keys_);
    if (!key) return fail(Fault::invalid, "a key to be read is not one of this table");
    check(waiting.emplace(*std::move(key), i).second, "table: a key is to be read twice");
  }
  const auto spans = reader_.read(body, "", {});
  if (!spans) return fail(unreadable(kGet, spans.error().message));
  const auto responses = only(spans->others, "Responses");
  const auto unprocessed = only(spans->others, "UnprocessedKeys");
  // Always there: without them nothing is known of any key, least of all that it is not stored.
  if (!responses || !unprocessed) {
    return fail(unreadable(kGet, "the answer has no Responses or no UnprocessedKeys"));
  }
  GetAnswer out;
  out.items.resize(keys.size());
  out.read_units = units_among(spans->others);
  if (auto read = read_items(*responses, waiting, out); !read) return fail(read.error());
  if (auto read = read_unprocessed(*unprocessed, waiting, out); !read) return fail(read.error());
  return out;
}

Result<> ItemWire::read_items(std::string_view responses, Waiting& waiting, GetAnswer& out) {
  const auto tables = json::members_of(responses);
  if (!tables) return fail(unreadable(kGet, "the answer's Responses is no object"));
  if (tables->empty()) return {};
  if (tables->size() != 1 || tables->front().name != name_.str()) {
    return fail(not_what_was_promised("items of another table").while_doing(kGet));
  }
  std::string list = R"({"Items":)";
  list += tables->front().value;
  list += '}';
  const Buffer padded(list);
  const auto spans = reader_.read(padded, "Items", keys_);
  if (!spans) return fail(unreadable(kGet, spans.error().message));
  for (std::size_t i = 0; i < spans->elements.size(); ++i) {
    const auto* parts = &spans->members[i * keys_.size()];
    const auto key =
        model::canonical_key(parts[0], keys_.size() == 2 ? parts[1] : std::string_view{});
    const auto asked = key ? waiting.extract(*key) : Waiting::node_type{};
    if (asked.empty()) {
      return fail(not_what_was_promised("an item that was not asked for").while_doing(kGet));
    }
    out.items[asked.mapped()] = std::string(spans->elements[i]);
  }
  return {};
}

Result<> ItemWire::read_unprocessed(std::string_view unprocessed, Waiting& waiting,
                                    GetAnswer& out) const {
  const auto document = json::parse_unambiguous(unprocessed);
  const auto* tables = document ? document->if_object() : nullptr;
  if (tables == nullptr) {
    return fail(unreadable(kGet, "the answer's UnprocessedKeys is no object"));
  }
  if (tables->empty()) return {};
  const auto* table = json::find_object(*tables, name_.str());
  const auto* keys = table == nullptr ? nullptr : json::find_array(*table, "Keys");
  if (keys == nullptr || tables->size() != 1) {
    return fail(not_what_was_promised("unprocessed keys of another table").while_doing(kGet));
  }
  for (const auto& entry : *keys) {
    const auto key =
        entry.is_object() ? key_in(entry.get_object(), keys_) : fail(Fault::invalid, "");
    const auto asked = key ? waiting.extract(*key) : Waiting::node_type{};
    if (asked.empty()) {
      return fail(
          not_what_was_promised("an unprocessed key that was not asked for").while_doing(kGet));
    }
    out.unprocessed.push_back(asked.mapped());
  }
  std::ranges::sort(out.unprocessed);
  return {};
}

const char* ItemWire::exchange_action(const Exchange& change) {
  return change.after ? "PutItem" : "DeleteItem";
}

Result<std::string> ItemWire::exchange_body(const Exchange& change) const {
  check(change.before || change.after, "table: nothing is exchanged for nothing");
  const auto sent = that_fits(change);
  DF_TRY(const auto condition, condition_for(sent.before, sent.after, keys_));
  std::string body = R"({"TableName":)";
  json::append_quoted(body, name_.str());
  body += sent.after ? R"(,"Item":)" : R"(,"Key":)";
  body += sent.after ? *sent.after : sent.key;
  body += R"(,"ConditionExpression":)";
  json::append_quoted(body, condition.expression);
  body += R"(,"ExpressionAttributeNames":)" + condition.names;
  if (!condition.values.empty()) {
    body += R"(,"ExpressionAttributeValues":)" + condition.values;
  }
  body += R"(,"ReturnValues":"ALL_OLD","ReturnValuesOnConditionCheckFailure":"ALL_OLD")"
          R"(,"ReturnConsumedCapacity":"TOTAL"})";
  return body;
}

Result<ExchangeAnswer> ItemWire::exchange_answer_from(bool held, const Buffer& body,
                                                      const Exchange& change) {
  const auto* const action = exchange_action(change);
  const auto spans = reader_.read(body, "", {});
  if (!spans) return fail(unreadable(action, spans.error().message));
  const auto* const member = held ? "Attributes" : "Item";
  const auto item = only(spans->others, member);
  const bool is_there =
      std::ranges::find(spans->others, member, &json::Spans::Member::first) != spans->others.end();
  if (is_there && !item) return fail(unreadable(action, "the answer tells two items"));
  // The condition says whether there was one.
  if (held && is_there != change.before.has_value()) {
    return fail(not_what_was_promised("it does not tell what was replaced, or what was not there")
                    .while_doing(action));
  }
  if (item) {
    if (auto ours = check_key_of(*item, change); !ours) return fail(ours.error());
  }
  ExchangeAnswer out{.done = held, .write_units = units_among(spans->others)};
  if (item) out.found = std::string(*item);
  return out;
}

Result<> ItemWire::check_key_of(std::string_view item, const Exchange& change) const {
  const auto ours = key_in(change.key, keys_);
  if (!ours) return fail(Fault::invalid, "the key of an exchange is not one of this table");
  const auto theirs = key_in(item, keys_);
  const auto* const action = exchange_action(change);
  if (!theirs && theirs.error().fault != Fault::corrupt) {
    return fail(unreadable(action, "the answer's item cannot be read"));
  }
  if (theirs && *theirs == *ours) return {};
  return fail(not_what_was_promised("an item of another key").while_doing(action));
}

}  // namespace dynaferry::ddb
