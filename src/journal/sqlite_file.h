// A journal's file: the format of docs/formats/journal.md over SQLite, without threads or waiting.
//
// Every row carries a checksum, and one row, the head, carries the number and the sum of all of
// them: SQLite notices neither a flipped bit nor a row that is gone.
//
// Threading: one thread at a time.
//
// Failure: after a failed write the file must not be written again. It can still hold that write,
// whole or not at all: a failed fsync leaves the outcome open.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "core/error.h"
#include "journal/journal.h"
#include "journal/row_checksum.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dynaferry::journal {

class SqliteFile {
 public:
  static constexpr std::uint32_t application_id = 0x64666a6c;  // "dfjl"
  static constexpr std::uint32_t format = 2;

  // Opens the journal at `path`, or makes one (0600): a file under that name is always complete.
  // Faults: invalid (not a journal, or of a newer format; untouched), corrupt, internal.
  static Result<std::unique_ptr<SqliteFile>> open(const std::filesystem::path& path);

  // What the file holds, every check made, without changing a byte of it. Absent when that cannot
  // be told so: it is in use, or its process was killed, and its log is still to be moved into it.
  // Faults: as open() and load().
  static Result<std::optional<Contents>> peek(const std::filesystem::path& path);

  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  // Everything, each checksum verified. Before the first write. Faults: corrupt, internal.
  Result<Contents> load();

  // All the batches in one transaction, in order. Synced: they and all before them survive a
  // power cut. Fault: internal.
  Result<> write(std::span<const Batch* const> batches, bool synced);

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalizer>;

  // The checksums that the head sums up.
  struct Sums {
    std::unordered_map<std::string, std::uint64_t> facts{};
    std::unordered_map<std::uint32_t, std::uint64_t> segments{};
    std::uint64_t total = 0;  // Modulo 2^64.
    std::uint64_t commits = 0;
  };

  explicit SqliteFile(std::filesystem::path path) : path_(std::move(path)) {}

  static Result<> create(const std::filesystem::path& path);

  Result<> connect(bool read_only = false);
  Result<> lay_out();
  Result<> check_schema();
  Result<> expect(const char* sql, std::string_view answer);
  Result<> load_facts(Contents& contents);
  Result<> load_segments(Contents& contents);
  Result<> load_head();
  Result<> prepare();
  Result<> transact(std::span<const Batch* const> batches);
  Result<> put(const Batch& batch);
  Result<> put_fact(const std::string& name, const std::string& value);
  Result<> put_segment(const Segment& segment);
  Result<> forget_segments();
  Result<> put_head();
  Result<> set_synced(bool synced);
  Result<> execute(const char* sql);
  Result<Prepared> prepared(const char* sql);
  Result<> run(const Prepared& statement);
  [[nodiscard]] Head head() const;
  [[nodiscard]] Error sql_error(std::string_view what) const;
  [[nodiscard]] Error damaged(std::string_view what) const;

  std::filesystem::path path_;
  sqlite3* database_ = nullptr;
  Prepared begin_{}, commit_{}, put_fact_{}, put_segment_{}, forget_segments_{}, put_head_{};
  Sums sums_{};
  bool loaded_ = false;
  bool synced_ = true;  // What SQLite is set to.
};

}  // namespace dynaferry::journal
