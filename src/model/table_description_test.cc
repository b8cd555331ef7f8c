#include "model/table_description.h"

#include <gtest/gtest.h>

namespace dynaferry::model {
namespace {

constexpr std::string_view kProvisioned = R"({
  "TableName":"T","TableId":"id-1","TableArn":"arn:aws:dynamodb:us-east-1:1:table/T","TableStatus":"ACTIVE",
  "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"},
                          {"AttributeName":"g1","AttributeType":"B"},{"AttributeName":"g2","AttributeType":"S"}],
  "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
  "ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":7,"WriteCapacityUnits":9},
  "LocalSecondaryIndexes":[{"IndexName":"l","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
     {"AttributeName":"g2","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x","y"]}}],
  "GlobalSecondaryIndexes":[{"IndexName":"g","IndexStatus":"ACTIVE","KeySchema":[{"AttributeName":"g1","KeyType":"HASH"},
     {"AttributeName":"g2","KeyType":"HASH"},{"AttributeName":"pk","KeyType":"RANGE"}],
     "Projection":{"ProjectionType":"KEYS_ONLY"},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}}],
  "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},"DeletionProtectionEnabled":true,
  "ItemCount":12,"TableSizeBytes":345})";

TableDescription described(std::string_view text) {
  const auto document = json::parse(text);
  auto table = table_description_from(document->get_object());
  EXPECT_TRUE(table) << (table ? "" : table.error().text());
  return *std::move(table);
}

TEST(TableDescription, is_created_again_as_it_was_described) {
  const auto table = described(kProvisioned);
  const auto request = create_table_request(table, TableName("U"));
  EXPECT_EQ(
      json::serialize(request),
      R"({"TableName":"U","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],)"
      R"("AttributeDefinitions":[{"AttributeName":"g1","AttributeType":"B"},{"AttributeName":"g2","AttributeType":"S"},)"
      R"({"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"}],)"
      R"("LocalSecondaryIndexes":[{"IndexName":"l","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"g2","KeyType":"RANGE"}],)"
      R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x","y"]}}],)"
      R"("GlobalSecondaryIndexes":[{"IndexName":"g","KeySchema":[{"AttributeName":"g1","KeyType":"HASH"},{"AttributeName":"g2","KeyType":"HASH"},)"
      R"({"AttributeName":"pk","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"},)"
      R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}}],)"
      R"("BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":7,"WriteCapacityUnits":9}})");
}

TEST(TableDescription, without_a_billing_mode_is_provisioned) {
  const auto table = described(kProvisioned);
  EXPECT_FALSE(table.on_demand);
  EXPECT_EQ(table.throughput, (Throughput{7, 9}));
}

TEST(TableDescription, on_demand_carries_no_throughput_anywhere) {
  std::string text(kProvisioned);
  text.insert(1, R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},)");
  const auto request = create_table_request(described(text), TableName("U"));
  EXPECT_EQ(json::serialize(request).find("ProvisionedThroughput"), std::string::npos);
}

TEST(TableDescription, tells_the_reads_that_it_is_set_to_take) {
  const auto known_of = [](const std::string& settings) {
    return described(R"({"TableName":"t","TableStatus":"ACTIVE","KeySchema":[)"
                     R"({"AttributeName":"pk","KeyType":"HASH"}])" +
                     settings + "}")
        .known_read_units;
  };
  const std::string warm = R"(,"WarmThroughput":{"ReadUnitsPerSecond":12000})";
  const std::string none = R"(,"ProvisionedThroughput":{"ReadCapacityUnits":0})";
  EXPECT_EQ(known_of(R"(,"ProvisionedThroughput":{"ReadCapacityUnits":7})" + warm), 7);
  EXPECT_EQ(known_of(none + R"(,"OnDemandThroughput":{"MaxReadRequestUnits":90})" + warm), 90);
  EXPECT_EQ(known_of(none + R"(,"OnDemandThroughput":{"MaxReadRequestUnits":-1})" + warm), 12000);
  EXPECT_EQ(known_of(none), 0);
}

TEST(TableDescription, names_what_it_does_not_copy) {
  EXPECT_EQ(described(kProvisioned).other_settings,
            (std::vector<std::string>{"stream (NEW_IMAGE)", "deletion protection"}));
}

TEST(TableDescription, is_ready_when_every_index_is) {
  auto table = described(kProvisioned);
  EXPECT_TRUE(table.is_ready());
  table.global_indexes[0].status = "CREATING";
  EXPECT_FALSE(table.is_ready());
}

TEST(TableDescription, says_what_is_missing) {
  for (const auto* text :
       {"{}", R"({"TableName":"T"})", R"({"TableName":"T","TableStatus":"ACTIVE","KeySchema":[]})",
        R"({"TableName":"T","TableStatus":"ACTIVE","KeySchema":[1]})",
        R"({"TableName":"T","TableStatus":"ACTIVE","KeySchema":[
            {"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"HASH"}]})"}) {
    EXPECT_EQ(table_description_from(json::parse(text)->get_object()).error().fault, Fault::invalid)
        << text;
  }
}

}  // namespace
}  // namespace dynaferry::model
