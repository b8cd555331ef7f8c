// What a person reads when something goes wrong, and what a script sees.
//
// The one place where faults become exit codes and sentences; what a run finds by itself is said
// where it is found. Each Problem says what happened, what it means for the data, and what to do
// next.

#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/error.h"
#include "core/names.h"

namespace dynaferry::run {

enum class Exit : int {
  done = 0,
  failed = 1,
  usage = 2,
  differs = 3,  // A verify found differences.
  listed = 4,   // Finished, but something is listed as not done.
  refused = 5,
  other_tables = 6,
  not_ready = 9,
  state_in_use = 10,
  unreachable = 11,
  hung_up = 129,
  interrupted = 130,
  terminated = 143,
};

struct Problem {
  Exit exit = Exit::failed;
  std::string what;
  std::string data;
  std::string next;
};

// Several tables: the exit code of the run is the first present of usage, 1, 5, 6, 10, 11, 9, 3, 4.
[[nodiscard]] Exit first_of(std::span<const Exit> exits);

// Where an error happened, for the words.
struct Place {
  std::string doing;  // "writing to", "reading", "looking at", "listing the tables of"
  std::string side;   // "source" or "destination"
  std::string table;  // Empty: the side as a whole.
  std::string region;
  std::string arn{};   // If known.
  std::string data{};  // What it means for the data.
};

// Of an error that says that a table is not the one that the run began with.
inline constexpr const char* re_created_code = "TableReCreated";

[[nodiscard]] Problem problem_from(const Error& error, const Place& place);

}  // namespace dynaferry::run
