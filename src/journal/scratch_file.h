// A Scratch in a file without a name: it is gone when the process is, however that ends.
//
// Threading and failure: as scratch.h.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "journal/scratch.h"

namespace dynaferry::journal {

class ScratchFile final : public Scratch {
 public:
  static Result<std::unique_ptr<Scratch>> make(const std::filesystem::path& directory);
  ~ScratchFile() override;
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  Result<> append(std::string_view bytes) override;
  Result<> read(std::uint64_t offset, std::span<char> into) override;

 private:
  explicit ScratchFile(int file) : file_(file) {}

  int file_;
};

}  // namespace dynaferry::journal
