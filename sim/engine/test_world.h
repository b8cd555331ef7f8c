// An engine with one caller, for tests of the engine's room.

#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "sim/engine/engine.h"

namespace dynaferry::sim {

class TestWorld {
 public:
  explicit TestWorld(EngineOptions options = {}) : engine_(std::move(options)) {}

  [[nodiscard]] Engine& engine() { return engine_; }

  std::string ok(std::string_view operation, std::string_view request) {
    auto answer = engine_.call(caller_, operation, request);
    EXPECT_FALSE(answer.error) << operation << ": " << answer.body();
    return answer.document;
  }
  json::Object ok_document(std::string_view operation, std::string_view request) {
    return json::parse(ok(operation, request))->as_object();
  }
  ServiceError refused(std::string_view operation, std::string_view request) {
    auto answer = engine_.call(caller_, operation, request);
    EXPECT_TRUE(answer.error) << operation << " was not refused: " << answer.document;
    return answer.error.value_or(ServiceError{});
  }

  // A table on demand with the string key "id".
  void create_simple(const std::string& name) {
    ok("CreateTable", R"({"TableName":")" + name + R"(","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})");
  }
  // A table on demand with the string key "id" and the number sort key "at".
  void create_sorted(const std::string& name) {
    ok("CreateTable", R"({"TableName":")" + name + R"(","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                                {"AttributeName":"at","AttributeType":"N"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                     {"AttributeName":"at","KeyType":"RANGE"}]})");
  }
  std::int64_t count(const std::string& table) {
    const auto answer = ok_document("DescribeTable", R"({"TableName":")" + table + "\"}");
    return answer.at("Table").at("ItemCount").to_number<std::int64_t>();
  }

 private:
  Engine engine_;
  Caller caller_{"111111111111", "us-east-1"};
};

}  // namespace dynaferry::sim
