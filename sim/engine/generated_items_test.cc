#include "sim/engine/generated_items.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/engine/table_definition.h"
#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

const Caller caller{"111111111111", "us-east-1"};

Generation read(std::string_view text) {
  auto generation = read_generation("things", text);
  EXPECT_TRUE(generation) << generation.error();
  return generation.value_or(Generation{});
}

// One of each kind of key.
std::vector<Generation> kinds(const std::string& more, const std::string& of_collections = {}) {
  std::vector<Generation> out;
  for (const std::string keys : {"S", "N", "B", "S+S", "S+N", "S+B", "N+N", "B+B", "N+S"}) {
    const bool has_collections = keys.contains('+');
    out.push_back(read(std::string("keys:").append(keys).append(more).append(
        has_collections ? of_collections : "")));
  }
  out.push_back(read("keys:S+N,hot:2,hot-percent:60" + more + of_collections));
  return out;
}

EngineOptions options_with(Generation generation) {
  EngineOptions options;
  options.generated = {std::move(generation)};
  return options;
}

// An engine that generates a table, and one that stores what the first one gives.
struct Twins {
  explicit Twins(const Generation& generation) : generated(options_with(generation)) {
    const auto creation = json::serialize(creation_of(generation));
    stored.ok("CreateTable", creation);
    for (const auto& item : walk(generated, "Scan", "")) {
      stored.ok("PutItem", R"({"TableName":"things","Item":)" + item + "}");
    }
  }

  // The items of all pages, and where they were cut.
  static std::vector<std::string> walk(TestWorld& world, std::string_view operation,
                                       const std::string& members) {
    std::vector<std::string> out;
    std::string start;
    do {
      const auto page =
          world.ok_document(operation, R"({"TableName":"things")" + members + start + "}");
      for (const auto& item : page.at("Items").as_array()) out.push_back(json::serialize(item));
      const auto* last = json::find(page, "LastEvaluatedKey");
      start = last == nullptr ? "" : ",\"ExclusiveStartKey\":" + json::serialize(*last);
    } while (!start.empty());
    return out;
  }

  TestWorld generated;
  TestWorld stored;
};

TEST(GeneratedItems, are_what_the_engine_would_have_stored) {
  for (const auto& generation : kinds(",items:400,size:1-2000,skew:2,seed:5")) {
    ItemGenerator generator(generation);
    const auto definition = read_definition(creation_of(generation));
    ASSERT_TRUE(definition);
    dom::parser parser;
    ItemImage image;
    std::set<std::string> places;
    for (std::uint64_t id = 0; id < generator.collections(); ++id) {
      for (std::uint32_t number = 0; number < generator.size_of(id); ++number) {
        const auto& record = generator.record(id, number, generator.place_of(id).hash);
        dom::object object;
        ASSERT_EQ(parser.parse(std::string(record.json())).get(object), simdjson::SUCCESS);
        ASSERT_TRUE(image.read(object)) << record.json();
        ASSERT_EQ(image.json(), record.json());
        ASSERT_EQ(image.size(), record.size()) << record.json();
        const auto place = key_of_item(definition->layout, image);
        ASSERT_TRUE(place);
        ASSERT_TRUE(record.is(*place)) << record.json();
        places.insert(place->bytes);
      }
    }
    EXPECT_EQ(places.size(), 400U) << "two items have one key";
  }
}

TEST(GeneratedItems, are_scanned_and_queried_as_a_stored_table_is) {
  std::uint64_t round = 0;
  for (const auto& generation : kinds(",items:300,size:10-500", ",collection:60")) {
    Twins twins(generation);
    Random random(++round);
    EXPECT_EQ(twins.stored.count("things"), 300);
    for (int i = 0; i < 12; ++i) {
      const auto total = 1 + random.below(i % 4 == 0 ? 500 : 9);
      const auto members = ",\"TotalSegments\":" + std::to_string(total) +
                           ",\"Segment\":" + std::to_string(random.below(total)) +
                           ",\"Limit\":" + std::to_string(1 + random.below(40)) +
                           ",\"ReturnConsumedCapacity\":\"TOTAL\"";
      std::string start;
      do {
        const auto request =
            std::string(R"({"TableName":"things")").append(members).append(start).append("}");
        const auto page = twins.generated.ok_document("Scan", request);
        ASSERT_EQ(page, twins.stored.ok_document("Scan", request)) << request;
        const auto* last = json::find(page, "LastEvaluatedKey");
        start = last == nullptr ? "" : ",\"ExclusiveStartKey\":" + json::serialize(*last);
      } while (!start.empty());
    }
    const auto one = twins.generated.ok_document("Scan", R"({"TableName":"things","Limit":77})");
    const auto& key = one.at("LastEvaluatedKey").as_object();
    const auto get = R"({"TableName":"things","Key":)" + json::serialize(key) + "}";
    EXPECT_EQ(twins.generated.ok_document("GetItem", get),
              twins.stored.ok_document("GetItem", get));
    for (const auto* way : {"true", "false"}) {
      const auto query = R"(,"Limit":3,"KeyConditionExpression":"pk = :k","ScanIndexForward":)" +
                         std::string(way) + R"(,"ExpressionAttributeValues":{":k":)" +
                         json::serialize(key.at("pk")) + "}";
      EXPECT_EQ(Twins::walk(twins.generated, "Query", query),
                Twins::walk(twins.stored, "Query", query));
    }
    EXPECT_EQ(twins.generated.engine().digest(caller, "things"),
              twins.stored.engine().digest(caller, "things"));
  }
}

TEST(GeneratedItems, end_a_page_of_1_mb_where_a_stored_table_does) {
  Twins twins(read("keys:B+N,items:3000,size:200-3000"));
  std::size_t pages = 0;
  std::string start;
  do {
    const auto request = R"({"TableName":"things","ConsistentRead":true)" + start + "}";
    const auto page = twins.generated.ok_document("Scan", request);
    ASSERT_EQ(page, twins.stored.ok_document("Scan", request));
    const auto* last = json::find(page, "LastEvaluatedKey");
    start = last == nullptr ? "" : ",\"ExclusiveStartKey\":" + json::serialize(*last);
    ++pages;
  } while (!start.empty());
  EXPECT_GT(pages, 3U);
}

TEST(GeneratedItems, are_the_same_with_and_without_a_record) {
  for (const auto& generation : kinds(",items:300,size:100-5000,skew:3")) {
    const GeneratedItems items(generation);
    for (auto at = items.begin(); at != items.end(); at = items.next(at)) {
      std::string json;
      const auto size = items.append(json, at);
      const auto& record = items.record(at);
      ASSERT_EQ(json, record.json());
      ASSERT_EQ(size, record.size()) << json;
    }
  }
}

TEST(GeneratedItems, have_the_sizes_and_collections_that_were_asked_for) {
  const GeneratedItems items(
      read("keys:S+N,items:20000,size:500-4000,hot:2,hot-percent:50,collection:30"));
  std::map<std::uint64_t, std::size_t> collections;
  std::size_t bytes = 0;
  for (auto at = items.begin(); at != items.end(); at = items.next(at)) {
    const auto& record = items.record(at);
    ++collections[record.hash()];
    EXPECT_GE(record.size() + 5, 500U);
    EXPECT_LE(record.size(), 4000U);
    bytes += record.size();
  }
  std::multiset<std::size_t> sizes;
  for (const auto& [hash, size] : collections) sizes.insert(size);
  EXPECT_EQ(*sizes.rbegin(), 5000U);
  EXPECT_EQ(sizes.count(5000), 2U);
  EXPECT_LE(*std::next(sizes.rbegin(), 2), 30U);
  EXPECT_GT(sizes.count(1), 10U);
  EXPECT_NEAR(static_cast<double>(items.bytes()), static_cast<double>(bytes),
              static_cast<double>(bytes) / 20);
}

TEST(GeneratedItems, are_others_for_another_seed_and_the_same_for_the_same) {
  const GeneratedItems one(read("items:500,seed:1"));
  const GeneratedItems same(read("items:500,seed:1"));
  const GeneratedItems other(read("items:500,seed:2"));
  EXPECT_EQ(one.digest(), same.digest());
  EXPECT_NE(one.digest(), other.digest());
}

TEST(GeneratedItems, take_no_writes) {
  TestWorld world(options_with(read("items:10")));
  const auto item = R"({"pk":{"S":"x"}})";
  EXPECT_EQ(
      world.refused("PutItem", std::string(R"({"TableName":"things","Item":)") + item + "}").code,
      "NotSimulatedException");
  EXPECT_EQ(
      world.refused("DeleteItem", std::string(R"({"TableName":"things","Key":)") + item + "}").code,
      "NotSimulatedException");
  EXPECT_EQ(world
                .refused("BatchWriteItem",
                         std::string(R"({"RequestItems":{"things":[{"PutRequest":{"Item":)") +
                             item + "}}]}}")
                .code,
            "NotSimulatedException");
  EXPECT_EQ(world.count("things"), 10);
}

TEST(GeneratedItems, are_in_the_account_that_was_named_only) {
  Engine engine(options_with(read("items:10,account:222222222222")));
  EXPECT_FALSE(engine.digest({"111111111111", "us-east-1"}, "things"));
  EXPECT_EQ(engine.digest({"222222222222", "eu-west-1"}, "things")->items(), 10U);
}

TEST(GeneratedItems, may_be_none) {
  TestWorld world(options_with(read("items:0,keys:N+S")));
  const auto page = world.ok_document("Scan", R"({"TableName":"things"})");
  EXPECT_TRUE(page.at("Items").as_array().empty());
  EXPECT_FALSE(page.contains("LastEvaluatedKey"));
}

TEST(Generation, reads_the_same_from_text_and_from_a_document) {
  const auto text = read("items:12,size:7-9,keys:B+S,hot:1,hot-percent:20,collection:3,seed:4");
  const auto parts = json::parse(R"({"items":12,"size":"7-9","keys":"B+S","hot":1,"hot-percent":20,
                                     "collection":3,"seed":4})");
  const auto document = read_generation("things", parts->as_object());
  ASSERT_TRUE(document) << document.error();
  EXPECT_EQ(GeneratedItems(text).digest(), GeneratedItems(*document).digest());
  EXPECT_EQ(document->hot_percent, 20U);
}

TEST(Generation, tells_what_is_wrong) {
  for (const auto* text : {"items:x", "items:-1", "size:9-7", "size:0-7", "size:1-500000", "keys:X",
                           "keys:S+", "hot:2", "colour:red", "items", "skew:0"}) {
    const auto read = read_generation("things", text);
    ASSERT_FALSE(read) << text;
    EXPECT_FALSE(read.error().empty());
  }
}

}  // namespace
}  // namespace dynaferry::sim
