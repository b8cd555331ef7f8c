#include "journal/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace dynaferry::journal {
namespace {

std::unexpected<Error> cannot(const std::string& what) {
  return fail(Fault::internal,
              "cannot " + what + " a temporary file: " + std::generic_category().message(errno));
}

}  // namespace

Result<std::unique_ptr<Scratch>> ScratchFile::make(const std::filesystem::path& directory) {
  auto name = (directory / ".scratch-XXXXXX").string();
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return cannot("make");
  unlink(name.c_str());
  return std::unique_ptr<Scratch>(new ScratchFile(file));
}

ScratchFile::~ScratchFile() { close(file_); }

Result<> ScratchFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot("write to");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> ScratchFile::read(std::uint64_t offset, std::span<char> into) {
  while (!into.empty()) {
    const auto got = pread(file_, into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read from");
    if (got == 0) return fail(Fault::internal, "a temporary file is shorter than what was written");
    into = into.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return {};
}

}  // namespace dynaferry::journal
