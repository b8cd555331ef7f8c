#include "tests/simulation/simulated_disk.h"

#include <utility>

#include "rt/semaphore.h"
#include "tests/simulation/file_journals.h"

namespace dynaferry::simulation {
namespace {

Error dead() { return {Fault::internal, "the process is dead"}; }
Error full() { return {Fault::internal, "journal: no space left on device"}; }

}  // namespace

void SimulatedDisk::set_mood(const DiskMood& mood) {
  mood_ = mood;
  writes_ = 0;
}

void SimulatedDisk::cut_power(std::size_t kept, bool torn) {
  for (const auto& [name, disk] : journals_) {
    const bool loses = disk->unsynced() > kept;
    disk->lose_unsynced(kept);
    if (torn && loses) disk->damage();
  }
}

std::unique_ptr<journal::PairStore> SimulatedDisk::mount() {
  if (files_) return file_journals(loop_, *files_);
  return std::make_unique<journal::MemoryPairStore>(journals_);
}

bool SimulatedDisk::has_room() {
  if (!mood_.full_after) return true;
  const auto before = writes_++;
  return before < *mood_.full_after || before - *mood_.full_after >= mood_.full_for;
}

rt::Task<> SimulatedDisk::wait() {
  const auto most = static_cast<std::uint64_t>(mood_.most_wait.count()) / 2;
  if (most == 0) co_return;
  const Ns drawn(random_.below(most));
  co_await loop_.sleep(drawn);
}

// Commits of one journal, one after the other. A process that ends in the middle of one does not know
// whether it happened.
class ProcessJournals::DiskJournal final : public journal::Journal {
 public:
  DiskJournal(ProcessJournals& process, journal::Journal& inner)
      : process_(process), inner_(inner) {}

  Result<journal::Contents> load() override { return inner_.load(); }
  rt::Task<Result<>> commit(journal::Batch batch, journal::Durability durability) override {
    const auto turn = co_await turn_.acquire();
    co_await process_.disk_.wait();
    auto written = co_await write(std::move(batch), durability);
    co_await process_.disk_.wait();
    co_return written;
  }

 private:
  rt::Task<Result<>> write(journal::Batch batch, journal::Durability durability) {
    if (process_.dies_at("commit")) co_return fail(dead());
    if (failed_) co_return fail(*failed_);
    if (!process_.disk_.has_room()) failed_ = full();
    if (failed_ && !process_.disk_.keeps_what_failed()) co_return fail(*failed_);
    auto written = co_await inner_.commit(std::move(batch), durability);
    if (process_.dies_at("commit")) co_return fail(dead());
    if (failed_) co_return fail(*failed_);
    co_return written;
  }

  ProcessJournals& process_;
  journal::Journal& inner_;
  rt::Semaphore turn_{1};
  std::optional<Error> failed_{};
};

class ProcessJournals::DiskLines final : public journal::LineLog {
 public:
  DiskLines(ProcessJournals& process, journal::LineLog& inner, std::string_view name)
      : process_(process), inner_(inner), name_(name) {}

  rt::Task<Result<>> add(std::string line) override {
    co_await process_.disk_.wait();
    if (process_.dies_at(name_)) co_return fail(dead());
    if (!process_.disk_.has_room()) co_return fail(full());
    auto added = co_await inner_.add(std::move(line));
    if (process_.dies_at(name_)) co_return fail(dead());
    co_return added;
  }

 private:
  ProcessJournals& process_;
  journal::LineLog& inner_;
  std::string_view name_;
};

class ProcessJournals::Open final : public journal::OpenPair {
 public:
  Open(ProcessJournals& process, std::unique_ptr<journal::OpenPair> inner)
      : process_(process), inner_(std::move(inner)) {}

  Result<journal::Contents> recall() override { return inner_->recall(); }
  rt::Task<Result<journal::Journal*>> begin(bool forget) override {
    if (process_.dies_at("begin")) co_return fail(dead());
    if (forget && !process_.disk_.has_room()) co_return fail(full());
    auto beginning = inner_->begin(forget);
    const auto begun = co_await std::move(beginning);
    if (process_.dies_at("begin")) co_return fail(dead());
    if (!begun) co_return begun;
    journal_.emplace(process_, **begun);
    co_return &*journal_;
  }
  rt::Task<> close() override { return inner_->close(); }
  Result<journal::LineLog*> quarantine() override {
    if (process_.dead_) return fail(dead());
    DF_TRY(auto* inner, inner_->quarantine());
    if (!quarantine_) quarantine_.emplace(process_, *inner, "quarantine");
    return &*quarantine_;
  }
  [[nodiscard]] std::string quarantine_name() const override { return inner_->quarantine_name(); }
  Result<journal::LineLog*> repair_log() override {
    if (process_.dead_) return fail(dead());
    DF_TRY(auto* inner, inner_->repair_log());
    if (!repair_log_) repair_log_.emplace(process_, *inner, "repair log");
    return &*repair_log_;
  }
  [[nodiscard]] std::string repair_log_name() const override { return inner_->repair_log_name(); }
  Result<std::unique_ptr<journal::Scratch>> scratch() override { return inner_->scratch(); }

 private:
  ProcessJournals& process_;
  std::unique_ptr<journal::OpenPair> inner_;
  std::optional<DiskLines> quarantine_{};
  std::optional<DiskLines> repair_log_{};
  std::optional<DiskJournal> journal_{};
};

bool ProcessJournals::dies_at(std::string_view call) {
  if (!dead_) (void)disk_.calls().reach(call);
  return dead_;
}

bool ProcessJournals::remembers(const journal::PairNames& names) {
  return store_->remembers(names);
}

Result<std::optional<journal::Contents>> ProcessJournals::peek(const journal::PairNames& names) {
  return store_->peek(names);
}

Result<std::optional<journal::Rival>> ProcessJournals::rival(const journal::PairNames& names) {
  return store_->rival(names);
}

Result<std::unique_ptr<journal::OpenPair>> ProcessJournals::open(const journal::PairNames& names,
                                                                 WallTime now) {
  if (dies_at("open")) return fail(dead());
  const bool makes_a_file = !store_->remembers(names);
  if (makes_a_file && !disk_.has_room()) return fail(full());
  DF_TRY(auto opened, store_->open(names, now));
  if (dies_at("open")) return fail(dead());
  return std::make_unique<Open>(*this, std::move(opened));
}

}  // namespace dynaferry::simulation
