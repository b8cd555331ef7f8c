#include "ddb/http_catalog.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "json/document.h"

namespace dynaferry::ddb {
namespace {

Error unreadable(const char* action, std::string what) {
  return Error{Fault::lost, std::move(what), {action}, "UnreadableAnswer"};
}

Result<model::TableDescription> description_in(const Buffer& body, const char* action,
                                               const char* member, const TableName& name) {
  const auto document = json::parse_unambiguous(body.view());
  const auto* answer = document ? document->if_object() : nullptr;
  const auto* table = answer == nullptr ? nullptr : json::find_object(*answer, member);
  if (table == nullptr) {
    return fail(unreadable(action, fmt::format("the answer is not JSON with a member {}", member)));
  }
  auto description = model::table_description_from(*table);
  if (!description) return fail(unreadable(action, description.error().message));
  // Everything written later goes to the table that is described here.
  if (description->name != name)
    return fail(unreadable(action, "the answer is about another table"));
  return description;
}

// Appends a page's names; answers where the next page begins, if there is one.
Result<std::optional<std::string>> add_names(const Buffer& body, std::vector<std::string>& names) {
  const auto document = json::parse_unambiguous(body.view());
  const auto* object = document ? document->if_object() : nullptr;
  const auto* page = object == nullptr ? nullptr : json::find_array(*object, "TableNames");
  if (page == nullptr) return fail(unreadable("ListTables", "the answer has no TableNames"));
  for (const auto& name : *page) {
    if (!name.is_string()) return fail(unreadable("ListTables", "a name is no text"));
    names.emplace_back(name.get_string());
  }
  const auto next = json::find_string(*object, "LastEvaluatedTableName");
  return next ? std::optional(std::string(*next)) : std::nullopt;
}

}  // namespace

rt::Task<Result<std::vector<std::string>>> HttpCatalog::list() {
  std::vector<std::string> names;
  std::string start;
  while (true) {
    json::Object request;
    if (!start.empty()) request["ExclusiveStartTableName"] = start;
    auto body = json::serialize(request);
    DF_CO_TRY(const auto answer, co_await client_.call("ListTables", std::move(body)));
    DF_CO_TRY(const auto next, add_names(answer, names));
    if (!next) co_return names;
    // A list that does not get on would be taken for a whole one, or never end.
    if (*next <= start) co_return fail(unreadable("ListTables", "the list does not go on"));
    start = *next;
  }
}

rt::Task<Result<model::TableDescription>> HttpCatalog::describe(TableName name) {
  auto body = json::serialize(json::Object{{"TableName", name.str()}});
  DF_CO_TRY(const auto answer, co_await client_.call("DescribeTable", std::move(body)));
  co_return description_in(answer, "DescribeTable", "Table", name);
}

rt::Task<Result<model::TableDescription>> HttpCatalog::create(TableName name,
                                                              model::TableDescription like) {
  auto body = json::serialize(model::create_table_request(like, name));
  DF_CO_TRY(const auto answer, co_await client_.call("CreateTable", std::move(body)));
  co_return description_in(answer, "CreateTable", "TableDescription", name);
}

}  // namespace dynaferry::ddb
