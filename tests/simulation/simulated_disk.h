// The disk that the journals of a simulated world are on. It outlives the processes that write to it,
// takes its time, fills up, and is left by a power cut as the journal's contract says. What a process
// does to it is an outside call; a sync is no stop point of its own, because a process that is killed
// before it leaves what one leaves that is killed after it, or, with the power cut, before the write.
//
// Threading: one loop's thread. Failure: as journal.h, when its mood or a dead process asks for it.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "core/random.h"
#include "journal/memory_pair_store.h"
#include "rt/loop.h"
#include "tests/simulation/mood.h"
#include "tests/simulation/outside_calls.h"
#include "tests/simulation/system_calls.h"

namespace dynaferry::simulation {

class SimulatedDisk {
 public:
  // `files`: there the journals are the program's own.
  SimulatedDisk(rt::Loop& loop, OutsideCalls& calls, std::uint64_t seed, const DiskMood& mood,
                std::optional<std::filesystem::path> files)
      : loop_(loop), calls_(calls), random_(seed), mood_(mood), files_(std::move(files)) {}

  // What was written before does not count for it.
  void set_mood(const DiskMood& mood);
  // Of journals in memory. Loses what was not synced, but for the first `kept` commits of each journal. Torn: a journal that
  // lost something is damaged, too.
  void cut_power(std::size_t kept, bool torn);

  // For the processes. Whether a write finds room; counts it.
  [[nodiscard]] bool has_room();
  // As long as half a commit may take.
  [[nodiscard]] rt::Task<> wait();
  [[nodiscard]] OutsideCalls& calls() { return calls_; }
  [[nodiscard]] bool keeps_what_failed() const { return mood_.keeps_what_failed; }
  [[nodiscard]] journal::MemoryDisks& journals() { return journals_; }
  // The way of one process to the journals.
  [[nodiscard]] std::unique_ptr<journal::PairStore> mount();

 private:
  rt::Loop& loop_;
  OutsideCalls& calls_;
  Random random_;
  DiskMood mood_;
  std::optional<std::filesystem::path> files_;
  std::uint64_t writes_ = 0;
  journal::MemoryDisks journals_;
};

// One process's way to the disk. Must outlive the pairs that it opened.
class ProcessJournals final : public journal::PairStore {
 public:
  explicit ProcessJournals(SimulatedDisk& disk)
      : disk_(disk), system_calls_([this] { return dies_at("file"); }), store_(disk.mount()) {}

  [[nodiscard]] bool remembers(const journal::PairNames& names) override;
  Result<std::optional<journal::Contents>> peek(const journal::PairNames& names) override;
  Result<std::optional<journal::Rival>> rival(const journal::PairNames& names) override;
  Result<std::unique_ptr<journal::OpenPair>> open(const journal::PairNames& names,
                                                  WallTime now) override;
  // The process is killed: it writes nothing more.
  void die() { dead_ = true; }

 private:
  class DiskJournal;
  class DiskLines;
  class Open;

  // A stop point. Whether the process is dead, now or since before.
  [[nodiscard]] bool dies_at(std::string_view call);

  SimulatedDisk& disk_;
  bool dead_ = false;
  WatchedSystemCalls system_calls_;
  std::unique_ptr<journal::PairStore> store_;
};

}  // namespace dynaferry::simulation
