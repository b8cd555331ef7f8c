#include "journal/state_directory.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "tests/support/ordinary_user.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::journal {
namespace {

namespace fs = std::filesystem;

PairNames pair_of(std::string source, std::string destination, std::string identity = "identity") {
  return {TableName(std::move(source)), Region("eu-west-1"), TableName(std::move(destination)),
          Region("us-east-1"),          std::move(identity), "an endpoint"};
}

fs::path lock_of(const fs::path& directory, const PairNames& names) {
  return directory / (destination_stem_of(names) + ".lock");
}

unsigned mode_of(const fs::path& path) {
  struct stat found{};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 07777U;
}

struct StateDirectoryTest : testing::Test {
  StateDirectory opened() {
    auto opened = StateDirectory::open(path);
    EXPECT_TRUE(opened) << opened.error().text();
    return *std::move(opened);
  }
  void touch(const fs::path& file) { std::ofstream(file) << "x"; }

  TemporaryDirectory directory{};
  fs::path path = directory / "dynaferry.state";
  WallTime now{std::chrono::milliseconds(1'767'225'600'000)};
};

TEST_F(StateDirectoryTest, is_made_for_its_owner_only) {
  EXPECT_FALSE(StateDirectory::existing(path));
  EXPECT_FALSE(opened().warning());
  EXPECT_EQ(mode_of(path), 0700U);
  EXPECT_TRUE(StateDirectory::existing(path));
  path = directory / "a/b/c/";
  opened();
  EXPECT_EQ(mode_of(path), 0700U);
}

TEST_F(StateDirectoryTest, that_others_can_read_gets_a_warning) {
  fs::create_directory(path);
  ::chmod(path.c_str(), 0750);
  const auto warning = opened().warning();
  ASSERT_TRUE(warning);
  EXPECT_NE(warning->find("0750"), std::string::npos) << *warning;
  EXPECT_EQ(mode_of(path), 0750U);
}

TEST_F(StateDirectoryTest, that_is_a_file_is_refused) {
  touch(path);
  for (const auto& named : {path, path / "below"}) {
    const auto refused = StateDirectory::open(named);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::invalid);
  }
}

TEST_F(StateDirectoryTest, that_cannot_be_written_is_refused) {
  fs::create_directory(path);
  ::chmod(path.c_str(), 0555);
  const OrdinaryUser user(path.parent_path());
  const auto refused = StateDirectory::open(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::invalid);
  EXPECT_FALSE(StateDirectory::open(path / "below"));
}

TEST_F(StateDirectoryTest, names_files_after_the_pair) {
  const auto stem = stem_of(pair_of("DEV-TABLE-1", "PROD-TABLE-1"));
  EXPECT_EQ(stem, "DEV-TABLE-1@eu-west-1~PROD-TABLE-1@us-east-1-689f6a62");
  EXPECT_NE(stem, stem_of(pair_of("DEV-TABLE-1", "PROD-TABLE-1", "another account")));
  const auto state = opened().take(pair_of("a", "b"), now);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->journal().filename().string(), stem_of(pair_of("a", "b")) + ".journal");
  EXPECT_EQ(state->quarantine().filename().string(),
            stem_of(pair_of("a", "b")) + ".quarantine.ndjson");
  EXPECT_EQ(state->repair_log().filename().string(), stem_of(pair_of("a", "b")) + ".repair.ndjson");
}

TEST_F(StateDirectoryTest, names_fit_into_a_file_name_and_stay_different) {
  const std::string longest(255, 'x');
  auto names = pair_of(longest, longest.substr(1) + "y");
  names.source_region = Region(std::string(200, 'r'));
  names.destination_region = Region(std::string(200, 'r'));
  const auto stem = stem_of(names);
  EXPECT_LE(stem.size() + std::string(".journal.new-journal").size(), 255U);
  EXPECT_EQ(stem.size(), 228U);
  names.of_verify = true;
  EXPECT_EQ(stem_of(names), stem + ".verify");
  EXPECT_LE(stem_of(names).size() + std::string(".journal.new-journal").size(), 255U);
  EXPECT_TRUE(opened().take(names, now));
  names.of_verify = false;
  names.destination = TableName(longest);
  EXPECT_NE(stem_of(names), stem);
  EXPECT_TRUE(opened().take(names, now));
}

TEST_F(StateDirectoryTest, names_have_no_character_with_a_meaning) {
  const auto stem = stem_of(pair_of("../../etc/pa~ss@wd", std::string("a\0\n b", 5)));
  EXPECT_EQ(stem.find('/'), std::string::npos);
  EXPECT_TRUE(stem.starts_with("%2e.%2f..%2fetc%2fpa%7ess%40wd@eu-west-1~a%00%0a%20b@us-east-1-"))
      << stem;
}

TEST_F(StateDirectoryTest, forgets_a_journal_but_not_what_was_quarantined_or_repaired) {
  const auto state = opened();
  const auto names = pair_of("a", "b");
  auto pair = state.take(names, now);
  ASSERT_TRUE(pair);
  EXPECT_TRUE(pair->forget());
  touch(pair->journal());
  touch(pair->journal().string() + "-wal");
  touch(pair->journal().string() + "-shm");
  touch(pair->quarantine());
  touch(pair->repair_log());
  EXPECT_TRUE(state.remembers(names));
  ASSERT_TRUE(pair->forget());
  EXPECT_FALSE(state.remembers(names));
  EXPECT_FALSE(fs::exists(pair->journal().string() + "-wal"));
  EXPECT_TRUE(fs::exists(pair->quarantine()));
  EXPECT_TRUE(fs::exists(pair->repair_log()));
}

TEST_F(StateDirectoryTest, gives_a_pair_to_one_at_a_time_and_says_who_has_it) {
  const auto state = opened();
  auto first = state.take(pair_of("a", "b"), now);
  ASSERT_TRUE(first);
  EXPECT_EQ(mode_of(lock_of(path, pair_of("a", "b"))), 0600U);
  const auto second = state.take(pair_of("a", "b"), now);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::conflict);
  const auto text = second.error().text();
  EXPECT_NE(text.find("process " + std::to_string(::getpid()) + " on "), std::string::npos) << text;
  EXPECT_NE(text.find("since 2026-01-01T00:00:00.000Z"), std::string::npos) << text;
  EXPECT_TRUE(state.take(pair_of("a", "c"), now));
  {
    const auto moved = *std::move(first);
    EXPECT_FALSE(state.take(pair_of("a", "b"), now));
  }
  EXPECT_TRUE(state.take(pair_of("a", "b"), now));
}

TEST_F(StateDirectoryTest, gives_a_destination_to_one_source_at_a_time) {
  const auto state = opened();
  const auto first = state.take(pair_of("a", "b"), now);
  ASSERT_TRUE(first);
  const auto second = state.take(pair_of("another", "b", "another identity"), now);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::conflict);
  auto elsewhere = pair_of("another", "b", "another identity");
  elsewhere.destination_identity = "another endpoint";
  EXPECT_TRUE(state.take(elsewhere, now));
}

TEST_F(StateDirectoryTest, gives_a_verify_files_and_a_lock_of_its_own) {
  const auto state = opened();
  const auto copy = pair_of("a", "b");
  auto verify = copy;
  verify.of_verify = true;
  auto copying = state.take(copy, now);
  ASSERT_TRUE(copying);
  touch(copying->journal());
  ASSERT_TRUE(copying->claim_destination());
  EXPECT_FALSE(state.remembers(verify));
  auto verifying = state.take(verify, now);
  ASSERT_TRUE(verifying);
  EXPECT_EQ(verifying->journal().filename().string(), stem_of(copy) + ".verify.journal");
  EXPECT_TRUE(fs::exists(path / (destination_stem_of(copy) + ".verify.lock")));
  EXPECT_FALSE(state.take(verify, now)) << "two at once";
  touch(verifying->journal());
  ASSERT_TRUE(verifying->claim_destination());
  // Neither is in the other's way.
  EXPECT_EQ(state.rival_of(copy), std::nullopt);
  EXPECT_TRUE(verifying->forget());
  EXPECT_TRUE(state.remembers(copy));
}

TEST_F(StateDirectoryTest, knows_whose_copy_into_a_destination_began_last) {
  const auto state = opened();
  const auto names = pair_of("a", "b");
  const auto other = pair_of("another", "b", "another identity");
  {
    auto pair = state.take(names, now);
    ASSERT_TRUE(pair);
    EXPECT_EQ(state.rival_of(other), std::nullopt);
    touch(pair->journal());
    ASSERT_TRUE(pair->claim_destination());
  }
  EXPECT_EQ(state.rival_of(names), std::nullopt);
  EXPECT_EQ(state.rival_of(other), stem_of(names));
  // To take it is not yet to write to it.
  auto pair = state.take(other, now + std::chrono::hours(1'000'000));
  ASSERT_TRUE(pair);
  EXPECT_EQ(state.rival_of(other), stem_of(names));
  fs::remove(state.journal_of(stem_of(names)));
  EXPECT_EQ(state.rival_of(other), std::nullopt);
  EXPECT_TRUE(pair->claim_destination());
  touch(pair->journal());
  EXPECT_EQ(state.rival_of(names), stem_of(other));
}

TEST_F(StateDirectoryTest, takes_a_pair_back_from_a_killed_process) {
  const auto state = opened();
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const auto process = ::fork();
  if (process == 0) {
    const auto held = state.take(pair_of("a", "b"), now);
    if (!held || ::write(ready[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto refused = state.take(pair_of("a", "b"), now);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("process " + std::to_string(process)), std::string::npos);
  ::kill(process, SIGKILL);
  ::waitpid(process, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  EXPECT_TRUE(state.take(pair_of("a", "b"), now));
}

TEST_F(StateDirectoryTest, a_lock_whose_file_was_deleted_is_made_anew) {
  const auto state = opened();
  const auto lock = lock_of(path, pair_of("a", "b"));
  {
    EXPECT_TRUE(state.take(pair_of("a", "b"), now));
  }
  fs::remove(lock);
  EXPECT_TRUE(state.take(pair_of("a", "b"), now));
  EXPECT_TRUE(fs::exists(lock));
}

}  // namespace
}  // namespace dynaferry::journal
