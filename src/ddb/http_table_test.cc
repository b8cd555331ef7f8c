#include "ddb/http_table.h"

#include <gtest/gtest.h>

#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::ddb {
namespace {

// Answers everything with one body, and keeps the last request.
class FixedService final : public net::HttpService {
 public:
  explicit FixedService(std::string body) : body_(std::move(body)) {}
  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override {
    asked = std::move(request.body);
    net::HttpResponse response;
    response.status = 200;
    response.body = Buffer(body_);
    co_return response;
  }
  std::string asked;

 private:
  std::string body_;
};

struct World {
  explicit World(std::string body) : service(std::move(body)) {}
  rt::SimLoop loop{1};
  FixedService service;
  aws::StaticCredentials credentials{{"AKIAEXAMPLE", aws::Secret("x")}};
  ServiceClient client{loop, service, credentials, Region("us-east-1"), "host"};
  HttpTable table{client, TableName("T"), {"pk", "sk"}};

  Result<model::Page> scan(ScanRequest request = {}) {
    auto task = table.scan(std::move(request));
    return rt::run_task(loop, std::move(task));
  }
  Result<WriteAnswer> put(std::vector<model::RawItem> items) {
    auto task = table.put_batch(std::move(items));
    return rt::run_task(loop, std::move(task));
  }
};

const std::vector<model::RawItem> kItems = {
    {R"({"pk":{"S":"a"},"sk":{"N":"1"}})", R"({"S":"a"})", R"({"N":"1"})"},
    {R"({"pk":{"S":"a"},"sk":{"N":"20"}})", R"({"S":"a"})", R"({"N":"20"})"}};

TEST(HttpTable, asks_for_a_page_of_a_segment) {
  World world(R"({"Count":0,"Items":[]})");
  const auto page = world.scan({.segment = 2,
                                .total_segments = 8,
                                .exclusive_start_key = R"({"pk":{"S":"a"}})",
                                .limit = 5});
  ASSERT_TRUE(page);
  EXPECT_EQ(
      world.service.asked,
      R"({"TableName":"T","ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL","Segment":2,"TotalSegments":8,)"
      R"("Limit":5,"ExclusiveStartKey":{"pk":{"S":"a"}}})");
}

TEST(HttpTable, takes_a_page_apart_without_copying_it) {
  World world(
      R"({"Count":1,"Items":[{"sk":{"N":"1"},"pk":{"S":"a"}}],"LastEvaluatedKey":{"pk":{"S":"a"},"sk":{"N":"1"}},)"
      R"("ConsumedCapacity":{"TableName":"T","CapacityUnits":2.5}})");
  const auto page = world.scan();
  ASSERT_TRUE(page);
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->items[0].hash, R"({"S":"a"})");
  EXPECT_EQ(page->items[0].range, R"({"N":"1"})");
  EXPECT_EQ(page->last_evaluated_key, R"({"pk":{"S":"a"},"sk":{"N":"1"}})");
  EXPECT_EQ(page->read_units, 2.5);
}

TEST(HttpTable, finds_no_keys_where_none_are_wanted) {
  World world(
      R"({"Count":1,"Items":[{"pk":{"S":"a"}}],"LastEvaluatedKey":{"pk":{"S":"a"},"sk":{"N":"1"}},)"
      R"("ConsumedCapacity":{"TableName":"T","CapacityUnits":2.5}})");
  const auto page = world.scan({.find_keys = false});
  ASSERT_TRUE(page) << page.error().text();
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->items[0].item, R"({"pk":{"S":"a"}})");
  EXPECT_TRUE(page->items[0].hash.empty());
  EXPECT_TRUE(page->items[0].range.empty());
  EXPECT_EQ(page->last_evaluated_key, R"({"pk":{"S":"a"},"sk":{"N":"1"}})");
  EXPECT_EQ(page->read_units, 2.5);
}

// Taken for the last page of a segment, any of these would lose the rest of it.
TEST(HttpTable, never_takes_an_answer_that_is_none_for_the_end_of_the_table) {
  for (
      const auto* body :
      {"{}", "[]", "", "null", "<html>", R"({"Count":0})", R"({"Items":[]})",
       R"({"Count":2,"Items":[{"pk":{"S":"a"},"sk":{"N":"1"}}]})", R"({"Items":[],"Count":0} x)",
       R"({"Items":[],"Count":0,"LastEvaluatedKey":null})",
       R"({"Items":[],"Count":0,"LastEvaluated\u004bey":{"pk":{"S":"a"},"sk":{"N":"1"}}})",
       R"({"Items":[],"Count":0,"LastEvaluatedKey":{"pk":{"S":"a"}}})",
       R"({"Items":[],"Count":0,"Count":0})", R"({"Items":[],"Items":[],"Count":0})",
       R"({"Items":[{"pk":{"S":"a"},"sk":{"N":"1"}}],"Count":1,"Items":[]})",
       R"({"Items":[],"Count":0,"LastEvaluatedKey":{"pk":{"S":"a"},"sk":{"N":"1"}},)"
       R"("LastEvaluatedKey":{"pk":{"S":"b"},"sk":{"N":"1"}}})",
       R"({"Items":[],"Count":0,"LastEvaluatedKey":{"pk":{"S":"a"},"pk":{"S":"b"},"sk":{"N":"1"}}})"}) {
    for (const bool find_keys : {true, false}) {
      const auto page = World(body).scan({.find_keys = find_keys});
      ASSERT_FALSE(page) << body;
      EXPECT_EQ(page.error().fault, Fault::lost) << body;
    }
  }
}

TEST(HttpTable, does_not_walk_in_a_circle) {
  World world(R"({"Items":[],"Count":0,"LastEvaluatedKey":{"pk":{"S":"a"},"sk":{"N":"1"}}})");
  EXPECT_TRUE(world.scan());
  for (const auto* begun :
       {R"({"pk":{"S":"a"},"sk":{"N":"1"}})", R"({"sk":{"N":"1.0"},"pk":{"S":"\u0061"}})"}) {
    const auto again = world.scan({.exclusive_start_key = begun});
    ASSERT_FALSE(again) << begun;
    EXPECT_EQ(again.error().fault, Fault::corrupt) << begun;
  }
  EXPECT_TRUE(world.scan({.exclusive_start_key = R"({"pk":{"S":"a"},"sk":{"N":"2"}})"}));
}

TEST(HttpTable, refuses_an_item_without_its_key) {
  EXPECT_EQ(World(R"({"Count":1,"Items":[{"pk":{"S":"a"}}]})").scan().error().fault,
            Fault::corrupt);
}

TEST(HttpTable, splices_a_batch_from_the_bytes_that_were_read) {
  World world(R"({"UnprocessedItems":{}})");
  ASSERT_TRUE(world.put(kItems));
  EXPECT_EQ(
      world.service.asked,
      R"({"ReturnConsumedCapacity":"TOTAL","RequestItems":{"T":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}},)"
      R"({"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"20"}}}}]}})");
}

TEST(HttpTable, matches_what_came_back_by_the_value_of_its_key) {
  const auto answer =
      World(
          R"({"UnprocessedItems":{"T":[{"PutRequest":{"Item":{"sk":{"N":"2e1"},"pk":{"S":"\u0061"},"x":{"S":"new"}}}}]},)"
          R"("ConsumedCapacity":[{"TableName":"T","CapacityUnits":1}]})")
          .put(kItems);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->unprocessed, (std::vector<std::size_t>{1}));
  EXPECT_EQ(answer->write_units, 1);
}

// Taken for success, any of these would lose items.
TEST(HttpTable, never_takes_an_answer_that_is_none_for_a_batch_that_is_done) {
  for (const auto* body :
       {"{}", "[]", "", "null", "<html>", R"({"UnprocessedItems":[]})",
        R"({"UnprocessedItems":null})", R"({"UnprocessedItems":{"T":[]},"UnprocessedItems":{}})",
        R"({"UnprocessedItems":{"T":[],"T":[]}})",
        R"({"UnprocessedItems":{"T":[{"PutRequest":{"Item":{"pk":{"S":"z"},)"
        R"("pk":{"S":"a"},"sk":{"N":"1"}}}}]}})"}) {
    const auto answer = World(body).put(kItems);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().fault, Fault::lost) << body;
  }
}

TEST(HttpTable, does_not_guess_what_an_unknown_unprocessed_entry_means) {
  for (
      const auto* body :
      {R"({"UnprocessedItems":{"U":[]}})", R"({"UnprocessedItems":{"T":{}}})",
       R"({"UnprocessedItems":{"T":[{"DeleteRequest":{}}]}})",
       R"({"UnprocessedItems":{"T":[{"PutRequest":{"Item":{"pk":{"S":"z"},"sk":{"N":"1"}}}}]}})"}) {
    const auto answer = World(body).put(kItems);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().fault, Fault::corrupt) << body;
  }
}

TEST(HttpTable, reads_items_by_their_keys) {
  World world(R"({"Responses":{"T":[{"sk":{"N":"2e1"},"pk":{"S":"a"},"v":{"N":"1.0"}}]},)"
              R"("UnprocessedKeys":{}})");
  auto task = world.table.get_batch(
      {R"({"pk":{"S":"a"},"sk":{"N":"1"}})", R"({"pk":{"S":"a"},"sk":{"N":"20"}})"}, false);
  const auto answer = rt::run_task(world.loop, std::move(task));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->items[0], std::nullopt);
  EXPECT_EQ(answer->items[1], R"({"sk":{"N":"2e1"},"pk":{"S":"a"},"v":{"N":"1.0"}})");
}

TEST(HttpTable, exchanges_an_item) {
  World world(R"({"Attributes":{"pk":{"S":"a"},"sk":{"N":"1"}}})");
  const std::string item = R"({"pk":{"S":"a"},"sk":{"N":"1"}})";
  auto task = world.table.exchange({.key = item, .before = item});
  const auto answer = rt::run_task(world.loop, std::move(task));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->done);
  EXPECT_EQ(answer->found, item);
}

}  // namespace
}  // namespace dynaferry::ddb
