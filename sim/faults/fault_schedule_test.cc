#include "sim/faults/fault_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/random.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

const std::string everything =
    R"(# What one can write.

on BatchWriteItem table PROD-T account 111111111111 nth 3-9 every 2 chance 500 from 1s to 2m: drop
on *: drop after
on * nth 7: refuse ValidationException
on Scan nth 7-: refuse ThrottlingException TableReadAccountLimitExceeded after
on * chance 5: late 250us
on *: wait 1ms
on *: wait 0s-20ms after
on *: page 502
on *: page 200 after
on Scan: truncate 120
on Scan: truncate 50%
on Scan: drip 1000
on *: crc wrong
on *: crc absent
on *: flip
on *: flip without-crc
on *: length +10
on *: length -3
on BatchGetItem: unprocessed 400
on PutItem: twice
on * from 10s: clock -2h
on Scan nth 1: delete-table
on Scan nth 2: delete-table DEV-T
on Scan nth 3: re-create-table DEV-T
on Scan nth 4: updating 5s DEV-T
on Scan nth 5: call UpdateTable {"TableName": "T", "StreamSpecification": {"StreamEnabled": false}}
on connect chance 100: drop
)";

FaultSchedule read(std::string_view text) {
  auto schedule = read_fault_schedule(text);
  EXPECT_TRUE(schedule) << schedule.error().text();
  return schedule.value_or(FaultSchedule{});
}

std::string complaint(std::string_view text) {
  const auto schedule = read_fault_schedule(text);
  EXPECT_FALSE(schedule) << text << " was taken";
  return schedule ? "" : schedule.error().message;
}

TEST(FaultSchedule, reads_every_action_there_is) {
  const auto schedule = read(everything);
  ASSERT_EQ(schedule.rules.size(), 27U);
  std::set<std::size_t> kinds;
  for (const auto& rule : schedule.rules) kinds.insert(rule.what.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Action>);
}

TEST(FaultSchedule, reads_filters) {
  const auto when = read(everything).rules.at(0).when;
  EXPECT_EQ(when.operation, "BatchWriteItem");
  EXPECT_EQ(when.table, "PROD-T");
  EXPECT_EQ(when.account, "111111111111");
  EXPECT_EQ(when.first, 3U);
  EXPECT_EQ(when.last, 9U);
  EXPECT_EQ(when.every, 2U);
  EXPECT_EQ(when.chance, 500U);
  EXPECT_EQ(when.from, 1s);
  EXPECT_EQ(when.to, 2min);
  const auto open = read("on * nth 4-: drop").rules.at(0).when;
  EXPECT_EQ(open.first, 4U);
  EXPECT_EQ(open.last, std::numeric_limits<std::uint64_t>::max());
  const auto one = read("on * nth 4: drop").rules.at(0).when;
  EXPECT_EQ(one.last, 4U);
}

TEST(FaultSchedule, takes_the_table_of_an_arn_and_lines_of_other_systems) {
  const auto schedule =
      read("on Scan table arn:aws:dynamodb:us-east-1:1:table/T: drop\r\n\r\n  # note\r\n");
  ASSERT_EQ(schedule.rules.size(), 1U);
  EXPECT_EQ(schedule.rules[0].when.table, "arn:aws:dynamodb:us-east-1:1:table/T");
}

TEST(FaultSchedule, says_which_line_is_wrong_and_why) {
  EXPECT_EQ(complaint("on *: drop\n\n# note\non *: dorp\n"),
            "line 4: no action is called \"dorp\"; there are refuse, drop, late, wait, page, "
            "truncate, drip, crc, flip, length, unprocessed, twice, clock, delete-table, "
            "re-create-table, updating, call");
  EXPECT_EQ(complaint("on * often: drop"),
            "line 1: no filter is called \"often\"; there are table, account, nth, every, chance, "
            "from, to");
  EXPECT_EQ(complaint("drop"), "line 1: a rule is \"on OPERATION [FILTER…]: ACTION\"");
  EXPECT_EQ(complaint("upon *: drop"), "line 1: a rule begins with \"on\" and an operation");
  EXPECT_EQ(complaint("on : drop"), "line 1: on wants an operation, or *, or connect");
  EXPECT_EQ(complaint("on * chance 1001: drop"),
            "line 1: chance wants a number from 0 to 1000, not \"1001\"");
  EXPECT_EQ(complaint("on * nth 0: drop"),
            "line 1: nth counts from 1 and does not end before it begins: \"0\"");
  EXPECT_EQ(complaint("on * nth 5-3: drop"),
            "line 1: nth counts from 1 and does not end before it begins: \"5-3\"");
  EXPECT_EQ(complaint("on * every 0: drop"), "line 1: every wants at least 1");
  EXPECT_EQ(complaint("on * from 3s to 3s: drop"), "line 1: \"to\" is not later than \"from\"");
  EXPECT_EQ(complaint("on * from soon: drop"),
            "line 1: \"soon\" is no duration; write 250us, 20ms, 3s, 5m or 2h");
  EXPECT_EQ(complaint("on * nth: drop"),
            "line 1: nth wants a number, or a range such as 3-5 or 3-");
  EXPECT_EQ(complaint("on *: drop soon"),
            "line 1: nothing more is known behind \"drop\": \"soon\"");
  EXPECT_EQ(complaint("on *: truncate 100%"), "line 1: truncate wants less than 100%");
  EXPECT_EQ(complaint("on *: length 5"), "line 1: length wants +BYTES or -BYTES");
  EXPECT_EQ(complaint("on *: wait 3s-1s"), "line 1: wait ends before it begins: \"3s-1s\"");
  EXPECT_EQ(complaint("on *: call UpdateTable [1]"),
            "line 1: call wants a JSON object behind the operation");
  EXPECT_EQ(complaint("on connect: twice"),
            "line 1: a connection has no table and no account, and can only be dropped: \"on "
            "connect [nth…|every…|chance…|from…|to…]: drop\"");
}

TEST(FaultSchedule, knows_the_operations_of_the_engine) {
  for (const auto* known : {"Scan", "UpdateTimeToLive", "TransactWriteItems", "GetRecords"}) {
    (void)read(std::string("on ") + known + ": drop");
    (void)read(std::string("on *: call ") + known + " {}");
  }
  EXPECT_EQ(complaint("on *: drop\non Scn: drop"),
            "line 2: no operation is called \"Scn\"; did you mean Scan?");
  EXPECT_EQ(complaint("on scan: drop"),
            "line 1: no operation is called \"scan\"; did you mean Scan?");
  EXPECT_EQ(complaint("on batchwriteitem: drop"),
            "line 1: no operation is called \"batchwriteitem\"; did you mean BatchWriteItem?");
  EXPECT_EQ(complaint("on BatchWrite: drop"), "line 1: no operation is called \"BatchWrite\"");
  EXPECT_EQ(complaint("on Foo: drop"), "line 1: no operation is called \"Foo\"");
  EXPECT_EQ(complaint("on Connect: drop"),
            "line 1: no operation is called \"Connect\"; did you mean connect?");
  EXPECT_EQ(complaint("on Scan: call UpdateTabel {}"),
            "line 1: no operation is called \"UpdateTabel\"; did you mean UpdateTable?");
  for (const auto* none : {"connect", "*", "Foo"}) {
    EXPECT_EQ(complaint(std::string("on Scan: call ") + none + " {}"),
              "line 1: no operation is called \"" + std::string(none) + "\"");
  }
}

TEST(FaultSchedule, takes_each_filter_once) {
  for (const auto* filter :
       {"table T", "account K", "nth 1", "every 2", "chance 3", "from 1s", "to 4s"}) {
    const auto rule = std::string("on Scan ") + filter + " " + filter + ": drop";
    const auto name = std::string(filter).substr(0, std::string_view(filter).find(' '));
    EXPECT_EQ(complaint(rule), "line 1: " + name + " is said twice");
  }
  EXPECT_EQ(complaint("on Scan nth 1 every 2 nth 3: drop"), "line 1: nth is said twice");
  EXPECT_EQ(complaint("on Scan: drop drop"),
            "line 1: nothing more is known behind \"drop\": \"drop\"");
}

TEST(FaultSchedule, leaves_entries_unprocessed_only_where_there_are_some) {
  for (const auto* batch : {"BatchWriteItem", "BatchGetItem", "*"}) {
    (void)read(std::string("on ") + batch + ": unprocessed 400");
  }
  EXPECT_EQ(complaint("on *: drop\non Scan: unprocessed 400"),
            "line 2: only BatchWriteItem and BatchGetItem have entries that are left unprocessed, "
            "not Scan");
}

TEST(FaultSchedule, takes_an_account_by_its_number_or_by_a_key) {
  const auto account = [](std::string_view text) {
    return read("on Scan account " + std::string(text) + ": drop").rules.at(0).when.account;
  };
  for (const auto* word : {"111111111111", "AKIASOURCE", "DEVKEY", "1a"}) {
    EXPECT_EQ(account(word), word);
  }
  for (const std::string number : {"11111111111", "1111111111111", "1"}) {
    EXPECT_EQ(complaint("on *: drop\non * account " + number + ": drop"),
              "line 2: account wants twelve digits, or an access key, not \"" + number + "\"");
  }
}

TEST(FaultSchedule, says_which_errors_and_reasons_there_are) {
  EXPECT_EQ(
      complaint("on *: refuse ValidatoinException"),
      "line 1: no error is called \"ValidatoinException\"; did you mean ValidationException?");
  const auto errors = complaint("on *: refuse NoSuchException");
  EXPECT_TRUE(
      errors.starts_with("line 1: no error is called \"NoSuchException\"; there are "
                         "ProvisionedThroughputExceededException, ThrottlingException, "))
      << errors;
  EXPECT_TRUE(errors.contains(", IdempotentParameterMismatchException")) << errors;
  EXPECT_EQ(complaint("on *: refuse ThrottlingException tablereadaccountlimitexceeded"),
            "line 1: no reason of a throttle is called \"tablereadaccountlimitexceeded\"; did you "
            "mean TableReadAccountLimitExceeded?");
  const auto reasons = complaint("on *: refuse ThrottlingException Because");
  EXPECT_TRUE(
      reasons.starts_with("line 1: no reason of a throttle is called \"Because\"; there "
                          "are TableReadProvisionedThroughputExceeded, "))
      << reasons;
  EXPECT_TRUE(reasons.ends_with(", IndexWriteMaxOnDemandThroughputExceeded")) << reasons;
}

TEST(FaultSchedule, remembers_what_was_typed_and_where) {
  const auto rules = read("# note\n\n  on Scan  nth 2: drop \r\non *: twice").rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].line, 3U);
  EXPECT_EQ(rules[0].text, "on Scan  nth 2: drop");
  EXPECT_EQ(rules[1].line, 4U);
  EXPECT_EQ(rules[1].text, "on *: twice");
}

TEST(FaultSchedule, durations_are_bounded) {
  EXPECT_EQ(read_duration("8760h"), Ns(8760h));
  for (const auto* text : {"8761h", "99999999999h", "9223372036854775807us", "-1s", "1", "s", "",
                           "1 s", "1.5s", "18446744073709551616s"}) {
    EXPECT_FALSE(read_duration(text)) << text;
  }
}

// Whatever comes, it is a schedule or a complaint about a line that there is.
TEST(FaultSchedule, withstands_damaged_text) {
  Random random(1);
  for (int round = 0; round < 20'000; ++round) {
    auto text = everything;
    for (auto changes = 1 + random.below(8); changes > 0 && !text.empty(); --changes) {
      const auto at = random.below(text.size());
      switch (random.below(4)) {
        case 0: text[at] = static_cast<char>(random.below(256)); break;
        case 1: text.erase(at, 1 + random.below(20)); break;
        case 2: text.insert(at, text.substr(random.below(text.size()), random.below(20))); break;
        default: text.resize(at); break;
      }
    }
    const auto schedule = read_fault_schedule(text);
    if (schedule) continue;
    ASSERT_TRUE(schedule.error().message.starts_with("line ")) << schedule.error().message;
    const auto line = std::stoul(schedule.error().message.substr(5));
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    ASSERT_TRUE(line >= 1 && line <= static_cast<unsigned long>(lines)) << line;
  }
}

}  // namespace
}  // namespace dynaferry::sim
