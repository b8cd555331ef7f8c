#include "tests/simulation/small_source.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace dynaferry::simulation {
namespace {

SourceTable users(unsigned count) {
  SourceTable table{"DEV-USERS", {"id"}, {}, {}};
  table.creation = R"({"TableName":"DEV-USERS","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                              {"AttributeName":"email","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
      "GlobalSecondaryIndexes":[{"IndexName":"by-email","Projection":{"ProjectionType":"ALL"},
          "KeySchema":[{"AttributeName":"email","KeyType":"HASH"}]}]})";
  table.writes = puts_into(table.name, count, [](unsigned n) {
    return fmt::format(R"("id":{{"S":"user \"{}\""}},"email":{{"S":"{}@example.com"}})", n, n % 40);
  });
  return table;
}

// Two thirds of it in one item collection.
SourceTable orders(unsigned count) {
  SourceTable table{"DEV-ORDERS", {"customer", "at"}, {}, {}};
  table.creation = R"({"TableName":"DEV-ORDERS",
      "ProvisionedThroughput":{"ReadCapacityUnits":10,"WriteCapacityUnits":5},
      "AttributeDefinitions":[{"AttributeName":"customer","AttributeType":"S"},
                              {"AttributeName":"at","AttributeType":"N"},
                              {"AttributeName":"due","AttributeType":"N"}],
      "KeySchema":[{"AttributeName":"customer","KeyType":"HASH"},
                   {"AttributeName":"at","KeyType":"RANGE"}],
      "LocalSecondaryIndexes":[{"IndexName":"by-due","Projection":{"ProjectionType":"KEYS_ONLY"},
          "KeySchema":[{"AttributeName":"customer","KeyType":"HASH"},
                       {"AttributeName":"due","KeyType":"RANGE"}]}]})";
  table.writes = puts_into(table.name, count, [](unsigned n) {
    const auto customer = n % 3 == 0 ? fmt::format("c{}", n) : std::string("hot");
    return fmt::format(R"("customer":{{"S":"{}"}},"at":{{"N":"{}.5"}},"due":{{"N":"{}"}})",
                       customer, static_cast<int>(n) - 60, n % 7);
  });
  return table;
}

SourceTable blobs(unsigned count) {
  SourceTable table{"DEV-BLOBS", {"digest"}, {}, {}};
  table.creation = R"({"TableName":"DEV-BLOBS","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"digest","AttributeType":"B"}],
      "KeySchema":[{"AttributeName":"digest","KeyType":"HASH"}]})";
  table.writes = puts_into(table.name, count, [](unsigned n) {
    return fmt::format(R"("digest":{{"B":"AA{:02}"}})", n);
  });
  return table;
}

}  // namespace

const std::vector<SourceTable>& small_source() {
  static const std::vector<SourceTable> tables = {users(160), orders(120), blobs(60)};
  return tables;
}

std::vector<SourceTable> tiny_source() { return {users(14), orders(8), blobs(0)}; }
std::vector<SourceTable> tiniest_source() { return {users(6)}; }

std::vector<SourceTable> large_source() {
  auto table = users(24);
  table.writes = puts_into(table.name, 24, [](unsigned n) {
    return fmt::format(R"("id":{{"S":"user {}"}},"large":{{"S":"{}"}})", n,
                       std::string(100'000, 'x'));
  });
  return {std::move(table)};
}

}  // namespace dynaferry::simulation
