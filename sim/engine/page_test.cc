#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/random.h"
#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

struct Walked {
  std::vector<std::string> items;
  std::size_t pages = 0;
};

class Pages : public ::testing::Test {
 protected:
  Pages() { world_.create_sorted("things"); }

  void put(const std::string& id, const std::string& at, std::size_t filler = 0) {
    world_.ok("PutItem", R"({"TableName":"things","Item":{"id":{"S":")" + id + R"("},"at":{"N":")" +
                             at + R"("},"v":{"S":")" + std::string(filler, 'x') + "\"}}}");
  }

  // Every page of a Scan or Query with these members.
  Walked walk(std::string_view operation, const std::string& members) {
    Walked walked;
    std::string start;
    do {
      const auto page =
          world_.ok_document(operation, R"({"TableName":"things")" + members + start + "}");
      ++walked.pages;
      for (const auto& item : page.at("Items").as_array()) {
        walked.items.push_back(json::serialize(item));
      }
      const auto* last = json::find(page, "LastEvaluatedKey");
      start = last == nullptr ? "" : ",\"ExclusiveStartKey\":" + json::serialize(*last);
    } while (!start.empty());
    return walked;
  }

  TestWorld world_;
};

TEST_F(Pages, give_each_item_once_in_serial_order_for_any_segments_and_limit) {
  Random random(3);
  for (int i = 0; i < 700; ++i) {
    put("id" + std::to_string(random.below(120)), std::to_string(random.below(2000)) + ".5");
  }
  const auto serial = walk("Scan", "").items;
  EXPECT_EQ(std::set(serial.begin(), serial.end()).size(), serial.size());
  EXPECT_EQ(static_cast<std::int64_t>(serial.size()), world_.count("things"));
  for (int round = 0; round < 60; ++round) {
    const auto total = 1 + random.below(round % 5 == 0 ? 1'000 : 12);
    const auto limit = 1 + random.below(90);
    std::vector<std::string> joined;
    for (std::uint64_t segment = 0; segment < total; ++segment) {
      const auto part = walk("Scan", ",\"Segment\":" + std::to_string(segment) +
                                         ",\"TotalSegments\":" + std::to_string(total) +
                                         ",\"Limit\":" + std::to_string(limit));
      joined.insert(joined.end(), part.items.begin(), part.items.end());
    }
    ASSERT_EQ(joined, serial) << total << " segments, limit " << limit;
  }
}

TEST_F(Pages, end_behind_the_item_that_fills_a_megabyte) {
  for (int i = 1; i <= 12; ++i) put("k", std::to_string(i), 1024 * 100 - 9);
  const auto page = world_.ok_document(
      "Scan", R"({"TableName":"things","ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"})");
  EXPECT_EQ(page.at("Count"), 11);
  EXPECT_EQ(json::serialize(page.at("LastEvaluatedKey")), R"({"id":{"S":"k"},"at":{"N":"11"}})");
  EXPECT_EQ(page.at("ConsumedCapacity").at("CapacityUnits").to_number<double>(), 275);
  EXPECT_EQ(walk("Scan", "").items.size(), 12U);
}

TEST_F(Pages, may_end_the_table_with_a_key) {
  put("a", "1");
  const auto page = world_.ok_document("Scan", R"({"TableName":"things","Limit":1})");
  EXPECT_TRUE(page.contains("LastEvaluatedKey"));
  EXPECT_EQ(walk("Scan", R"(,"Limit":1)").pages, 2U);
}

TEST_F(Pages, go_on_behind_an_item_that_is_gone) {
  for (int i = 0; i < 9; ++i) put("k", std::to_string(i));
  const auto page = world_.ok_document("Scan", R"({"TableName":"things","Limit":4})");
  const auto last = json::serialize(page.at("LastEvaluatedKey"));
  world_.ok("DeleteItem", R"({"TableName":"things","Key":)" + last + "}");
  EXPECT_EQ(walk("Scan", ",\"ExclusiveStartKey\":" + last).items.size(), 5U);
}

TEST_F(Pages, refuse_a_start_of_another_segment) {
  put("k", "1");
  int refused = 0;
  for (int segment = 0; segment < 4; ++segment) {
    const auto request = R"({"TableName":"things","TotalSegments":4,"Segment":)" +
                         std::to_string(segment) +
                         R"(,"ExclusiveStartKey":{"id":{"S":"k"},"at":{"N":"1"}}})";
    const auto answer = world_.engine().call({"111111111111", "us-east-1"}, "Scan", request);
    if (answer.error) ++refused;
  }
  EXPECT_EQ(refused, 3);
}

TEST_F(Pages, refuse_half_a_segment_and_too_many) {
  const auto code = [&](const std::string& members) {
    return world_.refused("Scan", R"({"TableName":"things")" + members + "}").code;
  };
  for (const auto* members :
       {R"(,"Segment":0)", R"(,"TotalSegments":2)", R"(,"Segment":2,"TotalSegments":2)",
        R"(,"Segment":-1,"TotalSegments":2)", R"(,"Segment":0,"TotalSegments":1000001)",
        R"(,"Limit":0)"}) {
    EXPECT_EQ(code(members), "ValidationException") << members;
  }
}

TEST_F(Pages, may_only_count) {
  for (int i = 0; i < 5; ++i) put("k", std::to_string(i));
  EXPECT_EQ(world_.ok("Scan", R"({"TableName":"things","Select":"COUNT"})"),
            R"({"Count":5,"ScannedCount":5})");
}

TEST_F(Pages, of_a_query_hold_its_condition_in_either_direction) {
  std::vector<double> numbers;
  for (int i = -20; i <= 20; ++i) {
    put("k", std::to_string(i) + ".5");
    put("other", std::to_string(i));
    numbers.push_back(std::stod(std::to_string(i) + ".5"));
  }
  std::ranges::sort(numbers);
  const auto query = [&](const std::string& condition, bool forward, int limit) {
    const auto walked = walk(
        "Query",
        R"(,"KeyConditionExpression":"id = :id AND )" + condition +
            R"(","ExpressionAttributeValues":{":id":{"S":"k"},":x":{"N":"-3.5"})" +
            (condition.find(":y") == std::string::npos ? "" : R"(,":y":{"N":"7.5"})") +
            R"(},"ExpressionAttributeNames":{"#at":"at"},"ProjectionExpression":"#at","ScanIndexForward":)" +
            (forward ? "true" : "false") + ",\"Limit\":" + std::to_string(limit));
    std::vector<double> found;
    for (const auto& item : walked.items) {
      found.push_back(std::stod(json::parse(item)->at("at").at("N").as_string().c_str()));
    }
    if (!forward) std::ranges::reverse(found);
    return found;
  };
  const auto expected = [&](auto holds) {
    std::vector<double> kept;
    std::ranges::copy_if(numbers, std::back_inserter(kept), holds);
    return kept;
  };
  for (const bool forward : {true, false}) {
    for (const int limit : {1, 3, 100}) {
      EXPECT_EQ(query("#at < :x", forward, limit), expected([](double n) { return n < -3.5; }));
      EXPECT_EQ(query("#at <= :x", forward, limit), expected([](double n) { return n <= -3.5; }));
      EXPECT_EQ(query("#at > :x", forward, limit), expected([](double n) { return n > -3.5; }));
      EXPECT_EQ(query("#at >= :x", forward, limit), expected([](double n) { return n >= -3.5; }));
      EXPECT_EQ(query("#at = :x", forward, limit), expected([](double n) { return n == -3.5; }));
      EXPECT_EQ(query("#at BETWEEN :x AND :y", forward, limit),
                expected([](double n) { return n >= -3.5 && n <= 7.5; }));
    }
  }
}

TEST_F(Pages, of_an_index_hold_its_items_in_its_order) {
  world_.ok("CreateTable", R"({"TableName":"indexed","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
        {"AttributeName":"g","AttributeType":"S"},{"AttributeName":"r","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
      "GlobalSecondaryIndexes":[{"IndexName":"gix","KeySchema":[
          {"AttributeName":"g","KeyType":"HASH"},{"AttributeName":"r","KeyType":"RANGE"}],
        "Projection":{"ProjectionType":"KEYS_ONLY"}}]})");
  const auto put_indexed = [&](const std::string& id, const std::string& rest) {
    world_.ok("PutItem",
              R"({"TableName":"indexed","Item":{"id":{"S":")" + id + "\"}" + rest + "}}");
  };
  put_indexed("1", R"(,"g":{"S":"x"},"r":{"S":"bb"},"v":{"S":"hidden"})");
  put_indexed("2", R"(,"g":{"S":"x"},"r":{"S":"a"})");
  put_indexed("3", R"(,"g":{"S":"x"})");  // Sparse.
  put_indexed("4", R"(,"g":{"S":"x"},"r":{"S":"bb"})");
  const std::string query = R"x({"TableName":"indexed","IndexName":"gix",
      "KeyConditionExpression":"g = :g AND begins_with(r, :r)",
      "ExpressionAttributeValues":{":g":{"S":"x"},":r":{"S":"b"}})x";
  const auto all = world_.ok_document("Query", query + "}");
  EXPECT_EQ(all.at("Count"), 2);
  EXPECT_FALSE(all.at("Items").at(0).as_object().contains("v"));
  const auto first = world_.ok_document("Query", query + ",\"Limit\":1}");
  const auto second = world_.ok_document(
      "Query",
      query + ",\"ExclusiveStartKey\":" + json::serialize(first.at("LastEvaluatedKey")) + "}");
  EXPECT_EQ(second.at("Items").at(0), all.at("Items").at(1));
  put_indexed("1", R"(,"g":{"S":"y"},"r":{"S":"bb"})");
  EXPECT_EQ(world_.ok_document("Query", query + "}").at("Count"), 1);
  EXPECT_EQ(world_.ok_document("Scan", R"({"TableName":"indexed","IndexName":"gix"})").at("Count"),
            3);
}

}  // namespace
}  // namespace dynaferry::sim
