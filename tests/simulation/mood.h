// How badly the simulated network, service and disks behave. The service's part is a schedule in
// its text form, so that a mood that shows something can be given to `dynaferry simulator --faults`.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/time.h"
#include "ddb/patience.h"

namespace dynaferry::simulation {

// Of each connection, in chances per thousand.
struct LinkMood {
  std::uint64_t cut = 0;      // Breaks somewhere in what either side sends.
  std::uint64_t swallow = 0;  // Takes bytes, somewhere on, that never arrive.
  std::uint64_t slow = 0;     // Narrow, and handing out a few bytes at a time.
  Ns most_latency{0};         // One way.
};

// Of the disk that all journals are on.
struct DiskMood {
  Ns most_wait{0};                            // A commit takes up to so long.
  std::optional<std::uint64_t> full_after{};  // Writes; a commit is one, and so is a new file.
  std::uint64_t full_for = 0;      // Writes that find no room, before there is some again.
  bool keeps_what_failed = false;  // It was the sync of a write that found no room.
};

// What a machine leaves that loses its power, and comes back.
struct PowerCut {
  std::size_t kept = 0;  // Commits of each journal that reached the platter unsynced.
  bool torn = false;     // What did not reach it whole has damaged its journal.
};

// The process ends, at a stop point of its outside calls.
struct Kill {
  std::uint64_t at = 1;
  std::optional<PowerCut> power_cut{};
};

// What a copy can come to in a mood, if not to its end.
enum class Ending : unsigned char {
  whole,    // Nothing else.
  refused,  // Something is refused for good.
  clear,    // Any error, as long as it is said.
};

struct Mood {
  LinkMood link{};
  std::string service{};  // A schedule.
  Ending ending = Ending::whole;
  bool changes_tables = false;  // Deletes or re-creates one.
  DiskMood disk{};
  std::optional<Kill> kill{};

  // What the client must be asked for, lest the mood ask for more than it promises (ddb/patience.h). Of
  // the usual minute, one answer that falls silent in its middle takes all: it is given up after one and
  // a half (net/client_pool.h), and then three failures more, by chance, are the end. Ten minutes would
  // take seven silences in a row.
  [[nodiscard]] std::chrono::seconds patience() const {
    return link.swallow == 0 ? ddb::Patience::usual_limit : std::chrono::minutes(10);
  }

  // Nothing goes wrong, though nothing takes the same time twice.
  [[nodiscard]] static Mood calm();
  // Some or all of what passes, from rare to every third time.
  [[nodiscard]] static Mood passing(std::uint64_t seed);
  // The same, and now and then something that does not pass; every other one kills the process.
  [[nodiscard]] static Mood of(std::uint64_t seed);
  // The same for what only a verify calls, too.
  [[nodiscard]] Mood with_calls_of_verify(std::uint64_t seed) const;
};

}  // namespace dynaferry::simulation
