// How badly the simulated network, service and disks behave. The service's part is a schedule in
// its text form, so that a mood that shows something can be given to `dynaferry simulator --faults`.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.h"

namespace dynaferry::simulation {

// Of each connection, in chances per thousand.
struct LinkMood {
  std::uint64_t cut = 0;      // Breaks somewhere in what either side sends.
  std::uint64_t swallow = 0;  // Takes bytes, somewhere on, that never arrive.
  std::uint64_t slow = 0;     // Narrow, and handing out a few bytes at a time.
  Ns most_latency{0};         // One way.
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
  bool changes_tables = false;                     // Deletes or re-creates one.
  std::optional<std::uint64_t> disk_full_after{};  // Commits to each journal.

  // Nothing goes wrong, though nothing takes the same time twice.
  [[nodiscard]] static Mood calm();
  // Some or all of what passes, from rare to every third time.
  [[nodiscard]] static Mood passing(std::uint64_t seed);
  // The same, and now and then something that does not pass.
  [[nodiscard]] static Mood of(std::uint64_t seed);
};

}  // namespace dynaferry::simulation
