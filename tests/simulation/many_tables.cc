#include "tests/simulation/many_tables.h"

#include <fmt/format.h>

#include <string>

namespace dynaferry::simulation {
namespace {

// The table's place in the source decides all about it.
struct Plan {
  unsigned number;

  [[nodiscard]] std::string name() const { return fmt::format("DEV-T{:03}", number); }
  [[nodiscard]] char key_type() const { return "SNB"[number % 3]; }
  [[nodiscard]] bool has_range() const { return number % 2 == 0; }
  [[nodiscard]] bool has_global_index() const { return number % 5 == 1; }
  [[nodiscard]] bool has_local_index() const { return has_range() && number % 5 == 2; }
  [[nodiscard]] bool is_provisioned() const { return number % 4 == 1; }
  [[nodiscard]] unsigned items() const { return number % 10 == 9 ? 0 : 5 + number * 7 % 30; }

  [[nodiscard]] std::string throughput() const {
    if (!is_provisioned()) return {};
    return fmt::format(
        R"(,"ProvisionedThroughput":{{"ReadCapacityUnits":{},"WriteCapacityUnits":{}}})",
        1 + number % 3, 1 + number % 2);
  }
};

std::string global_index(const Plan& plan) {
  return fmt::format(R"(,"GlobalSecondaryIndexes":[{{"IndexName":"by-group",
      "KeySchema":[{{"AttributeName":"group","KeyType":"HASH"}}],
      "Projection":{{"ProjectionType":"ALL"}}{}}}])",
                     plan.throughput());
}

std::string local_index() {
  return R"(,"LocalSecondaryIndexes":[{"IndexName":"by-group",
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                   {"AttributeName":"group","KeyType":"RANGE"}],
      "Projection":{"ProjectionType":"KEYS_ONLY"}}])";
}

std::string creation(const Plan& plan) {
  std::string attributes =
      fmt::format(R"({{"AttributeName":"id","AttributeType":"{}"}})", plan.key_type());
  std::string keys = R"({"AttributeName":"id","KeyType":"HASH"})";
  if (plan.has_range()) {
    attributes += R"(,{"AttributeName":"at","AttributeType":"N"})";
    keys += R"(,{"AttributeName":"at","KeyType":"RANGE"})";
  }
  if (plan.has_global_index() || plan.has_local_index()) {
    attributes += R"(,{"AttributeName":"group","AttributeType":"S"})";
  }
  auto out = fmt::format(
      R"({{"TableName":"{}","AttributeDefinitions":[{}],"KeySchema":[{}],"BillingMode":"{}"{})",
      plan.name(), attributes, keys, plan.is_provisioned() ? "PROVISIONED" : "PAY_PER_REQUEST",
      plan.throughput());
  if (plan.has_global_index()) out += global_index(plan);
  if (plan.has_local_index()) out += local_index();
  return out + "}";
}

std::string id_of(char type, unsigned n) {
  switch (type) {
    case 'N': return fmt::format(R"({{"N":"{}.25"}})", n);
    case 'B': return fmt::format(R"({{"B":"AA{:02}"}})", n);
    default: return fmt::format(R"({{"S":"id \"{}\""}})", n);
  }
}

SourceTable table_of(const Plan& plan) {
  SourceTable table{plan.name(), {"id"}, creation(plan), {}};
  if (plan.has_range()) table.keys.emplace_back("at");
  table.writes = puts_into(table.name, plan.items(), [&plan](unsigned n) {
    auto out = fmt::format(R"("id":{},"group":{{"S":"g{}"}})",
                           id_of(plan.key_type(), plan.has_range() ? n / 3 : n), n % 4);
    if (plan.has_range()) out += fmt::format(R"(,"at":{{"N":"{}"}})", n);
    return out;
  });
  return table;
}

}  // namespace

std::vector<SourceTable> many_tables(unsigned count) {
  std::vector<SourceTable> tables;
  tables.reserve(count);
  for (unsigned number = 0; number < count; ++number) tables.push_back(table_of({number}));
  return tables;
}

}  // namespace dynaferry::simulation
