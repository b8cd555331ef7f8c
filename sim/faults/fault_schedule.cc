#include "sim/faults/fault_schedule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>

#include "json/document.h"
#include "sim/engine/engine.h"
#include "sim/faults/schedule_words.h"
#include "sim/faults/service_errors.h"

namespace dynaferry::sim {
namespace {

using Words = ScheduleWords;

std::unexpected<Error> wrong(std::string message) {
  return fail(Fault::invalid, std::move(message));
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

// What stands behind a filter's or an action's name.
Result<std::string_view> argument(Words& words, std::string_view of, std::string_view what) {
  const auto word = words.take();
  if (word.empty()) return wrong(std::string(of) + " wants " + std::string(what));
  return word;
}

Result<std::uint64_t> per_thousand(Words& words, std::string_view of) {
  DF_TRY(const auto text, argument(words, of, "a number from 0 to 1000"));
  const auto chance = read_count(text, of);
  if (!chance || *chance > 1000) {
    return wrong(std::string(of) + " wants a number from 0 to 1000, not " + quoted(text));
  }
  return *chance;
}

Result<Ns> duration(Words& words, std::string_view of) {
  DF_TRY(const auto text, argument(words, of, "a duration such as 250us, 20ms, 3s, 5m, 2h"));
  return read_duration(text);
}

// Of whom a call is: twelve digits, or any other word.
Result<std::string_view> account(Words& words) {
  constexpr std::string_view wanted = "twelve digits, or an access key";
  DF_TRY(const auto text, argument(words, "account", wanted));
  const bool is_number = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_number && text.size() != 12) {
    return wrong("account wants " + std::string(wanted) + ", not " + quoted(text));
  }
  return text;
}

Result<> check_operation(std::string_view name, bool may_be_connect) {
  if (is_operation(name)) return {};
  auto names = operation_names();
  if (may_be_connect) names.push_back(connect_operation);
  return wrong("no operation is called " + quoted(name) + suggestion(names, name));
}

Side side(Words& words) {
  if (words.take_if("after")) return Side::after;
  words.take_if("before");
  return Side::before;
}

// "3", "3-5" or "3-".
Result<> read_range(std::string_view text, Trigger& when) {
  const auto dash = text.find('-');
  DF_TRY(when.first, read_count(text.substr(0, dash), "nth"));
  if (dash == std::string_view::npos) {
    when.last = when.first;
  } else if (dash + 1 < text.size()) {
    DF_TRY(when.last, read_count(text.substr(dash + 1), "nth"));
  }
  if (when.first == 0 || when.last < when.first) {
    return wrong("nth counts from 1 and does not end before it begins: " + quoted(text));
  }
  return {};
}

Result<> read_filter(std::string_view name, Words& words, Trigger& when) {
  if (name == "table") {
    DF_TRY(when.table, argument(words, name, "a name"));
  } else if (name == "account") {
    DF_TRY(when.account, account(words));
  } else if (name == "nth") {
    DF_TRY(const auto text, argument(words, name, "a number, or a range such as 3-5 or 3-"));
    return read_range(text, when);
  } else if (name == "every") {
    DF_TRY(const auto text, argument(words, name, "a number"));
    DF_TRY(when.every, read_count(text, name));
    if (when.every == 0) return wrong("every wants at least 1");
  } else if (name == "chance") {
    DF_TRY(when.chance, per_thousand(words, name));
  } else if (name == "from" || name == "to") {
    DF_TRY((name == "from" ? when.from : when.to), duration(words, name));
  } else {
    return wrong("no filter is called " + quoted(name) +
                 "; there are table, account, nth, every, chance, from, to");
  }
  return {};
}

Result<Trigger> read_trigger(Words words) {
  if (!words.take_if("on")) return wrong("a rule begins with \"on\" and an operation");
  Trigger when;
  DF_TRY(when.operation, argument(words, "on", "an operation, or *, or connect"));
  if (when.operation != any_operation && when.operation != connect_operation) {
    auto known = check_operation(when.operation, true);
    if (!known) return fail(std::move(known).error());
  }
  std::vector<std::string_view> said;
  while (!words.at_end()) {
    const auto filter = words.take();
    auto read = read_filter(filter, words, when);
    if (!read) return fail(std::move(read).error());
    if (std::ranges::find(said, filter) != said.end()) {
      return wrong(std::string(filter) + " is said twice");
    }
    said.push_back(filter);
  }
  if (when.to <= when.from) return wrong("\"to\" is not later than \"from\"");
  return when;
}

std::string meant_or_choice(const std::vector<std::string_view>& names, std::string_view typed) {
  auto meant = suggestion(names, typed);
  return meant.empty() ? choice(names) : meant;
}

Result<Action> read_refuse(Words& words) {
  DF_TRY(const auto code, argument(words, "refuse", "the code of an error"));
  if (!service_error(code, {}, {})) {
    return wrong("no error is called " + quoted(code) +
                 meant_or_choice(service_error_codes(), code));
  }
  Refuse refuse{std::string(code)};
  if (may_have_reason(code)) {
    auto ahead = words;
    const auto reason = ahead.take();
    if (is_throttling_reason(reason)) {
      refuse.reason = reason;
      words = ahead;
    } else if (!reason.empty() && reason != "before" && reason != "after") {
      return wrong("no reason of a throttle is called " + quoted(reason) +
                   meant_or_choice(throttling_reasons(), reason));
    }
  }
  refuse.side = side(words);
  return refuse;
}

Result<Action> read_drop(Words& words) { return Drop{side(words)}; }

Result<Action> read_late(Words& words) {
  DF_TRY(const auto by, duration(words, "late"));
  return Late{by};
}

// "20ms" or "0s-20ms".
Result<Action> read_wait(Words& words) {
  DF_TRY(const auto text, argument(words, "wait", "a duration, or two such as 1ms-20ms"));
  const auto dash = text.find('-');
  Wait wait;
  DF_TRY(wait.least, read_duration(text.substr(0, dash)));
  wait.most = wait.least;
  if (dash != std::string_view::npos) {
    DF_TRY(wait.most, read_duration(text.substr(dash + 1)));
  }
  if (wait.most < wait.least) return wrong("wait ends before it begins: " + quoted(text));
  wait.side = side(words);
  return wait;
}

Result<Action> read_page(Words& words) {
  DF_TRY(const auto text, argument(words, "page", "a status"));
  const auto status = read_count(text, "page");
  if (!status || *status < 200 || *status > 599) {
    return wrong("page wants a status from 200 to 599, not " + quoted(text));
  }
  return Page{static_cast<int>(*status), side(words)};
}

Result<Action> read_truncate(Words& words) {
  DF_TRY(auto text, argument(words, "truncate", "a number of bytes, or a share such as 50%"));
  Truncate cut;
  cut.percent = text.ends_with('%');
  if (cut.percent) text.remove_suffix(1);
  DF_TRY(cut.at, read_count(text, "truncate"));
  if (cut.percent && cut.at > 99) return wrong("truncate wants less than 100%");
  return cut;
}

Result<Action> read_drip(Words& words) {
  DF_TRY(const auto text, argument(words, "drip", "bytes per second"));
  DF_TRY(const auto rate, read_count(text, "drip"));
  if (rate == 0) return wrong("drip wants at least 1 byte per second");
  return Drip{rate};
}

Result<Action> read_checksum(Words& words) {
  if (words.take_if("wrong")) return Checksum{false};
  if (words.take_if("absent")) return Checksum{true};
  return wrong("crc wants \"wrong\" or \"absent\"");
}

Result<Action> read_flip(Words& words) { return Flip{words.take_if("without-crc")}; }

Result<Action> read_length(Words& words) {
  DF_TRY(const auto text, argument(words, "length", "+BYTES or -BYTES"));
  if (text[0] != '+' && text[0] != '-') return wrong("length wants +BYTES or -BYTES");
  DF_TRY(const auto off, read_count(text.substr(1), "length"));
  if (off == 0 || off > 1'000'000'000) return wrong("length wants 1 to 1000000000 bytes");
  const auto bytes = static_cast<std::int64_t>(off);
  return Length{text[0] == '-' ? -bytes : bytes};
}

Result<Action> read_unprocessed(Words& words) {
  DF_TRY(const auto chance, per_thousand(words, "unprocessed"));
  return Unprocessed{chance};
}

Result<Action> read_twice(Words&) { return Twice{}; }

Result<Action> read_clock(Words& words) {
  DF_TRY(const auto text, argument(words, "clock", "+DURATION or -DURATION"));
  if (text[0] != '+' && text[0] != '-') return wrong("clock wants +DURATION or -DURATION");
  DF_TRY(const auto off, read_duration(text.substr(1)));
  const auto by = std::chrono::floor<std::chrono::milliseconds>(off);
  return ClockOff{text[0] == '-' ? -by : by};
}

Result<Action> read_delete(Words& words) {
  return Happening{Happening::Kind::delete_table, std::string(words.take())};
}

Result<Action> read_re_create(Words& words) {
  return Happening{Happening::Kind::re_create_table, std::string(words.take())};
}

Result<Action> read_updating(Words& words) {
  DF_TRY(const auto lasts, duration(words, "updating"));
  return Happening{Happening::Kind::updating, std::string(words.take()), {}, lasts};
}

Result<Action> read_call(Words& words) {
  DF_TRY(const auto operation, argument(words, "call", "an operation and its request"));
  auto known = check_operation(operation, false);
  if (!known) return fail(std::move(known).error());
  const auto request = words.take_rest();
  const auto document = json::parse(request);
  if (!document || !document->is_object()) {
    return wrong("call wants a JSON object behind the operation");
  }
  return Happening{Happening::Kind::call, std::string(operation), std::string(request)};
}

using ActionReader = Result<Action> (*)(Words&);
constexpr std::array<std::pair<std::string_view, ActionReader>, 17> kActions = {{
    {"refuse", read_refuse},
    {"drop", read_drop},
    {"late", read_late},
    {"wait", read_wait},
    {"page", read_page},
    {"truncate", read_truncate},
    {"drip", read_drip},
    {"crc", read_checksum},
    {"flip", read_flip},
    {"length", read_length},
    {"unprocessed", read_unprocessed},
    {"twice", read_twice},
    {"clock", read_clock},
    {"delete-table", read_delete},
    {"re-create-table", read_re_create},
    {"updating", read_updating},
    {"call", read_call},
}};

Result<Action> read_action(Words words) {
  const auto name = words.take();
  const auto* const known =
      std::ranges::find(kActions, name, &std::pair<std::string_view, ActionReader>::first);
  if (known == kActions.end()) {
    std::vector<std::string_view> names;
    names.reserve(kActions.size());
    for (const auto& action : kActions) names.push_back(action.first);
    return wrong("no action is called " + quoted(name) + choice(names));
  }
  DF_TRY(auto action, known->second(words));
  if (!words.at_end())
    return wrong("nothing more is known behind " + quoted(name) + ": " + quoted(words.take_rest()));
  return action;
}

bool may_be_batch(std::string_view operation) {
  return operation == "BatchWriteItem" || operation == "BatchGetItem" || operation == any_operation;
}

Result<FaultRule> read_rule(std::string_view line) {
  // A table's ARN has colons, so the one that counts has a space or the end behind it.
  auto colon = line.find(": ");
  if (colon == std::string_view::npos) {
    return wrong("a rule is \"on OPERATION [FILTER…]: ACTION\"");
  }
  FaultRule rule;
  DF_TRY(rule.when, read_trigger(Words(line.substr(0, colon))));
  DF_TRY(rule.what, read_action(Words(line.substr(colon + 1))));
  const auto* const drop = std::get_if<Drop>(&rule.what);
  if (rule.when.operation == connect_operation &&
      (drop == nullptr || drop->side == Side::after || !rule.when.table.empty() ||
       !rule.when.account.empty())) {
    return wrong(
        "a connection has no table and no account, and can only be dropped: \"on connect "
        "[nth…|every…|chance…|from…|to…]: drop\"");
  }
  if (std::holds_alternative<Unprocessed>(rule.what) && !may_be_batch(rule.when.operation)) {
    return wrong(
        "only BatchWriteItem and BatchGetItem have entries that are left unprocessed, not " +
        rule.when.operation);
  }
  return rule;
}

}  // namespace

Result<FaultSchedule> read_fault_schedule(std::string_view text) {
  FaultSchedule schedule;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (Words(line).at_end() || Words(line).take().starts_with('#')) continue;
    auto rule = read_rule(line);
    if (!rule) {
      return wrong("line " + std::to_string(number) + ": " + rule.error().message);
    }
    rule->line = number;
    rule->text = Words(line).take_rest();
    schedule.rules.push_back(*std::move(rule));
  }
  return schedule;
}

}  // namespace dynaferry::sim
