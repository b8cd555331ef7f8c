#include "ui/output_files.h"

#include <fmt/format.h>

#include <system_error>

namespace dynaferry::ui {
namespace {

namespace fs = std::filesystem;

// With every link followed, as far as it is there.
fs::path true_path(const fs::path& path) {
  std::error_code error;
  auto found = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : found;
}

// Two names of one file. A device may be written by as many as like.
bool are_one(const fs::path& one, const fs::path& other) {
  std::error_code error;
  if (fs::exists(one, error) && fs::exists(other, error)) {
    return fs::is_regular_file(one, error) && fs::equivalent(one, other, error);
  }
  return true_path(one) == true_path(other);
}

}  // namespace

Result<> check_output_files(const OutputFiles& files, const fs::path& state_directory) {
  for (auto file = files.begin(); file != files.end(); ++file) {
    const auto& [flag, path] = *file;
    if (true_path(path).parent_path() == true_path(state_directory)) {
      return fail(Fault::invalid, fmt::format("{} {} is in the state directory", flag, path));
    }
    for (auto other = files.begin(); other != file; ++other) {
      if (!are_one(path, other->second)) continue;
      return fail(Fault::invalid, fmt::format("{} {} and {} {} are one file", other->first,
                                              other->second, flag, path));
    }
  }
  return {};
}

}  // namespace dynaferry::ui
