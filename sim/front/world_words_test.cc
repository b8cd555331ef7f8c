// What the command line says of streams and neighbours.

#include <gtest/gtest.h>

#include "sim/front/neighbours.h"
#include "sim/front/stream_words.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

TEST(StreamWords, set_what_they_name_and_leave_the_rest) {
  const auto options = read_stream_options(
      "shards:4,roll:10m,trim:2h,iterator-life:30s,enabling:3s,disabling:2s,open-parent:5s,"
      "late-child:250ms,repeated-shard:20,empty-answer:50,latest-slack:1s,reads:5,describes:10,"
      "bytes:2000000,readers:2");
  ASSERT_TRUE(options) << options.error();
  EXPECT_EQ(options->shards, 4U);
  EXPECT_EQ(options->roll, 10min);
  EXPECT_EQ(options->trim, 2h);
  EXPECT_EQ(options->iterator_life, 30s);
  EXPECT_EQ(options->enabling, 3s);
  EXPECT_EQ(options->disabling, 2s);
  EXPECT_EQ(options->moods.open_parent, 5s);
  EXPECT_EQ(options->moods.late_child, 250ms);
  EXPECT_EQ(options->moods.repeated_shard, 0.2);
  EXPECT_EQ(options->moods.empty_answer, 0.5);
  EXPECT_EQ(options->moods.latest_slack, 1s);
  EXPECT_EQ(options->moods.reads_per_second, 5U);
  EXPECT_EQ(options->moods.describes_per_second, 10U);
  EXPECT_EQ(options->moods.read_bytes_per_second, 2'000'000U);
  EXPECT_EQ(options->moods.readers, 2U);
  EXPECT_EQ(read_stream_options("empty-answer:1")->roll, 4h);
}

TEST(StreamWords, say_what_is_wrong_with_them) {
  EXPECT_TRUE(
      read_stream_options("empty:1").error().starts_with("there is no part empty; there are "));
  EXPECT_EQ(read_stream_options("reads:1,reads:2").error(), "reads is said twice");
  EXPECT_EQ(read_stream_options("roll").error(), "\"roll\" is not NAME:VALUE");
  EXPECT_EQ(read_stream_options("roll:0s").error(), "roll:0s is not at least 1000ms");
  EXPECT_EQ(read_stream_options("late-child:5").error(),
            "late-child:5 is not a duration such as 20ms, 3s, 5m or 2h");
  EXPECT_EQ(read_stream_options("empty-answer:101").error(),
            "empty-answer:101 is not a whole number of 0 to 100");
  EXPECT_EQ(read_stream_options("shards:0").error(), "shards:0 is not a whole number of 1 to 1000");
}

TEST(Neighbours, are_read_with_the_account_that_a_key_names) {
  const auto neighbours = read_neighbours(
      {"orders=reads:50,writes:20,inserts:30,deletes:10,hot:5,size:100,seed:9,account:DEV"},
      {{"DEV", "secret", "123456789012"}});
  ASSERT_TRUE(neighbours) << neighbours.error();
  const auto& spec = neighbours->at(0);
  EXPECT_EQ(spec.table, "orders");
  EXPECT_EQ(spec.account, "123456789012");
  EXPECT_EQ(spec.reads, 50);
  EXPECT_EQ(spec.writes, 20);
  EXPECT_EQ(spec.inserts, 0.3);
  EXPECT_EQ(spec.deletes, 0.1);
  EXPECT_EQ(spec.hot, 0.05);
  EXPECT_EQ(spec.item_bytes, 100U);
  EXPECT_EQ(spec.seed, 9U);
}

TEST(Neighbours, are_refused_when_they_make_no_sense) {
  for (const auto* text : {"orders", "=reads:1", "orders=", "orders=inserts:10", "orders=reads:-1",
                           "orders=writes:1,inserts:60,deletes:60"}) {
    EXPECT_FALSE(read_neighbours({text}, {})) << text;
  }
}

// In every world of the account, from when it is first called; somebody else's is another.
TEST(Neighbours, of_an_account_are_added_up_by_table) {
  WallTime now{};
  EngineOptions options;
  options.now = [&now] { return now; };
  options.physics.emplace();
  options.neighbours =
      read_neighbours({"orders=writes:100,account:111111111111", "orders=reads:50", "none=reads:1"},
                      {})
          .value();
  const auto specs = options.neighbours;
  Engine engine(std::move(options));
  EXPECT_EQ(report_of_neighbours(engine, specs),
            "neighbour of none: 0 calls, 0 throttled\nneighbour of orders: 0 calls, 0 throttled\n");
  const std::string create = R"({"TableName":"orders","ProvisionedThroughput":{
      "ReadCapacityUnits":1000,"WriteCapacityUnits":80},
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})";
  for (const auto* account : {"111111111111", "222222222222"}) {
    EXPECT_FALSE(engine.call({account, "us-east-1"}, "CreateTable", create).error);
  }
  now += 100s;
  engine.advance();
  const auto counts = engine.neighbours_of("orders");
  EXPECT_NEAR(static_cast<double>(counts.writes), 8'000, 90);
  EXPECT_NEAR(static_cast<double>(counts.writes + counts.throttled_writes), 10'000, 100);
  EXPECT_NEAR(static_cast<double>(counts.reads), 10'000, 100);
  EXPECT_EQ(counts.throttled_reads, 0U);
  const auto report = report_of_neighbours(engine, specs);
  EXPECT_TRUE(report.starts_with("neighbour of none: 0 calls, 0 throttled\n"
                                 "neighbour of orders: 20,") ||
              report.starts_with("neighbour of none: 0 calls, 0 throttled\n"
                                 "neighbour of orders: 19,"))
      << report;
}

}  // namespace
}  // namespace dynaferry::sim
