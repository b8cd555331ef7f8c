// Where runs leave what they remember: `--state DIR` (docs/formats/journal.md, "The directory").
//
// Each pair of tables has files there, of one stem: `.journal` (SqliteJournal),
// `.quarantine.ndjson` and `.repair.ndjson` (LineFile). Each destination has a `.lock`, which also says whose copy into it began
// last. A PairState holds the lock; without one, nobody writes.
//
// Threading: none; blocking calls, made before and after the work. Failure: internal carries the
// system's words.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/names.h"
#include "core/time.h"

namespace dynaferry::journal {

// What names a pair's files. `identity` is any text that says which tables these are by account,
// endpoint, Region and name, of both sides: the same command, typed again, finds the same files
// even when a table was re-created. TableIds are facts inside the journal, and compared there.
struct PairNames {
  TableName source{};
  Region source_region{};
  TableName destination{};
  Region destination_region{};
  std::string identity{};
  // The same of the destination alone.
  std::string destination_identity{};
  // A verify has files and a lock of its own: what it remembers is nothing of a copy's.
  bool of_verify = false;
};

// "SRC@REGION~DEST@REGION-<8 hex of the identity's SHA-256>", at most 228 bytes; and ".verify" after
// that for a verify, of which no copy's stem can be one: those end in the hex.
[[nodiscard]] std::string stem_of(const PairNames& names);
// "DEST@REGION-<8 hex of the destination's identity>", and ".verify" likewise.
[[nodiscard]] std::string destination_stem_of(const PairNames& names);

class PairState {
 public:
  PairState(PairState&& other) noexcept;
  PairState& operator=(PairState&& other) noexcept;
  ~PairState();  // Releases the lock; so does the end of the process, however it ends.

  [[nodiscard]] std::filesystem::path journal() const;
  [[nodiscard]] bool has_journal() const;
  [[nodiscard]] std::filesystem::path quarantine() const;
  [[nodiscard]] std::filesystem::path repair_log() const;

  // Records durably that the copy into the destination that began last is this pair's. Faults:
  // internal.
  [[nodiscard]] Result<> claim_destination();

  // Deletes the journal; the quarantined items and the log of repairs stay. For --restart. The journal must not be open.
  // Killed half-way, it is either forgotten or as it was. Faults: internal.
  [[nodiscard]] Result<> forget();

 private:
  friend class StateDirectory;
  PairState(std::filesystem::path stem, int lock, std::string holder)
      : stem_(std::move(stem)), lock_(lock), holder_(std::move(holder)) {}
  [[nodiscard]] std::filesystem::path file(std::string_view suffix) const;

  std::filesystem::path stem_;
  int lock_;
  std::string holder_;  // The lock file's first line.
};

class StateDirectory {
 public:
  // Makes the directory (0700) when it is missing, durably. Faults: invalid (not a directory, or
  // not one we can write to; the message says which), internal.
  static Result<StateDirectory> open(std::filesystem::path path);
  // For commands that change nothing: absent when there is no such directory.
  static std::optional<StateDirectory> existing(std::filesystem::path path);

  // Set when others than its owner can read it: keys of items are in there.
  [[nodiscard]] const std::optional<std::string>& warning() const { return warning_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Takes the pair for this process, and with it its destination. Faults: conflict (a live process
  // holds that; the message says who), internal.
  [[nodiscard]] Result<PairState> take(const PairNames& names, WallTime now) const;

  // The stem of another pair whose copy into the same destination began last, and whose journal is
  // still there. Takes no lock, changes nothing.
  [[nodiscard]] std::optional<std::string> rival_of(const PairNames& names) const;
  // Where a pair's journal is, or would be.
  [[nodiscard]] std::filesystem::path journal_of(const std::string& stem) const;
  // Whether the pair has a journal. Takes no lock, changes nothing.
  [[nodiscard]] bool remembers(const PairNames& names) const;

 private:
  explicit StateDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
  std::optional<std::string> warning_{};
};

}  // namespace dynaferry::journal
