// Journals in a directory: the PairStore of the program. The directory is made when the first pair
// is opened, so that a run which is refused before leaves no trace.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "journal/pair_store.h"
#include "rt/loop.h"

namespace dynaferry::journal {

class DirectoryPairStore final : public PairStore {
 public:
  using OpenJournal =
      std::function<Result<std::unique_ptr<Journal>>(const std::filesystem::path& file)>;

  // `warn` hears of a directory that others can read.
  DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                     std::function<void(std::string)> warn);
  // With journals that are served otherwise than by a thread.
  DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                     std::function<void(std::string)> warn, OpenJournal open_journal);

  [[nodiscard]] bool remembers(const PairNames& names) override;
  Result<std::optional<Contents>> peek(const PairNames& names) override;
  Result<std::optional<Rival>> rival(const PairNames& names) override;
  Result<std::unique_ptr<OpenPair>> open(const PairNames& names, WallTime now) override;

 private:
  rt::Loop& loop_;
  std::filesystem::path path_;
  std::function<void(std::string)> warn_;
  OpenJournal open_journal_;
  std::optional<StateDirectory> directory_;
};

}  // namespace dynaferry::journal
