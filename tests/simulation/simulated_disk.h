// The disk that the journals of a simulated world are on. It outlives the processes that write to it,
// takes its time, fills up, and is left by a power cut as the journal's contract says.
//
// Threading: one loop's thread. Failure: as journal.h, when its mood or a dead process asks for it.

#pragma once

#include <memory>
#include <optional>

#include "core/random.h"
#include "journal/memory_pair_store.h"
#include "rt/loop.h"
#include "tests/simulation/mood.h"

namespace dynaferry::simulation {

class SimulatedDisk {
 public:
  SimulatedDisk(rt::Loop& loop, std::uint64_t seed, const DiskMood& mood)
      : loop_(loop), random_(seed), mood_(mood) {}

  // What was written before does not count for it.
  void set_mood(const DiskMood& mood);
  // Loses what was not synced, but for the first `kept` commits of each journal. Torn: a journal that
  // lost something is damaged, too.
  void cut_power(std::size_t kept, bool torn);

  // For the processes. Whether a write finds room; counts it.
  [[nodiscard]] bool has_room();
  // As long as half a commit may take.
  [[nodiscard]] rt::Task<> wait();
  [[nodiscard]] bool keeps_what_failed() const { return mood_.keeps_what_failed; }
  [[nodiscard]] journal::MemoryDisks& journals() { return journals_; }

 private:
  rt::Loop& loop_;
  Random random_;
  DiskMood mood_;
  std::uint64_t writes_ = 0;
  journal::MemoryDisks journals_;
};

// One process's way to the disk. Must outlive the pairs that it opened.
class ProcessJournals final : public journal::PairStore {
 public:
  explicit ProcessJournals(SimulatedDisk& disk) : disk_(disk), store_(disk.journals()) {}

  [[nodiscard]] bool remembers(const journal::PairNames& names) override;
  Result<std::optional<journal::Contents>> peek(const journal::PairNames& names) override;
  Result<std::optional<journal::Rival>> rival(const journal::PairNames& names) override;
  Result<std::unique_ptr<journal::OpenPair>> open(const journal::PairNames& names,
                                                  WallTime now) override;
  // The process is killed: it writes nothing more.
  void die() { dead_ = true; }

 private:
  class DiskJournal;
  class DiskQuarantine;
  class Open;

  SimulatedDisk& disk_;
  journal::MemoryPairStore store_;
  bool dead_ = false;
};

}  // namespace dynaferry::simulation
