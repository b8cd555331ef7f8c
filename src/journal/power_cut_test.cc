// What a power cut leaves: of each file, what it was when it was last synced.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "core/random.h"
#include "journal/memory_journal.h"
#include "journal/sqlite_journal.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "tests/support/journal_batches.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::journal {
namespace {

namespace fs = std::filesystem;

// SQLite's own file system, which also copies each file to `platter` as it is synced.
class Disk {
 public:
  explicit Disk(fs::path platter) : platter_(std::move(platter)) {
    current_ = this;
    base_ = sqlite3_vfs_find(nullptr);
    vfs_ = *base_;
    vfs_.zName = "disk";
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
  }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  ~Disk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(base_, 1);
  }

  void sync(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    fs::copy_file(path, platter_ / path.filename(), fs::copy_options::overwrite_existing);
    ++syncs_;
  }
  int syncs() {
    const std::scoped_lock lock(mutex_);
    return syncs_;
  }
  void copy_platter(const fs::path& to) {
    const std::scoped_lock lock(mutex_);
    fs::copy(platter_, to);
  }

 private:
  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* given) {
    const int code = current_->base_->xOpen(current_->base_, name, file, flags, given);
    if (code != SQLITE_OK || file->pMethods == nullptr || name == nullptr) return code;
    const std::scoped_lock lock(current_->mutex_);
    current_->paths_[file] = name;
    auto& [original, methods] = current_->methods_[file->pMethods];
    original = file->pMethods;
    methods = *original;
    methods.xSync = sync_file;
    current_->originals_[&methods] = original;
    file->pMethods = &methods;
    return code;
  }
  static int sync_file(sqlite3_file* file, int flags) {
    const sqlite3_io_methods* original = nullptr;
    fs::path path;
    {
      const std::scoped_lock lock(current_->mutex_);
      original = current_->originals_.at(file->pMethods);
      path = current_->paths_.at(file);
    }
    const int code = original->xSync(file, flags);
    if (code == SQLITE_OK) current_->sync(path);
    return code;
  }
  static int remove(sqlite3_vfs*, const char* name, int synced) {
    std::error_code ignored;
    fs::remove(current_->platter_ / fs::path(name).filename(), ignored);
    return current_->base_->xDelete(current_->base_, name, synced);
  }

  static inline Disk* current_ = nullptr;
  sqlite3_vfs* base_ = nullptr;
  sqlite3_vfs vfs_{};
  fs::path platter_;
  std::mutex mutex_{};
  int syncs_ = 0;
  std::map<sqlite3_file*, fs::path> paths_{};
  std::map<const sqlite3_io_methods*, std::pair<const sqlite3_io_methods*, sqlite3_io_methods>>
      methods_{};
  std::map<const sqlite3_io_methods*, const sqlite3_io_methods*> originals_{};
};

struct PowerCutTest : testing::Test {
  PowerCutTest() {
    fs::create_directory(directory / "running");
    fs::create_directory(directory / "platter");
  }
  Result<> commit(Journal& journal, Batch batch, Durability durability) {
    return rt::run_task(loop, journal.commit(std::move(batch), durability));
  }
  Contents after_the_cut(Disk& disk) {
    fs::remove_all(directory / "after");
    disk.copy_platter(directory / "after");
    const auto journal = SqliteJournal::open(loop, directory / "after" / "a.journal");
    EXPECT_TRUE(journal) << journal.error().text();
    const auto found = (*journal)->load();
    EXPECT_TRUE(found) << found.error().text();
    return found ? *found : Contents{};
  }

  TemporaryDirectory directory = TemporaryDirectory::in_memory();
  fs::path path = directory / "running" / "a.journal";
  rt::RealLoop loop{};
};

TEST_F(PowerCutTest, takes_no_barrier_nor_what_came_before_it) {
  {
    EXPECT_TRUE(SqliteJournal::open(loop, path));
  }
  Disk disk(directory / "platter");
  disk.sync(path);
  const auto journal = SqliteJournal::open(loop, path);
  ASSERT_TRUE(journal && (*journal)->load());

  Random random(5);
  std::vector<Contents> states{Contents{}};
  std::size_t safe = 0;  // States up to this one must survive.
  for (int i = 0; i < 2000; ++i) {
    auto batch = fact("last", std::to_string(i));
    batch.facts.emplace_back("fact" + std::to_string(random.below(30)), std::to_string(i));
    const bool barrier = random.below(20) == 0;
    if (random.below(10) == 0) batch = {};
    states.push_back(states.back());
    apply(batch, states.back());
    const int before = disk.syncs();
    ASSERT_TRUE(commit(**journal, batch, barrier ? Durability::barrier : Durability::progress));
    if (barrier) {
      EXPECT_GT(disk.syncs(), before);
      safe = states.size() - 1;
    }
    if (i % 40 != 0 && !barrier) continue;
    const auto found = after_the_cut(disk);
    const auto at =
        std::find(states.begin() + static_cast<std::ptrdiff_t>(safe), states.end(), found);
    ASSERT_NE(at, states.end()) << "after commit " << i;
  }
}

TEST_F(PowerCutTest, an_empty_barrier_saves_the_progress_before_it) {
  {
    EXPECT_TRUE(SqliteJournal::open(loop, path));
  }
  Disk disk(directory / "platter");
  disk.sync(path);
  const auto journal = SqliteJournal::open(loop, path);
  ASSERT_TRUE(journal && (*journal)->load());
  ASSERT_TRUE(commit(**journal, fact("a", "1"), Durability::progress));
  EXPECT_EQ(after_the_cut(disk), Contents{});
  ASSERT_TRUE(commit(**journal, {}, Durability::barrier));
  EXPECT_EQ(after_the_cut(disk).facts.at("a"), "1");
}

}  // namespace
}  // namespace dynaferry::journal
