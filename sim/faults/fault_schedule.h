// What goes wrong, when: rules, each of them which calls and what happens to them. A schedule is
// data; FaultPlayer plays it, from a seed. Its text form is docs/formats/fault-schedule.md.
//
// Plain values, any thread. Failure of reading: invalid, with the number of the line.

#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"
#include "core/time.h"

namespace dynaferry::sim {

inline constexpr std::string_view any_operation = "*";
// Stands for an operation: somebody connects.
inline constexpr std::string_view connect_operation = "connect";

// Which calls. Those that operation, table, account and time let through are counted from 1; of
// these, every n-th from `first` to `last` is struck, each with a chance.
struct Trigger {
  std::string operation{any_operation};
  std::string table{};    // Empty: any.
  std::string account{};  // Twelve digits, or empty: any. As read: or an access key.
  std::uint64_t first = 1;
  std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t every = 1;
  std::uint64_t chance = 1000;  // Per thousand.
  Ns from{0};                   // Since the player began.
  Ns to = Ns::max();
};

enum class Side : unsigned char { before, after };  // The effect.

struct Refuse {  // With an error of the service.
  std::string code;
  std::string reason{};  // Of a throttle; or empty.
  Side side = Side::before;
};
struct Drop {  // The connection, without an answer.
  Side side = Side::before;
};
struct Late {  // No answer; the effect comes so much later.
  Ns by{0};
};
struct Wait {  // As long as chance says.
  Ns least{0};
  Ns most{0};
  Side side = Side::before;
};
struct Page {  // Something in between answers, in HTML.
  int status = 503;
  Side side = Side::before;
};
struct Truncate {  // The answer's body; then the connection ends.
  std::uint64_t at = 0;
  bool percent = false;
};
struct Drip {
  std::uint64_t bytes_per_second = 0;
};
struct Checksum {
  bool absent = false;  // Else wrong.
};
struct Flip {  // One bit of the answer's body.
  bool without_checksum = false;
};
struct Length {  // What Content-Length says too much, or too little.
  std::int64_t off = 0;
};
struct Unprocessed {  // Of each entry of a batch.
  std::uint64_t chance = 0;
};
struct Twice {};   // The call has its effect twice.
struct ClockOff {  // How far the service's clock is ahead.
  std::chrono::milliseconds by{0};
};
struct Happening {  // Something the owner of the tables does.
  enum class Kind : unsigned char { delete_table, re_create_table, updating, call };
  Kind kind = Kind::call;
  std::string name{};     // The table; empty: the first one that the call names. Or the operation.
  std::string request{};  // Of a call.
  Ns lasts{0};            // Of UPDATING.
};

using Action = std::variant<Refuse, Drop, Late, Wait, Page, Truncate, Drip, Checksum, Flip, Length,
                            Unprocessed, Twice, ClockOff, Happening>;

struct FaultRule {
  Trigger when;
  Action what;
  std::size_t line = 0;  // Where it was read, and what; 0 and nothing: made by code.
  std::string text{};
};

struct FaultSchedule {
  std::vector<FaultRule> rules;
};

// Refuses what cannot strike as far as a text can tell: operations that nobody can call, for one.
// An account named by an access key stays as it was typed: whoever knows the keys puts its number
// there before the schedule is played.
[[nodiscard]] Result<FaultSchedule> read_fault_schedule(std::string_view text);

// "250us", "20ms", "3s", "5m", "2h"; at most a year. Fault: invalid.
[[nodiscard]] Result<Ns> read_duration(std::string_view text);

}  // namespace dynaferry::sim
