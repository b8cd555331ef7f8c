// Journals in memory: the PairStore of simulations. The disks outlive the stores that use them.

#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "journal/memory_journal.h"
#include "journal/pair_store.h"

namespace dynaferry::journal {

using MemoryDisks = std::map<std::string, std::shared_ptr<MemoryDisk>>;

class MemoryPairStore final : public PairStore {
 public:
  explicit MemoryPairStore(MemoryDisks& disks) : disks_(disks) {}

  [[nodiscard]] bool remembers(const PairNames& names) override {
    return disks_.contains(stem_of(names));
  }
  Result<std::optional<Contents>> peek(const PairNames& names) override {
    return disks_.at(stem_of(names))->read();
  }
  // Its disks say nothing of destinations.
  Result<std::optional<Rival>> rival(const PairNames&) override { return std::nullopt; }
  Result<std::unique_ptr<OpenPair>> open(const PairNames& names, WallTime) override {
    auto& disk = disks_[stem_of(names)];
    if (!disk) disk = std::make_shared<MemoryDisk>();
    return std::make_unique<Open>(disk);
  }

 private:
  class Open final : public OpenPair {
   public:
    explicit Open(std::shared_ptr<MemoryDisk>& disk) : disk_(disk) {}
    Result<Contents> recall() override { return disk_->read(); }
    rt::Task<Result<Journal*>> begin(bool forget) override {
      if (forget) {
        auto fresh = std::make_shared<MemoryDisk>();
        fresh->take_logs_of(*disk_);
        disk_ = std::move(fresh);
      }
      const auto loaded = journal_.emplace(disk_).load();
      if (!loaded) co_return fail(loaded.error());
      co_return &*journal_;
    }
    rt::Task<> close() override { co_return; }
    Result<LineLog*> quarantine() override { return &disk_->quarantine(); }
    [[nodiscard]] std::string quarantine_name() const override { return "memory"; }
    Result<LineLog*> repair_log() override { return &disk_->repair_log(); }
    [[nodiscard]] std::string repair_log_name() const override { return "memory"; }
    Result<std::unique_ptr<Scratch>> scratch() override {
      return std::make_unique<MemoryScratch>();
    }

   private:
    std::shared_ptr<MemoryDisk>& disk_;  // Where the next process will look for it.
    std::optional<MemoryJournal> journal_{};
  };

  MemoryDisks& disks_;
};

}  // namespace dynaferry::journal
