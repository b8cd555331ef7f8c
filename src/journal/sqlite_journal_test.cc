#include "journal/sqlite_journal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "core/random.h"
#include "journal/memory_journal.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "tests/support/environment.h"
#include "tests/support/journal_batches.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::journal {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
}

struct SqliteJournalTest : testing::Test {
  Result<Contents> reload() {
    DF_TRY(const auto journal, SqliteJournal::open(loop, path));
    return journal->load();
  }
  Result<> commit(Journal& journal, Batch batch, Durability durability = Durability::progress) {
    return rt::run_task(loop, journal.commit(std::move(batch), durability));
  }
  std::unique_ptr<SqliteJournal> opened() {
    auto journal = SqliteJournal::open(loop, path);
    EXPECT_TRUE(journal) << journal.error().text();
    EXPECT_TRUE((*journal)->load());
    return std::move(*journal);
  }
  // Behind the journal's back.
  void execute(const char* sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  // Some facts and segments; every state it went through, the empty one first.
  std::vector<Contents> fill() {
    std::vector<Contents> states{Contents{}};
    const auto journal = opened();
    for (std::uint32_t i = 0; i < 40; ++i) {
      auto batch = fact("fact" + std::to_string(i % 9), std::string(i * 7, 'x'));
      batch.segments = {segment(i % 16, 16, "key" + std::to_string(i), i)};
      states.push_back(states.back());
      apply(batch, states.back());
      EXPECT_TRUE(
          commit(*journal, batch, i % 10 == 0 ? Durability::barrier : Durability::progress));
    }
    return states;
  }

  TemporaryDirectory directory = TemporaryDirectory::in_memory();
  fs::path path = directory / "a.journal";
  rt::RealLoop loop{};
};

TEST_F(SqliteJournalTest, is_for_its_owner_only) {
  const auto journal = opened();
  EXPECT_TRUE(commit(*journal, fact("a", "1")));
  for (const char* name : {"a.journal", "a.journal-wal", "a.journal-shm"}) {
    struct stat found{};
    ASSERT_EQ(::stat((directory / name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 07777U, 0600U) << name;
  }
}

TEST_F(SqliteJournalTest, leaves_one_file_when_closed) {
  fill();
  EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator{}), 1);
}

TEST_F(SqliteJournalTest, is_looked_into_without_a_byte_changed) {
  path = directory / "odd %#? name.journal";
  const auto states = fill();
  const auto before = read_file(path);
  const auto found = SqliteFile::peek(path);
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_TRUE(*found);
  EXPECT_EQ(**found, states.back());
  EXPECT_EQ(read_file(path), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1);

  const auto journal = opened();
  ASSERT_TRUE(commit(*journal, fact("later", "1")));
  const auto in_use = SqliteFile::peek(path);
  ASSERT_TRUE(in_use) << in_use.error().text();
  EXPECT_FALSE(*in_use) << "the log was passed over";
}

TEST_F(SqliteJournalTest, says_of_damage_that_it_is_when_it_is_looked_into) {
  static_cast<void>(fill());
  auto bytes = read_file(path);
  bytes[bytes.size() - 20] = static_cast<char>(bytes[bytes.size() - 20] ^ 1);
  write_file(path, bytes);
  const auto found = SqliteFile::peek(path);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().fault, Fault::corrupt) << found.error().text();
}

TEST_F(SqliteJournalTest, writes_what_waits_together_and_syncs_only_barriers) {
  const auto journal = opened();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(commit(*journal, fact("a", std::to_string(i))));
  EXPECT_EQ(journal->cost().transactions, 10U);
  EXPECT_EQ(journal->cost().synced, 0U);
  EXPECT_TRUE(commit(*journal, {}, Durability::barrier));
  EXPECT_EQ(journal->cost().synced, 1U);

  std::vector<int> acknowledged;
  rt::Scope scope(loop);
  for (int i = 0; i < 2000; ++i) scope.spawn(commit_numbered(*journal, i, acknowledged));
  rt::run_task(loop, join(scope));
  EXPECT_LT(journal->cost().transactions, 1000U);
}

TEST_F(SqliteJournalTest, finishes_what_waits_when_it_is_closed) {
  std::vector<int> acknowledged;
  rt::Scope scope(loop);
  auto journal = opened();
  for (int i = 0; i < 500; ++i) scope.spawn(commit_numbered(*journal, i, acknowledged));
  loop.post([&journal] { journal.reset(); });
  rt::run_task(loop, join(scope));
  EXPECT_EQ(acknowledged.size(), 500U);
  EXPECT_EQ(reload()->facts.at("same"), "499");
}

TEST_F(SqliteJournalTest, a_cancelled_task_still_learns_the_outcome) {
  const auto journal = opened();
  std::vector<int> acknowledged;
  rt::Scope scope(loop);
  for (int i = 0; i < 20; ++i) scope.spawn(commit_numbered(*journal, i, acknowledged));
  loop.post([&scope] { scope.cancel(); });
  rt::run_task(loop, join(scope));
  EXPECT_EQ(acknowledged.size(), 20U);
}

TEST_F(SqliteJournalTest, says_no_when_the_disk_does_and_ever_after) {
  const auto states = fill();
  const auto journal = opened();
  // A limit on the size of files is a full disk without a disk.
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto failed = commit(*journal, fact("a", "1"), Durability::barrier);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::internal);
  EXPECT_NE(failed.error().text().find("File too large"), std::string::npos)
      << failed.error().text();
  EXPECT_FALSE(commit(*journal, fact("b", "1")));
  EXPECT_EQ(*reload(), states.back());
}

TEST_F(SqliteJournalTest, leaves_files_of_others_alone) {
  write_file(path, "precious text, and enough of it to be longer than the header of a database " +
                       std::string(200, '.'));
  const auto text = read_file(path);
  auto refused = reload();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::invalid);
  EXPECT_EQ(read_file(path), text);

  fs::remove(path);
  execute("CREATE TABLE other(a); INSERT INTO other VALUES(1)");
  const auto database = read_file(path);
  refused = reload();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::invalid);
  EXPECT_EQ(read_file(path), database);
}

TEST_F(SqliteJournalTest, refuses_a_newer_format_and_says_which) {
  fill();
  execute("PRAGMA user_version=3");
  const auto refused = reload();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::invalid);
  EXPECT_NE(refused.error().text().find("format 3"), std::string::npos);
}

TEST_F(SqliteJournalTest, an_empty_file_is_damage_not_a_fresh_start) {
  fill();
  write_file(path, "");
  const auto refused = reload();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::corrupt);
}

TEST_F(SqliteJournalTest, a_log_without_its_journal_is_not_replayed_into_a_new_one) {
  {
    const auto journal = opened();
    EXPECT_TRUE(commit(*journal, fact("old", "1")));
    fs::copy_file(directory / "a.journal-wal", directory / "kept");
  }
  fs::remove(path);
  fs::rename(directory / "kept", directory / "a.journal-wal");
  EXPECT_EQ(*reload(), Contents{});
}

TEST_F(SqliteJournalTest, names_the_row_whose_checksum_fails) {
  const std::array<std::pair<const char*, const char*>, 14> damages{{
      {"UPDATE fact SET value=x'00' WHERE name=CAST('fact3' AS BLOB)", "fact \"fact3\""},
      {"UPDATE fact SET value=CAST(value AS TEXT) WHERE name=CAST('fact3' AS BLOB)", "fact3"},
      {"UPDATE fact SET name=CAST('other' AS BLOB) WHERE name=CAST('fact3' AS BLOB)", "other"},
      {"UPDATE fact SET checksum=checksum+1 WHERE name=CAST('fact8' AS BLOB)", "fact8"},
      {"UPDATE segment SET number=99 WHERE number=5", "segment 99"},
      {"UPDATE segment SET number=number+4294967296 WHERE number=5", "segment 4294967301"},
      {"UPDATE segment SET of=17 WHERE number=5", "segment 5"},
      {"UPDATE segment SET last_evaluated_key=NULL WHERE number=5", "segment 5"},
      {"UPDATE segment SET finished=1 WHERE number=5", "segment 5"},
      {"UPDATE segment SET items=items+1 WHERE number=5", "segment 5"},
      {"UPDATE segment SET bytes=bytes+1 WHERE number=5", "segment 5"},
      {"UPDATE segment SET checksum=0 WHERE number=5", "segment 5"},
      {"UPDATE head SET commits=commits+1", "its head"},
      {"UPDATE head SET total=total+1", "its head"},
  }};
  fill();
  const auto whole = read_file(path);
  for (const auto& [sql, named] : damages) {
    write_file(path, whole);
    execute(sql);
    const auto refused = reload();
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().fault, Fault::corrupt) << sql;
    EXPECT_NE(refused.error().text().find(named), std::string::npos) << refused.error().text();
  }
}

TEST_F(SqliteJournalTest, notices_rows_that_are_gone_or_old) {
  fill();
  const auto whole = read_file(path);
  for (const char* sql :
       {"DELETE FROM fact WHERE name=CAST('fact3' AS BLOB)", "DELETE FROM segment WHERE number=15",
        "DELETE FROM segment", "DELETE FROM head",
        "INSERT INTO head SELECT 2,commits,facts,segments,total,checksum FROM head",
        "CREATE TRIGGER t AFTER UPDATE ON head BEGIN DELETE FROM fact; END",
        "CREATE INDEX i ON segment(items)"}) {
    write_file(path, whole);
    execute(sql);
    const auto refused = reload();
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().fault, Fault::corrupt) << sql;
  }
  write_file(path, whole);
  {
    const auto journal = opened();
    EXPECT_TRUE(commit(*journal, progress_of(segment(3, 16, "newer", 1000))));
  }
  execute(
      "UPDATE segment SET (last_evaluated_key,items,bytes,checksum)="
      "(SELECT last_evaluated_key,items,bytes,checksum FROM segment WHERE number=4) "
      "WHERE number=3");
  EXPECT_FALSE(reload());
}

// A small journal as a killed process leaves it: half in the file, half in its log. A soak damages each
// bit and each length of it, else one in so many.
struct DamagedJournalTest : SqliteJournalTest {
  DamagedJournalTest() {
    for (std::uint32_t i = 0; i < 4; i += 2) {
      const auto journal = opened();
      if (i == 2) file = read_file(path);  // Checkpointed.
      for (std::uint32_t k = i; k < i + 2; ++k) {
        auto batch = fact("fact" + std::to_string(k % 3), std::to_string(k));
        batch.segments = {segment(k % 2, 2, "key" + std::to_string(k), k)};
        states.push_back(states.back());
        apply(batch, states.back());
        EXPECT_TRUE(commit(*journal, batch));
      }
      if (i == 2) log = read_file(directory / "a.journal-wal");
    }
  }

  // Whatever is read is one of the states that were committed.
  void expect_a_state_or_an_error(std::string_view damaged_file, std::string_view damaged_log) {
    fs::remove(directory / "a.journal-shm");
    write_file(path, damaged_file);
    write_file(directory / "a.journal-wal", damaged_log);
    const auto found = reload();
    if (found) {
      EXPECT_TRUE(std::ranges::find(states, *found) != states.end()) << "wrong content";
      ++recovered;
    } else {
      EXPECT_TRUE(found.error().fault == Fault::corrupt || found.error().fault == Fault::invalid)
          << found.error().text();
      ++refused;
    }
  }

  std::vector<Contents> states{Contents{}};
  std::string file{};
  std::string log{};
  const std::size_t step = is_soak() ? 1 : 101;
  int recovered = 0;
  int refused = 0;
};

TEST_F(DamagedJournalTest, is_read_whole_when_it_is_whole) {
  expect_a_state_or_an_error(file, log);
  EXPECT_EQ(*reload(), states.back());
}

TEST_F(DamagedJournalTest, with_any_bit_flipped_is_never_read_as_something_else) {
  const auto flipped = [](std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    return bytes;
  };
  for (std::size_t bit = 0; bit < file.size() * 8; bit += step) {
    expect_a_state_or_an_error(flipped(file, bit), "");
  }
  for (std::size_t bit = 0; bit < log.size() * 8; bit += step) {
    expect_a_state_or_an_error(file, flipped(log, bit));
  }
  RecordProperty("recovered", recovered);
  RecordProperty("refused", refused);
  EXPECT_GT(recovered, 0);
  EXPECT_GT(refused, 0);
}

TEST_F(DamagedJournalTest, cut_off_anywhere_is_never_read_as_something_else) {
  for (std::size_t size = 0; size < file.size(); size += step) {
    expect_a_state_or_an_error(std::string_view(file).substr(0, size), "");
  }
  for (std::size_t size = 0; size < log.size(); size += step) {
    expect_a_state_or_an_error(file, std::string_view(log).substr(0, size));
  }
  EXPECT_GT(recovered, 0);
  EXPECT_GT(refused, 0);
}

TEST_F(DamagedJournalTest, half_moved_from_its_log_is_never_read_as_something_else) {
  // Many segments in the file, of which each commit touches one: a log cut short then puts old
  // pages among new ones.
  Batch many;
  for (std::uint32_t k = 0; k < 400; ++k) {
    many.segments.push_back(segment(k, 400, std::string(200, 'k'), 0));
  }
  many.forget_segments = true;
  EXPECT_TRUE(commit(*opened(), many));
  states = {*reload()};
  {
    const auto journal = opened();
    for (std::uint32_t i = 0; i < 60; ++i) {
      const auto batch = progress_of(segment(i * 6, 400, std::string(200, 'l'), i));
      states.push_back(states.back());
      apply(batch, states.back());
      EXPECT_TRUE(commit(*journal, batch));
    }
    log = read_file(directory / "a.journal-wal");
  }
  EXPECT_EQ(*reload(), states.back());
  const auto moved = read_file(path);
  Random random(9);
  for (std::size_t at = 0; at < log.size(); at += 1 + random.below(6000)) {
    auto damaged = log;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    expect_a_state_or_an_error(moved, damaged);
  }
  EXPECT_GT(recovered, 0);
  EXPECT_GT(refused, 0);
}

struct KilledProcessTest : SqliteJournalTest {
  // Commits until killed; writes the number of each acknowledged commit into the pipe.
  static rt::Task<> commit_for_ever(Journal& journal, int acknowledgements) {
    for (int i = 0;; ++i) {
      auto batch = fact("last", std::to_string(i));
      batch.facts.emplace_back("fact" + std::to_string(i % 50), std::to_string(i));
      batch.segments = {segment(static_cast<std::uint32_t>(i % 8), 8, std::to_string(i), 0)};
      const auto committed = co_await journal.commit(std::move(batch), Durability::progress);
      if (!committed || ::write(acknowledgements, &i, sizeof i) != sizeof i) ::_exit(1);
    }
  }
  [[noreturn]] static void child(const fs::path& path, int acknowledgements) {
    rt::RealLoop loop;
    auto journal = SqliteJournal::open(loop, path);
    if (!journal || !(*journal)->load()) ::_exit(1);
    rt::run_task(loop, commit_for_ever(**journal, acknowledgements));
    ::_exit(1);
  }
  // Kills a child after `acknowledged` answers and some time; the last number it acknowledged.
  int killed_child(int acknowledged, useconds_t more) {
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe(pipe.data()), 0);
    const auto process = ::fork();
    if (process == 0) {
      ::close(pipe[0]);
      child(path, pipe[1]);
    }
    ::close(pipe[1]);
    int last = -1;
    for (int i = 0; i < acknowledged; ++i) {
      EXPECT_EQ(::read(pipe[0], &last, sizeof last), ssize_t{sizeof last});
    }
    ::usleep(more);
    ::kill(process, SIGKILL);
    while (::read(pipe[0], &last, sizeof last) == ssize_t{sizeof last}) {
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(process, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    return last;
  }
};

TEST_F(KilledProcessTest, finds_all_it_acknowledged_and_nothing_torn) {
  Random random(11);
  for (int round = 0; round < 20; ++round) {
    fs::remove(path);
    fs::remove(directory / "a.journal-wal");
    const auto last = killed_child(1 + static_cast<int>(random.below(2000)),
                                   static_cast<useconds_t>(random.below(1000)));
    const auto found = reload();
    ASSERT_TRUE(found) << found.error().text();
    const int at = std::stoi(found->facts.at("last"));
    // One commit may have been on its way, and one acknowledgement too.
    EXPECT_GE(at, last);
    EXPECT_LE(at, last + 2);
    Contents expected;
    for (int i = 0; i <= at; ++i) {
      auto batch = fact("last", std::to_string(i));
      batch.facts.emplace_back("fact" + std::to_string(i % 50), std::to_string(i));
      batch.segments = {segment(static_cast<std::uint32_t>(i % 8), 8, std::to_string(i), 0)};
      apply(batch, expected);
    }
    EXPECT_EQ(*found, expected);
  }
}

}  // namespace
}  // namespace dynaferry::journal
