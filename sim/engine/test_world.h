// An engine with one caller, and one whose time the test moves, for tests of the engine's room.

#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "sim/engine/engine.h"

namespace dynaferry::sim {

class TestWorld {
 public:
  explicit TestWorld(EngineOptions options = {}) : engine_(std::move(options)) {}

  [[nodiscard]] Engine& engine() { return engine_; }
  [[nodiscard]] const Caller& caller() const { return caller_; }

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

// Of a world where capacity is enforced.
inline EngineOptions with_physics() {
  EngineOptions options;
  options.physics.emplace();
  return options;
}

// Its time is what the test says.
class ClockedWorld : public TestWorld {
 public:
  explicit ClockedWorld(EngineOptions options = {}, WallTime start = WallTime{})
      : TestWorld(with_clock(std::move(options), &now)), now(start) {}

  WallTime now;

 private:
  static EngineOptions with_clock(EngineOptions options, const WallTime* clock) {
    options.now = [clock] { return *clock; };
    return options;
  }
};

}  // namespace dynaferry::sim
