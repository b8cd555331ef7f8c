// An engine with one table that has a stream, and a reader of it, for tests of the engine's room.

#pragma once

#include <string>
#include <vector>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {

class StreamWorld {
 public:
  explicit StreamWorld(EngineOptions options = {})
      : world(std::move(options), WallTime(std::chrono::hours(500'000))) {}

  void create(const std::string& view = "NEW_AND_OLD_IMAGES") {
    world.ok("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
        "StreamSpecification":{"StreamEnabled":true,"StreamViewType":")" +
                                view + "\"}}");
  }
  void put(const std::string& item) {
    world.ok("PutItem", R"({"TableName":"things","Item":)" + item + "}");
  }
  void erase(const std::string& key) {
    world.ok("DeleteItem", R"({"TableName":"things","Key":)" + key + "}");
  }
  // UpdateTable with this StreamSpecification, as a request.
  static std::string update(const std::string& stream) {
    return R"({"TableName":"things","StreamSpecification":)" + stream + "}";
  }
  json::Object table() {
    return world.ok_document("DescribeTable", R"({"TableName":"things"})").at("Table").as_object();
  }
  std::string arn() { return std::string(table().at("LatestStreamArn").as_string()); }

  // A request about the latest stream, with these further members.
  std::string about(const std::string& more = "", const std::string& stream = "") {
    return R"({"StreamArn":")" + (stream.empty() ? arn() : stream) + "\"" +
           (more.empty() ? "" : ",") + more + "}";
  }
  json::Object describe(const std::string& stream = "") {
    return world.ok_document("DescribeStream", about("", stream))
        .at("StreamDescription")
        .as_object();
  }
  std::vector<std::string> shards(const std::string& stream = "") {
    std::vector<std::string> ids;
    const auto told = describe(stream);
    for (const auto& shard : told.at("Shards").as_array()) {
      ids.emplace_back(shard.at("ShardId").as_string());
    }
    return ids;
  }
  std::string iterator_request(const std::string& shard, const std::string& type,
                               const std::string& more = "", const std::string& stream = "") {
    return about(R"("ShardId":")" + shard + R"(","ShardIteratorType":")" + type + "\"" + more,
                 stream);
  }
  std::string iterator(const std::string& shard, const std::string& type = "TRIM_HORIZON",
                       const std::string& more = "", const std::string& stream = "") {
    return std::string(
        world.ok_document("GetShardIterator", iterator_request(shard, type, more, stream))
            .at("ShardIterator")
            .as_string());
  }
  static std::string read_request(const std::string& iterator, const std::string& more = "") {
    return R"({"ShardIterator":")" + iterator + "\"" + more + "}";
  }
  json::Object read(const std::string& iterator, const std::string& more = "") {
    return world.ok_document("GetRecords", read_request(iterator, more));
  }
  // All records, in whatever shards they are.
  json::Array records() {
    json::Array all;
    for (const auto& shard : shards()) {
      const auto page = read(iterator(shard));
      for (const auto& record : page.at("Records").as_array()) all.push_back(record);
    }
    return all;
  }

  ClockedWorld world;
  WallTime& now = world.now;
};

}  // namespace dynaferry::sim
