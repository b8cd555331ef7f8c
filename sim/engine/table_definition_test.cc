#include "sim/engine/table_definition.h"

#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

constexpr auto base = R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
  "AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"},
                          {"AttributeName":"b","AttributeType":"N"}],
  "KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}]})";

json::Object request_with(std::string_view members) {
  auto request = json::parse(base)->as_object();
  const auto more = json::parse(members)->as_object();
  for (const auto& [name, value] : more) request[name] = value;
  return request;
}

std::string complaint(std::string_view members) {
  const auto read = read_definition(request_with(members));
  return read ? "fine" : read.error().message;
}

std::string index_complaint(std::string_view kind, std::string_view index) {
  return complaint("{\"" + std::string(kind) + "\":[" + std::string(index) + "]}");
}

TEST(TableDefinition, takes_what_is_right) { EXPECT_EQ(complaint("{}"), "fine"); }

TEST(TableDefinition, wants_a_proper_name) {
  EXPECT_TRUE(complaint(R"({"TableName":"ab"})").find("at least 3 characters") !=
              std::string::npos);
  EXPECT_TRUE(complaint(R"({"TableName":"a b c"})").find("regular expression") !=
              std::string::npos);
  EXPECT_EQ(complaint(R"({"TableName":"arn:aws:dynamodb:us-east-1:111111111111:table/things"})"),
            "fine");
}

TEST(TableDefinition, wants_throughput_exactly_when_provisioned) {
  EXPECT_TRUE(complaint(R"({"BillingMode":"PROVISIONED"})").find("must both be specified") !=
              std::string::npos);
  EXPECT_TRUE(
      complaint(R"({"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}})")
          .find("Neither ReadCapacityUnits") != std::string::npos);
  EXPECT_TRUE(complaint(R"({"BillingMode":"PROVISIONED",
      "ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":1}})")
                  .find("greater than or equal to 1") != std::string::npos);
}

TEST(TableDefinition, wants_every_attribute_used_and_defined) {
  EXPECT_TRUE(complaint(R"({"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]})")
                  .find("does not exactly match") != std::string::npos);
  EXPECT_TRUE(complaint(R"({"KeySchema":[{"AttributeName":"x","KeyType":"HASH"}]})")
                  .find("Keys: [x], AttributeDefinitions: [a, b]") != std::string::npos);
}

TEST(TableDefinition, wants_keys_in_order) {
  EXPECT_TRUE(complaint(R"({"KeySchema":[{"AttributeName":"a","KeyType":"RANGE"},
      {"AttributeName":"b","KeyType":"HASH"}]})")
                  .find("first KeySchemaElement") != std::string::npos);
  EXPECT_TRUE(complaint(R"({"KeySchema":[{"AttributeName":"a","KeyType":"HASH"},
      {"AttributeName":"b","KeyType":"HASH"}]})")
                  .find("second KeySchemaElement") != std::string::npos);
  EXPECT_TRUE(complaint(R"({"KeySchema":[{"AttributeName":"a","KeyType":"HASH"},
      {"AttributeName":"a","KeyType":"RANGE"}]})")
                  .find("have the same name") != std::string::npos);
}

TEST(TableDefinition, wants_local_indexes_beside_the_tables_hash_key) {
  EXPECT_EQ(index_complaint("LocalSecondaryIndexes", R"({"IndexName":"lix",
      "KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],
      "Projection":{"ProjectionType":"KEYS_ONLY"}})"),
            "fine");
  EXPECT_TRUE(index_complaint("LocalSecondaryIndexes", R"({"IndexName":"lix",
      "KeySchema":[{"AttributeName":"b","KeyType":"HASH"},{"AttributeName":"a","KeyType":"RANGE"}],
      "Projection":{"ProjectionType":"KEYS_ONLY"}})")
                  .find("same leading hash key") != std::string::npos);
}

TEST(TableDefinition, wants_projections_to_make_sense) {
  const auto with = [](const std::string& projection) {
    return index_complaint("GlobalSecondaryIndexes", R"({"IndexName":"gix",
        "KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],"Projection":)" +
                                                         projection + "}");
  };
  EXPECT_EQ(with(R"({"ProjectionType":"ALL"})"), "fine");
  EXPECT_EQ(with(R"({"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]})"), "fine");
  EXPECT_TRUE(with(R"({"ProjectionType":"INCLUDE"})").find("NonKeyAttributes") !=
              std::string::npos);
  EXPECT_TRUE(with(R"({"ProjectionType":"ALL","NonKeyAttributes":["x"]})").find("is ALL, but") !=
              std::string::npos);
  EXPECT_TRUE(with("{}").find("Unknown ProjectionType: null") != std::string::npos);
}

TEST(TableDefinition, takes_four_and_four_key_attributes_in_a_global_index_and_no_more) {
  const auto with = [](int hashes, int ranges) {
    json::Array definitions = json::parse(base)->at("AttributeDefinitions").as_array();
    json::Array keys;
    for (int i = 0; i < hashes + ranges; ++i) {
      const auto name = "k" + std::to_string(i);
      definitions.push_back(json::Object{{"AttributeName", name}, {"AttributeType", "S"}});
      keys.push_back(
          json::Object{{"AttributeName", name}, {"KeyType", i < hashes ? "HASH" : "RANGE"}});
    }
    return complaint(json::serialize(json::Object{
        {"AttributeDefinitions", definitions},
        {"GlobalSecondaryIndexes",
         json::Array{json::Object{{"IndexName", "gix"},
                                  {"KeySchema", keys},
                                  {"Projection", json::Object{{"ProjectionType", "ALL"}}}}}}}));
  };
  EXPECT_EQ(with(4, 4), "fine");
  EXPECT_NE(with(5, 1), "fine");
  EXPECT_NE(with(1, 5), "fine");
}

TEST(TableDescription, tells_what_create_table_was_told) {
  TestWorld world;
  const auto told = world.ok_document("CreateTable", json::serialize(request_with(R"({
      "BillingMode":"PROVISIONED",
      "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6},
      "GlobalSecondaryIndexes":[{"IndexName":"gix",
        "KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},
        "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}}],
      "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},
      "SSESpecification":{"Enabled":true,"SSEType":"KMS","KMSMasterKeyId":"alias/mine"},
      "TableClass":"STANDARD_INFREQUENT_ACCESS","DeletionProtectionEnabled":true,
      "Tags":[{"Key":"team","Value":"data"}]})")));
  const auto& table = told.at("TableDescription").as_object();
  EXPECT_EQ(table.at("TableStatus"), "ACTIVE");
  EXPECT_FALSE(table.contains("BillingModeSummary"));
  EXPECT_EQ(table.at("ProvisionedThroughput").at("WriteCapacityUnits"), 6);
  EXPECT_EQ(table.at("TableArn"), "arn:aws:dynamodb:us-east-1:111111111111:table/things");
  EXPECT_EQ(table.at("TableId").as_string().size(), 36U);
  EXPECT_EQ(table.at("TableClassSummary").at("TableClass"), "STANDARD_INFREQUENT_ACCESS");
  EXPECT_EQ(table.at("DeletionProtectionEnabled"), true);
  EXPECT_EQ(table.at("SSEDescription").at("Status"), "ENABLED");
  EXPECT_EQ(table.at("StreamSpecification").at("StreamViewType"), "NEW_IMAGE");
  EXPECT_EQ(table.at("WarmThroughput").at("ReadUnitsPerSecond"), 5);
  const auto& index = table.at("GlobalSecondaryIndexes").at(0).as_object();
  EXPECT_EQ(index.at("Projection").at("NonKeyAttributes").at(0), "x");
  EXPECT_EQ(index.at("ProvisionedThroughput").at("WriteCapacityUnits"), 2);
  EXPECT_EQ(index.at("IndexStatus"), "ACTIVE");
  const auto tags = world.ok_document(
      "ListTagsOfResource",
      R"({"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/things"})");
  EXPECT_EQ(tags.at("Tags").at(0).at("Value"), "data");
}

}  // namespace
}  // namespace dynaferry::sim
