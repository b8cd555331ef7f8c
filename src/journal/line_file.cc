#include "journal/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "crypto/hash.h"
#include "journal/sync.h"
#include "json/document.h"

namespace dynaferry::journal {
namespace {

// All of it. False with errno: some of it may be there.
bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<LineFile>> LineFile::open(rt::Loop& loop, std::filesystem::path path,
                                                 Repeats repeats) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return fail(system_error("open", path, errno));
  std::unique_ptr<LineFile> lines(new LineFile(loop, std::move(path), file, repeats));
  if (::fchmod(file, 0600) != 0)
    return fail(system_error("change the mode of", lines->path_, errno));
  if (auto ours = lines->check_it_is_ours(); !ours) return fail(ours.error());
  if (auto read = lines->read_what_is_there(); !read) return fail(read.error());
  if (auto synced = sync_path(lines->path_.parent_path()); !synced) return fail(synced.error());
  if (auto started = lines->thread_.start(); !started) return fail(started.error());
  return lines;
}

LineFile::LineFile(rt::Loop& loop, std::filesystem::path path, int file, Repeats repeats)
    : path_(std::move(path)),
      file_(file),
      repeats_(repeats),
      thread_(loop, [this](std::span<const std::string* const> lines) { return append(lines); }) {}

LineFile::Descriptor::~Descriptor() { ::close(number); }

rt::Task<Result<>> LineFile::add(std::string line) {
  auto submitted = thread_.submit(std::move(line));
  co_return co_await std::move(submitted);
}

// Whether the line is to be written; and from now on it is known.
bool LineFile::takes(std::string_view line) {
  return repeats_ == Repeats::kept || known_.insert(digest_of(line)).second;
}

LineFile::Digest LineFile::digest_of(std::string_view line) {
  const auto whole = crypto::sha256(line);
  Digest digest{};
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

Result<> LineFile::read_what_is_there() {
  std::string tail;  // Of the line that is not read to its end.
  std::uint64_t end = 0;
  std::string buffer(1U << 20U, '\0');
  for (;;) {
    const auto got = ::pread(file_.number, buffer.data(), buffer.size(), static_cast<off_t>(end));
    if (got < 0) return fail(system_error("read", path_, errno));
    if (got == 0) break;
    end += static_cast<std::uint64_t>(got);
    tail.append(buffer, 0, static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (auto line_end = tail.find('\n'); line_end != std::string::npos;
         line_end = tail.find('\n', begin)) {
      (void)takes(std::string_view(tail).substr(begin, line_end - begin));
      begin = line_end + 1;
    }
    tail.erase(0, begin);
  }
  return tail.empty() ? Result<>{} : end_last_line(tail, end - tail.size());
}

// Somebody's editor may have taken away the end of a line that is whole.
Result<> LineFile::end_last_line(std::string_view tail, std::uint64_t begin) {
  if (json::parse(tail)) {
    (void)takes(tail);
    if (!write_all(file_.number, "\n")) return fail(system_error("write", path_, errno));
  } else if (::ftruncate(file_.number, static_cast<off_t>(begin)) != 0) {
    return fail(system_error("write", path_, errno));
  }
  return {};
}

Result<> LineFile::append(std::span<const std::string* const> lines) {
  std::string text;
  for (const auto* line : lines) {
    if (takes(*line)) text += *line + "\n";
  }
  const auto end = ::lseek(file_.number, 0, SEEK_END);
  if (!write_all(file_.number, text) || ::fdatasync(file_.number) != 0) {
    const int error_number = errno;
    // What was not synced must not be found, and taken for safe, by the next run.
    (void)::ftruncate(file_.number, end);
    return fail(system_error("write", path_, error_number));
  }
  return check_it_is_ours();
}

Result<> LineFile::check_it_is_ours() const {
  struct stat written{};
  struct stat named{};
  const bool found = ::fstat(file_.number, &written) == 0 && ::lstat(path_.c_str(), &named) == 0;
  if (found && written.st_dev == named.st_dev && written.st_ino == named.st_ino &&
      written.st_nlink == 1) {
    return {};
  }
  return fail(Fault::internal, "\"" + path_.string() +
                                   "\" was moved, deleted or linked while a run writes to it; what "
                                   "it holds is yours to keep");
}

}  // namespace dynaferry::journal
