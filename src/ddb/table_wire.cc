#include "ddb/table_wire.h"

#include <fmt/format.h>

#include <iterator>
#include <span>
#include <unordered_map>
#include <utility>

#include "core/check.h"
#include "ddb/wire.h"
#include "json/array_splitter.h"
#include "json/document.h"
#include "model/key.h"

namespace dynaferry::ddb {

TableWire::TableWire(TableName name, std::vector<std::string> keys)
    : name_(std::move(name)), keys_(std::move(keys)) {
  check(keys_.size() == 1 || keys_.size() == 2, "table: a primary key has one or two attributes");
}

std::string TableWire::scan_body(const ScanRequest& request) const {
  std::string body = R"({"TableName":)";
  json::append_quoted(body, name_.str());
  const auto out = std::back_inserter(body);
  fmt::format_to(out, R"(,"ConsistentRead":{},"ReturnConsumedCapacity":"TOTAL")",
                 request.consistent);
  if (request.total_segments > 1) {
    fmt::format_to(out, R"(,"Segment":{},"TotalSegments":{})", request.segment,
                   request.total_segments);
  }
  if (request.limit > 0) fmt::format_to(out, R"(,"Limit":{})", request.limit);
  if (request.exclusive_start_key) {
    fmt::format_to(out, R"(,"ExclusiveStartKey":{})", *request.exclusive_start_key);
  }
  body += '}';
  return body;
}

Result<model::Page> TableWire::page_from(Buffer body, const ScanRequest& request) {
  model::Page page;
  page.body = std::move(body);
  auto spans = request.find_keys ? reader_.read(page.body, "Items", keys_)
                                 : json::split_array(page.body, "Items");
  if (!spans) return fail(unreadable("Scan", spans.error().message));
  // Items and Count are always there (facts §3.1). An answer without them says nothing of the table,
  // least of all that it ends here.
  const auto counted = std::to_string(spans->elements.size());
  if (!spans->has_array || only(spans->others, "Count") != counted) {
    return fail(unreadable("Scan", "the answer's Count is not the number of its Items"));
  }
  if (auto found = add_items(page, *spans, request.find_keys ? keys_.size() : 0); !found) {
    return fail(std::move(found).error());
  }
  for (const auto& [name, value] : spans->others) {
    if (name == "LastEvaluatedKey") {
      const auto last = key_in(value, keys_);
      if (!last || page.last_evaluated_key) {
        return fail(unreadable("Scan", "a LastEvaluatedKey that is no key, or one too many"));
      }
      if (request.exclusive_start_key && key_in(*request.exclusive_start_key, keys_) == *last) {
        return fail(not_what_was_promised("a page that ends where it began").while_doing("Scan"));
      }
      page.last_evaluated_key = std::string(value);
    }
    if (name == "ConsumedCapacity") {
      const auto capacity = json::parse(value);
      if (capacity) page.read_units = units_in(*capacity);
    }
  }
  if (request.drop_replication_attributes) model::drop_replication_attributes(page);
  model::shorten_numbers(page, most_item_bytes);
  return page;
}

// With `keys` of each item found.
Result<> TableWire::add_items(model::Page& page, const json::Spans& spans, std::size_t keys) {
  page.items.reserve(spans.elements.size());
  for (std::size_t i = 0; i < spans.elements.size(); ++i) {
    model::RawItem item{spans.elements[i], {}, {}};
    if (keys > 0) item.hash = spans.members[i * keys];
    if (keys > 1) item.range = spans.members[i * keys + 1];
    if ((keys > 0 && item.hash.empty()) || (keys > 1 && item.range.empty())) {
      return fail(not_what_was_promised("an item without its key").while_doing("Scan"));
    }
    page.items.push_back(item);
  }
  return {};
}

std::string TableWire::batch_body(const std::vector<model::RawItem>& items) const {
  check(!items.empty() && items.size() <= Table::max_batch_items,
        "table: a batch has 1 to 25 items");
  static constexpr std::string_view before = R"({"PutRequest":{"Item":)";
  std::size_t size = 128 + name_.str().size();
  for (const auto& item : items) size += item.item.size() + before.size() + 3;
  std::string body;
  body.reserve(size);
  body += R"({"ReturnConsumedCapacity":"TOTAL","RequestItems":{)";
  json::append_quoted(body, name_.str());
  body += ":[";
  for (const auto& item : items) {
    body += before;
    body += item.item;
    body += "}},";
  }
  body.back() = ']';
  body += "}}";
  return body;
}

Result<WriteAnswer> TableWire::write_answer_from(const Buffer& body,
                                                 const std::vector<model::RawItem>& items) const {
  const auto document = json::parse_unambiguous(body.view(), 256);
  const auto* answer = document ? document->if_object() : nullptr;
  if (answer == nullptr) {
    return fail(unreadable("BatchWriteItem",
                           document ? "the answer is no JSON object" : document.error().message));
  }
  WriteAnswer out;
  if (const auto* used = json::find(*answer, "ConsumedCapacity")) out.write_units = units_in(*used);
  const auto* unprocessed = json::find_object(*answer, "UnprocessedItems");
  // Always there, empty when all is done: without it nothing is known of any item.
  if (unprocessed == nullptr) {
    return fail(unreadable("BatchWriteItem", "the answer has no UnprocessedItems"));
  }
  if (unprocessed->empty()) return out;
  auto matched = match_unprocessed(*unprocessed, items);
  if (!matched) return fail(std::move(matched).error().while_doing("BatchWriteItem"));
  out.unprocessed = *std::move(matched);
  return out;
}

Result<std::vector<std::size_t>> TableWire::match_unprocessed(
    const json::Object& unprocessed, const std::vector<model::RawItem>& items) const {
  std::unordered_map<std::string, std::size_t> by_key;
  for (std::size_t i = 0; i < items.size(); ++i) {
    DF_TRY(auto key, model::canonical_key(items[i].hash, items[i].range));
    by_key.emplace(std::move(key), i);
  }
  std::vector<std::size_t> out;
  const auto* entries = json::find_array(unprocessed, name_.str());
  if (entries == nullptr || unprocessed.size() != 1) {
    return fail(not_what_was_promised("unprocessed items of another table"));
  }
  for (const auto& entry : *entries) {
    DF_TRY(const auto key, key_of_entry(entry));
    const auto found = by_key.extract(key);
    if (found.empty()) return fail(not_what_was_promised("an unprocessed item that was not sent"));
    out.push_back(found.mapped());
  }
  return out;
}

Result<std::string> TableWire::key_of_entry(const json::Value& entry) const {
  const auto* object = entry.if_object();
  const auto* put = object == nullptr ? nullptr : json::find_object(*object, "PutRequest");
  const auto* item = put == nullptr ? nullptr : json::find_object(*put, "Item");
  if (item == nullptr) return fail(not_what_was_promised("an unprocessed entry that is no put"));
  return key_in(*item, keys_);
}

}  // namespace dynaferry::ddb
