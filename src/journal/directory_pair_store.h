// Journals in a directory: the PairStore of the program. The directory is made when the first pair
// is opened, so that a run which is refused before leaves no trace.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "journal/aside.h"
#include "journal/pair_store.h"
#include "rt/loop.h"

namespace dynaferry::journal {

class DirectoryPairStore final : public PairStore {
 public:
  using OpenJournal =
      std::function<Result<std::unique_ptr<Journal>>(const std::filesystem::path& file)>;

  using RunAside = std::function<rt::Task<Result<>>(Blocking step)>;

  // `warn` hears of a directory that others can read.
  DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                     std::function<void(std::string)> warn);
  // Without threads: the journals and their opening are served otherwise.
  DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                     std::function<void(std::string)> warn, OpenJournal open_journal,
                     RunAside run_aside);

  [[nodiscard]] bool remembers(const PairNames& names) override;
  Result<std::optional<Contents>> peek(const PairNames& names) override;
  Result<std::optional<Rival>> rival(const PairNames& names) override;
  Result<std::unique_ptr<OpenPair>> open(const PairNames& names, WallTime now) override;

 private:
  rt::Loop& loop_;
  std::filesystem::path path_;
  std::function<void(std::string)> warn_;
  OpenJournal open_journal_;
  RunAside run_aside_;
  std::optional<StateDirectory> directory_;
};

}  // namespace dynaferry::journal
