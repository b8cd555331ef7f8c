// The rows of a SqliteFile: reading them with every check, and writing them.

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "core/check.h"
#include "core/mutant.h"
#include "journal/row_checksum.h"
#include "journal/sqlite_file.h"
#include "journal/sqlite_statement.h"

namespace dynaferry::journal {

namespace {

// A damaged name goes to a terminal.
std::string printable(std::string text) {
  for (auto& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

}  // namespace

Result<Contents> SqliteFile::load() {
  check(!loaded_, "a journal is loaded once");
  Contents contents;
  if (auto read = load_facts(contents); !read) return fail(read.error());
  if (auto read = load_segments(contents); !read) return fail(read.error());
  if (auto read = load_head(); !read) return fail(read.error());
  loaded_ = true;
  return contents;
}

Result<> SqliteFile::load_facts(Contents& contents) {
  DF_TRY(const auto select, prepared("SELECT name, value, checksum FROM fact"));
  SqliteStatement row(select.get());
  int code = row.step();
  for (; code == SQLITE_ROW; code = row.step()) {
    auto name = row.bytes_at(0);
    auto value = row.bytes_at(1);
    const auto checksum = fact_checksum(name, value);
    if (!row.is(0, SQLITE_BLOB) || !row.is(1, SQLITE_BLOB) || !row.numbers({2}) ||
        row.number_at(2) != checksum) {
      return fail(damaged(fmt::format("fact \"{}\"", printable(name))));
    }
    sums_.facts.emplace(name, checksum);
    sums_.total += checksum;
    contents.facts.emplace(std::move(name), std::move(value));
  }
  if (code != SQLITE_DONE) return fail(sql_error("read facts"));
  return {};
}

Result<> SqliteFile::load_segments(Contents& contents) {
  DF_TRY(const auto select, prepared("SELECT number, of, last_evaluated_key, finished, items, "
                                     "bytes, quarantined, checksum FROM segment"));
  SqliteStatement row(select.get());
  int code = row.step();
  for (; code == SQLITE_ROW; code = row.step()) {
    Segment segment;
    segment.index = static_cast<std::uint32_t>(row.number_at(0));
    segment.total = static_cast<std::uint32_t>(row.number_at(1));
    if (row.is(2, SQLITE_BLOB)) segment.last_evaluated_key = row.bytes_at(2);
    segment.finished = row.number_at(3) == 1;
    segment.items = row.number_at(4);
    segment.bytes = row.number_at(5);
    segment.quarantined = row.number_at(6);
    const auto checksum =
        is_mutant(Mutant::believes_damaged_segments) ? row.number_at(7) : segment_checksum(segment);
    const bool typed = row.numbers({0, 1, 3, 4, 5, 6, 7}) &&
                       (row.is(2, SQLITE_BLOB) || row.is(2, SQLITE_NULL)) &&
                       row.number_at(0) == segment.index && row.number_at(1) == segment.total &&
                       row.number_at(3) <= 1;
    if (!typed || row.number_at(7) != checksum) {
      return fail(damaged(fmt::format("segment {}", row.number_at(0))));
    }
    sums_.segments.emplace(segment.index, checksum);
    sums_.total += checksum;
    const auto index = segment.index;
    contents.segments.emplace(index, std::move(segment));
  }
  if (code != SQLITE_DONE) return fail(sql_error("read segments"));
  return {};
}

Result<> SqliteFile::load_head() {
  DF_TRY(const auto select,
         prepared("SELECT id, commits, facts, segments, total, checksum FROM head"));
  SqliteStatement row(select.get());
  int code = row.step();
  if (code == SQLITE_DONE) return fail(damaged("its head"));
  if (code != SQLITE_ROW) return fail(sql_error("read head"));
  const Head found{row.number_at(1), row.number_at(2), row.number_at(3), row.number_at(4)};
  if (!row.numbers({0, 1, 2, 3, 4, 5}) || row.number_at(0) != 1 ||
      row.number_at(5) != head_checksum(found)) {
    return fail(damaged("its head"));
  }
  sums_.commits = found.commits;
  if (found.facts != sums_.facts.size() || found.segments != sums_.segments.size() ||
      found.total != sums_.total) {
    return fail(damaged(
        fmt::format("rows are missing or stale, {} facts and {} segments of {} "
                    "and {},",
                    sums_.facts.size(), sums_.segments.size(), found.facts, found.segments)));
  }
  code = row.step();
  if (code == SQLITE_ROW) return fail(damaged("its head"));
  if (code != SQLITE_DONE) return fail(sql_error("read head"));
  return {};
}

Result<> SqliteFile::write(std::span<const Batch* const> batches, bool synced) {
  check(loaded_, "a journal is loaded before its first commit");
  if (auto set = set_synced(synced); !set) return set;
  auto written = transact(batches);
  if (!written && sqlite3_get_autocommit(database_) == 0) {
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  return written;
}

Result<> SqliteFile::transact(std::span<const Batch* const> batches) {
  if (auto begun = run(begin_); !begun) return begun;
  for (const auto* batch : batches) {
    if (auto put_one = put(*batch); !put_one) return put_one;
  }
  sums_.commits += batches.size();
  // Changes with every transaction, so that even an empty one reaches the log, and its sync.
  if (auto put_one = put_head(); !put_one) return put_one;
  return run(commit_);
}

Result<> SqliteFile::put(const Batch& batch) {
  if (batch.forget_segments) {
    if (auto forgotten = forget_segments(); !forgotten) return forgotten;
  }
  for (const auto& [name, value] : batch.facts) {
    if (auto put_one = put_fact(name, value); !put_one) return put_one;
  }
  for (const auto& segment : batch.segments) {
    if (auto put_one = put_segment(segment); !put_one) return put_one;
  }
  return {};
}

Result<> SqliteFile::put_fact(const std::string& name, const std::string& value) {
  const auto checksum = fact_checksum(name, value);
  auto& known = sums_.facts[name];
  sums_.total += checksum - known;
  known = checksum;
  SqliteStatement row(put_fact_.get());
  row.blob(name).blob(value).number(checksum);
  if (row.step() != SQLITE_DONE) return fail(sql_error("write a fact"));
  return {};
}

Result<> SqliteFile::put_segment(const Segment& segment) {
  const auto checksum = segment_checksum(segment);
  auto& known = sums_.segments[segment.index];
  sums_.total += checksum - known;
  known = checksum;
  SqliteStatement row(put_segment_.get());
  row.number(segment.index).number(segment.total);
  if (segment.last_evaluated_key) {
    row.blob(*segment.last_evaluated_key);
  } else {
    row.null();
  }
  row.number(segment.finished ? 1 : 0).number(segment.items).number(segment.bytes);
  row.number(segment.quarantined).number(checksum);
  if (row.step() != SQLITE_DONE) return fail(sql_error("write a segment"));
  return {};
}

Result<> SqliteFile::forget_segments() {
  for (const auto& [index, checksum] : sums_.segments) sums_.total -= checksum;
  sums_.segments.clear();
  return run(forget_segments_);
}

Head SqliteFile::head() const {
  return {sums_.commits, sums_.facts.size(), sums_.segments.size(), sums_.total};
}

Result<> SqliteFile::put_head() {
  const auto now = head();
  SqliteStatement row(put_head_.get());
  row.number(now.commits).number(now.facts).number(now.segments).number(now.total);
  row.number(head_checksum(now));
  if (row.step() != SQLITE_DONE) return fail(sql_error("write the head"));
  return {};
}

Result<> SqliteFile::set_synced(bool synced) {
  if (synced == synced_) return {};
  auto set = execute(synced ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  if (set) synced_ = synced;
  return set;
}

Result<> SqliteFile::run(const Prepared& statement) {
  SqliteStatement once(statement.get());
  if (once.step() != SQLITE_DONE) return fail(sql_error("commit"));
  return {};
}

}  // namespace dynaferry::journal
