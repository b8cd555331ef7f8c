#include "sim/faults/fault_player.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "json/document.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

const Caller caller{"111111111111", "us-east-1"};

FaultSchedule schedule(std::string_view text) {
  auto read = read_fault_schedule(text);
  EXPECT_TRUE(read) << read.error().text();
  return read.value_or(FaultSchedule{});
}

// An engine with a table "DEV-T" and a player as its plan.
class PlayedEngine {
 public:
  explicit PlayedEngine(std::string_view text, std::uint64_t seed = 1)
      : player_(schedule(text), seed, [this] { return now_; }), engine_(options()) {
    player_.connect(engine_);
    player_.rest(true);
    create();
    player_.rest(false);
  }

  // "" or the code of the refusal.
  std::string code_of(std::string_view operation, std::string_view request) {
    const auto answer = engine_.call(caller, operation, request);
    document_ = answer.document;
    return answer.error ? answer.error->code : "";
  }
  std::string put(std::string_view id) {
    return code_of("PutItem",
                   fmt::format(R"({{"TableName":"DEV-T","Item":{{"id":{{"S":"{}"}}}}}})", id));
  }
  std::string describe() { return code_of("DescribeTable", R"({"TableName":"DEV-T"})"); }
  json::Object table() {
    EXPECT_EQ(describe(), "");
    return json::parse(document_)->at("Table").as_object();
  }
  [[nodiscard]] const std::string& document() const { return document_; }
  void advance(Ns by) { now_ += by; }
  FaultPlayer& player() { return player_; }

 private:
  EngineOptions options() {
    EngineOptions options;
    options.now = [this] { return WallTime(std::chrono::floor<std::chrono::milliseconds>(now_)); };
    options.deleting = 500ms;
    options.creating = 500ms;
    options.faults = &player_;
    return options;
  }
  void create() {
    EXPECT_EQ(code_of("CreateTable",
                      R"({"TableName":"DEV-T","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                                {"AttributeName":"g","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
        "GlobalSecondaryIndexes":[{"IndexName":"by-g","Projection":{"ProjectionType":"ALL"},
            "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}]}]})"),
              "");
    now_ += 1s;
  }

  Ns now_{0};
  FaultPlayer player_;
  Engine engine_;
  std::string document_;
};

TEST(FaultPlayer, strikes_the_calls_that_the_filters_name) {
  PlayedEngine world("on PutItem nth 2-6 every 2: refuse ValidationException");
  std::string struck;
  for (int n = 1; n <= 8; ++n) struck += world.put("a").empty() ? '.' : 'x';
  EXPECT_EQ(struck, ".x.x.x..");
  EXPECT_EQ(world.describe(), "");
}

TEST(FaultPlayer, counts_only_calls_of_its_table_and_account) {
  PlayedEngine world(
      "on PutItem table DEV-U: refuse ValidationException\n"
      "on PutItem account 222222222222: refuse ValidationException\n"
      "on PutItem table arn:aws:dynamodb:us-east-1:111111111111:table/DEV-T account 111111111111 "
      "nth "
      "2: "
      "refuse SerializationException");
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.put("a"), "SerializationException");
  EXPECT_EQ(world.put("a"), "");
}

TEST(FaultPlayer, knows_the_tables_of_batches) {
  PlayedEngine world("on BatchWriteItem table DEV-T: refuse ValidationException");
  EXPECT_EQ(
      world.code_of("BatchWriteItem",
                    R"({"RequestItems":{"DEV-T":[{"PutRequest":{"Item":{"id":{"S":"a"}}}}]}})"),
      "ValidationException");
}

TEST(FaultPlayer, keeps_to_its_times) {
  PlayedEngine world("on PutItem from 2s to 4s: refuse ValidationException");
  EXPECT_EQ(world.put("a"), "");  // A second has passed.
  world.advance(1s);
  EXPECT_EQ(world.put("a"), "ValidationException");
  world.advance(2s);
  EXPECT_EQ(world.put("a"), "");
}

TEST(FaultPlayer, refuses_before_or_after_the_effect) {
  PlayedEngine world(
      "on PutItem nth 1: refuse InternalServerError\n"
      "on PutItem nth 2: refuse InternalServerError after");
  EXPECT_EQ(world.put("a"), "InternalServerError");
  EXPECT_EQ(world.put("b"), "InternalServerError");
  EXPECT_EQ(world.code_of("Scan", R"({"TableName":"DEV-T"})"), "");
  EXPECT_EQ(world.document(), R"({"Items":[{"id":{"S":"b"}}],"Count":1,"ScannedCount":1})");
}

TEST(FaultPlayer, has_credentials_end_for_some_calls) {
  PlayedEngine world("on * account 111111111111 nth 2-3: refuse ExpiredTokenException");
  EXPECT_EQ(world.describe(), "");
  EXPECT_EQ(world.describe(), "ExpiredTokenException");
  EXPECT_EQ(world.put("a"), "ExpiredTokenException");
  EXPECT_EQ(world.put("a"), "");
}

TEST(FaultPlayer, makes_a_call_twice) {
  PlayedEngine world("on PutItem: twice");
  const auto* const once = R"json({"TableName":"DEV-T","Item":{"id":{"S":"a"}},
      "ConditionExpression":"attribute_not_exists(id)"})json";
  EXPECT_EQ(world.code_of("PutItem", once), "ConditionalCheckFailedException")
      << "the second time it exists";
}

TEST(FaultPlayer, leaves_a_share_of_a_batch_unprocessed) {
  PlayedEngine world("on BatchWriteItem: unprocessed 500\non BatchGetItem: unprocessed 1000");
  int left = 0;
  for (int n = 0; n < 200; ++n) {
    EXPECT_EQ(
        world.code_of("BatchWriteItem",
                      R"({"RequestItems":{"DEV-T":[{"PutRequest":{"Item":{"id":{"S":"a"}}}}]}})"),
        "");
    left += world.document().find("PutRequest") == std::string::npos ? 0 : 1;
  }
  EXPECT_GT(left, 50);
  EXPECT_LT(left, 150);
  EXPECT_EQ(
      world.code_of("BatchGetItem", R"({"RequestItems":{"DEV-T":{"Keys":[{"id":{"S":"a"}}]}}})"),
      "");
  EXPECT_EQ(
      world.document(),
      R"({"Responses":{"DEV-T":[]},"UnprocessedKeys":{"DEV-T":{"Keys":[{"id":{"S":"a"}}]}}})");
}

TEST(FaultPlayer, re_creates_a_table_under_its_name_when_the_old_one_is_gone) {
  PlayedEngine world("on PutItem nth 2: re-create-table");
  EXPECT_EQ(world.put("a"), "");
  const auto old = world.table();
  EXPECT_EQ(world.put("b"), "ResourceNotFoundException");
  EXPECT_EQ(world.table().at("TableStatus"), "DELETING");
  world.advance(600ms);
  auto young = world.table();
  EXPECT_EQ(young.at("TableStatus"), "CREATING");
  world.advance(600ms);
  young = world.table();
  EXPECT_EQ(young.at("TableStatus"), "ACTIVE");
  EXPECT_EQ(young.at("ItemCount"), 0);
  EXPECT_NE(young.at("TableId"), old.at("TableId"));
  for (const auto* same : {"KeySchema", "AttributeDefinitions"}) {
    EXPECT_EQ(young.at(same), old.at(same));
  }
  EXPECT_EQ(young.at("GlobalSecondaryIndexes").as_array().size(), 1U);
}

TEST(FaultPlayer, deletes_a_table) {
  PlayedEngine world("on PutItem nth 1: delete-table DEV-T");
  EXPECT_EQ(world.put("a"), "ResourceNotFoundException");
  world.advance(1s);
  EXPECT_EQ(world.describe(), "ResourceNotFoundException");
}

TEST(FaultPlayer, has_a_table_updating_for_a_while) {
  PlayedEngine world("on PutItem nth 1: updating 3s");
  const auto change = [&] {
    return world.code_of("UpdateTable",
                         R"({"TableName":"DEV-T","DeletionProtectionEnabled":false})");
  };
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.table().at("TableStatus"), "UPDATING");
  EXPECT_EQ(change(), "ResourceInUseException");
  EXPECT_EQ(world.put("b"), "") << "items are written as ever";
  world.advance(3s);
  EXPECT_EQ(world.table().at("TableStatus"), "ACTIVE");
  EXPECT_EQ(change(), "");
}

TEST(FaultPlayer, makes_a_call_of_the_owner) {
  PlayedEngine world(
      R"(on PutItem nth 1: call UpdateTable {"TableName": "DEV-T", "DeletionProtectionEnabled": true})");
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.table().at("DeletionProtectionEnabled"), true);
}

TEST(FaultPlayer, judges_for_a_front_only_once) {
  PlayedEngine world("on PutItem nth 1: refuse ValidationException");
  auto& player = world.player();
  player.expect(player.decide(caller, "PutItem", R"({"TableName":"DEV-T"})"));
  EXPECT_EQ(world.put("a"), "ValidationException");
  EXPECT_EQ(world.put("a"), "");
}

TEST(FaultPlayer, tells_a_front_what_only_a_front_can_do) {
  PlayedEngine world(
      "on Scan: drop\non Query: drop after\non GetItem: late 3s\non PutItem: wait 2s\non PutItem: "
      "wait 1s after\n"
      "on ListTables: page 502\non DescribeTable: truncate 10\non DescribeTable: drip 7\non "
      "DescribeTable: flip\non DescribeTable: crc absent\n"
      "on DescribeTable: length -4\non UpdateTable: clock -10m\non connect nth 2: drop");
  const auto judged = [&](std::string_view operation) {
    return world.player().decide(caller, operation, "{}");
  };
  EXPECT_TRUE(judged("Scan").drop_before);
  EXPECT_TRUE(judged("Query").drop_after);
  EXPECT_EQ(judged("GetItem").late, Ns(3s));
  const auto put = judged("PutItem");
  EXPECT_EQ(put.wait_before, 2s);
  EXPECT_EQ(put.wait_after, 1s);
  EXPECT_EQ(judged("ListTables").page_before, 502);
  const auto told = judged("DescribeTable").damage;
  EXPECT_EQ(told.cut->at, 10U);
  EXPECT_EQ(told.bytes_per_second, 7U);
  EXPECT_TRUE(told.flip && told.checksum->absent);
  EXPECT_EQ(told.length_off, -4);
  EXPECT_EQ(judged("UpdateTable").clock_off, -10min);
  EXPECT_TRUE(world.player().takes_connection());
  EXPECT_FALSE(world.player().takes_connection());
  EXPECT_TRUE(world.player().takes_connection());
}

TEST(FaultPlayer, repeats_itself_for_one_seed_whatever_rules_stand_beside) {
  const auto struck = [](std::string_view text, std::uint64_t seed) {
    PlayedEngine world(text, seed);
    std::string out;
    for (int n = 0; n < 200; ++n) out += world.put("a").empty() ? '.' : 'x';
    return out;
  };
  const std::string rule = "on PutItem chance 300: refuse ValidationException\n";
  const auto first = struck(rule, 7);
  EXPECT_EQ(struck(rule, 7), first);
  EXPECT_EQ(struck(rule + "on * chance 500: wait 1s-2s\n", 7), first);
  EXPECT_NE(struck(rule, 8), first);
}

TEST(FaultPlayer, reports_what_each_rule_did) {
  PlayedEngine world(
      "# note\n"
      "on PutItem nth 1-1100: refuse ValidationException\n"
      "on PutItem table DEV-U: drop\n"
      "on DescribeTable: wait 1s\n"
      "on connect every 2: drop");
  for (int n = 0; n < 1200; ++n) (void)world.put("a");
  EXPECT_EQ(world.describe(), "");
  for (int n = 0; n < 3; ++n) (void)world.player().takes_connection();
  EXPECT_EQ(
      world.player().report(),
      "line 2: on PutItem nth 1-1100: refuse ValidationException: 1,200 calls matched, struck "
      "1,100 times\n"
      "line 3: on PutItem table DEV-U: drop: 0 calls matched, struck 0 times\n"
      "line 4: on DescribeTable: wait 1s: 1 call matched, struck 1 time\n"
      "line 5: on connect every 2: drop: 3 connections matched, struck 2 times\n");
}

TEST(FaultPlayer, reports_nothing_of_rules_that_nobody_wrote) {
  PlayedEngine world("");
  EXPECT_EQ(world.player().report(), "");
  world.player().play({{FaultRule{{}, Twice{}}}}, 1);
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.player().report(), "");
}

TEST(FaultPlayer, reports_what_the_owner_was_refused) {
  PlayedEngine world(
      "on PutItem nth 1-2: delete-table DEV-U\n"
      "on PutItem nth 1: re-create-table DEV-U\n"
      "on PutItem nth 1: updating 3s DEV-U\n"
      "on PutItem nth 1-2: call UpdateTable {\"TableName\": \"DEV-T\"}\n"
      "on ListTables: delete-table\n"
      "on PutItem nth 2: updating 3s");
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.code_of("ListTables", "{}"), "");
  EXPECT_EQ(world.player().report(),
            "line 1: on PutItem nth 1-2: delete-table DEV-U: 2 calls matched, struck 2 times, 2 of "
            "its acts refused: ResourceNotFoundException\n"
            "line 2: on PutItem nth 1: re-create-table DEV-U: 2 calls matched, struck 1 time, 1 of "
            "its acts refused: ResourceNotFoundException\n"
            "line 3: on PutItem nth 1: updating 3s DEV-U: 2 calls matched, struck 1 time, 1 of its "
            "acts refused: ResourceNotFoundException\n"
            "line 4: on PutItem nth 1-2: call UpdateTable {\"TableName\": \"DEV-T\"}: 2 calls "
            "matched, struck 2 times, 2 of its acts refused: ValidationException\n"
            "line 5: on ListTables: delete-table: 1 call matched, struck 1 time, 1 of its acts "
            "refused: ValidationException\n"
            "line 6: on PutItem nth 2: updating 3s: 2 calls matched, struck 1 time\n");
}

TEST(FaultPlayer, reports_acts_of_calls_that_did_not_come_through) {
  PlayedEngine world("on PutItem: delete-table\non PutItem: drop");
  EXPECT_TRUE(world.player().decide(caller, "PutItem", R"({"TableName":"DEV-T"})").drop_before);
  EXPECT_EQ(world.player().report(),
            "line 1: on PutItem: delete-table: 1 call matched, struck 1 time, 1 of its acts not "
            "made\n"
            "line 2: on PutItem: drop: 1 call matched, struck 1 time\n");
}

TEST(FaultPlayer, has_a_table_updating_that_an_arn_names) {
  PlayedEngine world(
      "on PutItem nth 1: updating 3s arn:aws:dynamodb:us-east-1:111111111111:table/DEV-T");
  EXPECT_EQ(world.put("a"), "");
  EXPECT_EQ(world.table().at("TableStatus"), "UPDATING");
}

}  // namespace
}  // namespace dynaferry::sim
