// What a run tells while it goes on. ui listens; the run itself prints nothing.
//
// Called on the loop's thread, in order, never re-entered; must not block for long.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "copy/table_copy.h"
#include "core/time.h"
#include "model/table_description.h"
#include "run/mapping.h"
#include "run/problem.h"
#include "settings/comparison.h"
#include "sink/sink.h"
#include "verify/verdict.h"

namespace dynaferry::run {

enum class Phase : unsigned char {
  waiting,
  creating,
  copying,
  verifying,
  finished,
  failed,
  stopped,
};
[[nodiscard]] std::string_view name_of(Phase phase);

// One side of the run, in words.
struct SideText {
  std::string region;
  std::string endpoint;
  std::string credentials;  // "keys AKIA…CDEF from .env"
};

// What was found of a pair before anything was touched.
struct Look {
  TablePair pair;
  std::optional<model::TableDescription> source{};
  std::optional<model::TableDescription> destination{};  // Absent: it is not there, or not known.
  bool creates = false;                                  // It is not there.
  bool overwrites = false;  // It may hold items of another origin; equal keys are written over.
  bool copies_items = true;
  bool consistent = true;                           // The scan.
  std::optional<double> source_read_budget{};       // Units a second; of all tables of the run, or
  std::optional<double> destination_read_budget{};  // of this one where a percentage is asked for.
  std::optional<settings::Comparison> comparison{};
  std::uint32_t segments = 0;        // Of the scan, new or gone on with.
  bool remembered = false;           // A journal exists: the copy goes on.
  bool recalled = false;             // It was read; a plan cannot where a process was killed.
  std::string finished_at{};         // By an earlier run, if it is not asked for again.
  bool passes_again = false;         // It was, and one more pass is asked for.
  std::uint64_t quarantined = 0;     // Items that earlier runs set aside.
  std::uint64_t recorded_items = 0;  // By earlier runs, if the journal was opened.
  std::optional<bool> empty{};       // Of an existing destination, if it was looked at.
  std::vector<Problem> problems{};
};

struct PairProgress {
  TablePair pair;
  Phase phase = Phase::waiting;
  std::int64_t expected_items = 0;      // The service's own count, hours old.
  std::optional<double> read_budget{};  // Of the source; units a second.
  copy::Progress copy{};
  sink::Counters sink{};
  std::optional<verify::Progress> verifying{};  // From the beginning of its verify on.
};

// Optional settings that cost a right of their own to see, and that this version leaves alone.
inline constexpr std::string_view not_looked_at =
    "time to live, point-in-time recovery, tags, policies, auto scaling: not looked at by this "
    "version";

struct PairEnd {
  TablePair pair;
  Exit exit = Exit::done;
  std::optional<Problem> problem{};
  std::string note{};  // "finished on … before; nothing written"
  PairProgress progress{};
  std::string first_page_at{};  // What the copy covers, across resumes.
  std::string last_page_at{};
  copy::Tally tally{};                    // Across resumes, as what follows.
  std::uint64_t quarantined = 0;          // Items.
  std::string quarantine_file{};          // Empty if there is none.
  std::vector<std::string> not_copied{};  // Optional settings, each with its reason.
  std::vector<std::string> kept{};        // Settings of an existing destination that differ.
  // Of a verify, or of a copy that ended in one.
  std::optional<verify::Verdict> verdict{};
  std::vector<std::string> unequal_settings{};  // Keys and indexes that differ.
  std::string repair_log{};                     // Empty if nothing was repaired.
  // For the report: the tables, as they were described.
  std::optional<model::TableDescription> source{};
  std::optional<model::TableDescription> destination{};
};

// An item that the destination refuses, and that is in the quarantine file now.
struct Quarantined {
  std::string item;  // In words: by its key's digest, or by its key if that was asked for.
  std::string key_digest;
  std::string code;  // The service's word.
  std::string file;
};

struct Summary {
  Exit exit = Exit::done;
  std::vector<PairEnd> pairs{};
  std::size_t left_out = 0;  // Pairs that were looked at and not begun.
  Ns took{0};
  bool interrupted = false;
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void sides(const SideText& source, const SideText& destination) = 0;
  virtual void looked(const Look& look) = 0;
  virtual void phase(const TablePair& pair, Phase phase) = 0;
  virtual void warning(const std::string& text) = 0;
  virtual void quarantined(const TablePair& pair, const Quarantined& item) = 0;
  // A key that differs and stays so: as it is left, after the repair if there was one.
  virtual void differs(const TablePair& pair, const verify::Difference& difference) = 0;
  virtual void problem(const Problem& problem) = 0;  // One that belongs to no table.
  virtual void progress(const std::vector<PairProgress>& pairs) = 0;  // About four times a second.
  virtual void pair_ended(const PairEnd& end) = 0;
  virtual void ended(const Summary& summary) = 0;
};

}  // namespace dynaferry::run
