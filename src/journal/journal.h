// What a run remembers of one pair of tables, so that the same command, typed again, goes on.
//
// A journal holds facts (name → value) and the progress of scan segments. It never holds a secret
// nor an item's value. There are three faces of it: this interface, MemoryJournal (synchronous, for
// simulation), and SqliteJournal (the program's). Each passes tests/support/journal_suite.h.
//
// Threading: one loop's thread. Commits may overlap; they become durable in the order given.
//
// Durability: a commit is all or nothing. `progress` survives a killed process; a power cut may
// lose a suffix of the progress commits, which only repeats work. `barrier` survives a power cut,
// with everything committed before it, and is for facts that must precede an act.
//
// Faults: corrupt (a row fails its checksum; nothing is repaired), internal (the disk said no: the
// message carries the system's words; the commit did not happen, and neither does any later one).

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "rt/task.h"

namespace dynaferry::journal {

// One segment of a parallel Scan. Segments only mean something together with their total, which
// may not change once a scan has begun (facts §3.1).
struct Segment {
  std::uint32_t index = 0;
  std::uint32_t total = 1;
  // Raw JSON of the last page's LastEvaluatedKey of which every item is acknowledged or quarantined.
  // Absent: nothing acknowledged yet.
  std::optional<std::string> last_evaluated_key{};
  bool finished = false;
  std::uint64_t items = 0;  // Acknowledged so far.
  std::uint64_t bytes = 0;  // Wire bytes of those items.
  // Refused by the destination, and durable in the quarantine file (quarantine.h).
  std::uint64_t quarantined = 0;

  bool operator==(const Segment&) const = default;
};

struct Batch {
  std::vector<std::pair<std::string, std::string>> facts{};  // Each replaces a fact of that name.
  std::vector<Segment> segments{};                           // Each replaces that index.
  bool forget_segments = false;  // First removes every segment: a scan begins anew.
};

struct Contents {
  std::map<std::string, std::string> facts{};
  std::map<std::uint32_t, Segment> segments{};

  bool operator==(const Contents&) const = default;
};

enum class Durability : unsigned char { progress, barrier };

class Journal {
 public:
  virtual ~Journal() = default;

  // Everything committed so far. Called once, before the first commit.
  virtual Result<Contents> load() = 0;

  // Durable, in the sense of `durability`, when it returns. On failure nothing of it is.
  virtual rt::Task<Result<>> commit(Batch batch, Durability durability) = 0;
};

}  // namespace dynaferry::journal
