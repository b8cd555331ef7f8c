#include "ui/difference_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "json/document.h"

namespace dynaferry::ui {
namespace {

constexpr mode_t ours_alone = S_IRUSR | S_IWUSR;

std::string reason() { return std::generic_category().message(errno); }

std::string quoted(std::string_view text) { return json::serialize(json::Value(text)); }

// JSON from a service, on one line: a line break in it can only stand between its parts.
std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

std::string item_or_null(const std::optional<std::string>& item) {
  return item ? on_one_line(*item) : "null";
}

// A device or a pipe has no mode of its own to change.
bool is_kept_from_others(int file) {
  struct stat status{};
  if (fstat(file, &status) != 0) return false;
  return !S_ISREG(status.st_mode) || fchmod(file, ours_alone) == 0;
}

}  // namespace

Result<std::unique_ptr<DifferenceFile>> DifferenceFile::open(const std::string& path,
                                                             bool with_items) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, ours_alone);
  if (descriptor < 0) return fail(Fault::invalid, reason());
  // Kept from others before it is emptied: what cannot be ours is left as it is.
  std::FILE* file = is_kept_from_others(descriptor) ? fdopen(descriptor, "w") : nullptr;
  struct stat status{};
  const bool ready = file != nullptr && fstat(descriptor, &status) == 0 &&
                     (!S_ISREG(status.st_mode) || ftruncate(descriptor, 0) == 0);
  if (ready) return std::unique_ptr<DifferenceFile>(new DifferenceFile(file, with_items));
  auto why = reason();
  if (file != nullptr) {
    std::fclose(file);
  } else {
    close(descriptor);
  }
  return fail(Fault::invalid, std::move(why));
}

DifferenceFile::~DifferenceFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void DifferenceFile::check(bool written) {
  if (!written && !lost_) lost_ = reason();
}

void DifferenceFile::differs(const run::TablePair& pair, const verify::Difference& difference) {
  if (file_ == nullptr) return;
  auto line =
      fmt::format(R"({{"v":1,"kind":"{}","table":{},"destination":{},"key":{},"paths":{})",
                  name_of(difference.kind), quoted(pair.source.str()),
                  quoted(pair.destination.str()), on_one_line(difference.key),
                  json::serialize(json::Array(difference.paths.begin(), difference.paths.end())));
  if (with_items_) {
    line += fmt::format(R"(,"source_item":{},"destination_item":{})",
                        item_or_null(difference.source), item_or_null(difference.destination));
  }
  line += "}\n";
  check(std::fwrite(line.data(), 1, line.size(), file_) == line.size());
}

void DifferenceFile::progress(const std::vector<run::PairProgress>&) {
  if (file_ != nullptr) check(std::fflush(file_) == 0);
}

void DifferenceFile::pair_ended(const run::PairEnd&) {
  if (file_ != nullptr) check(std::fflush(file_) == 0);
}

void DifferenceFile::ended(const run::Summary&) {
  if (file_ != nullptr) check(std::fclose(std::exchange(file_, nullptr)) == 0);
}

}  // namespace dynaferry::ui
