#include "journal/sync.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace dynaferry::journal {

Error system_error(std::string_view what, const std::filesystem::path& path, int error_number) {
  return Error{Fault::internal, fmt::format("cannot {} \"{}\": {}", what, path.string(),
                                            std::generic_category().message(error_number))};
}

Result<> sync_path(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(system_error("open", path, errno));
  const int synced = ::fsync(file);
  const int error_number = errno;
  ::close(file);
  if (synced != 0) return fail(system_error("sync", path, error_number));
  return {};
}

}  // namespace dynaferry::journal
