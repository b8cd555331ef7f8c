#include "journal/state_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

#include "core/mutant.h"
#include "crypto/hash.h"
#include "journal/sync.h"

namespace dynaferry::journal {

namespace fs = std::filesystem;

namespace {

// A file name has 255 bytes. The longest suffix is SQLite's on a new journal, 20 bytes, ".verify" is 7,
// and "~", "-" and the digest take 10: that leaves 109 for each side, "@" among them.
constexpr std::size_t longest_table = 84;
constexpr std::size_t longest_region = 24;
constexpr std::size_t digest_digits = 8;
constexpr std::string_view journal_suffix = ".journal";

std::string short_digest(std::string_view text) {
  const auto digest = crypto::sha256(text);
  return crypto::hex(std::span(digest).first(digest_digits / 2));
}

// The text itself when it is short and made of the service's own characters for names. Otherwise
// shortened, "+" and a digest; "+" and "%" are in no such name, so that two never look the same.
std::string file_part(const std::string& text, std::size_t longest) {
  std::string part;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '-';
    if (plain && (c != '.' || !part.empty())) {
      part.push_back(c);
    } else {
      part += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
  }
  if (part.size() <= longest) return part;
  return part.substr(0, longest - digest_digits - 1) + "+" + short_digest(text);
}

std::string side(const TableName& table, const Region& region) {
  return file_part(table.str(), longest_table) + "@" + file_part(region.str(), longest_region);
}

std::string purpose(const PairNames& names) { return names.of_verify ? ".verify" : ""; }

constexpr std::string_view lock_suffix = ".lock";

// A line of a lock file, as far as it is fit to be printed; the first says who holds it, the second
// is the stem of the pair whose copy began last.
std::string line_of(int file, std::size_t number) {
  std::array<char, 1024> bytes{};
  const auto got = ::pread(file, bytes.data(), bytes.size(), 0);
  std::string_view text(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  for (; number > 0; --number) {
    const auto end = text.find('\n');
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  std::string line(text.substr(0, text.find('\n')));
  for (auto& c : line) {
    if (c < ' ' || c > '~') c = '?';
  }
  return line;
}

std::string holder_in(int file) {
  const auto line = line_of(file, 0);
  return line.empty() ? "another process" : line;
}

std::string last_begun_in(int file) { return line_of(file, 1); }

std::string this_process(WallTime now) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return fmt::format("process {} on {}, running since {}", ::getpid(), host.data(), rfc3339(now));
}

Result<> write_whole(int file, std::string_view text, const fs::path& path) {
  const auto wrote = ::pwrite(file, text.data(), text.size(), 0);
  if (wrote < 0) return fail(system_error("write", path, errno));
  if (std::cmp_not_equal(wrote, text.size())) return fail(system_error("write", path, ENOSPC));
  // Last, so that a kill leaves what counts.
  if (::ftruncate(file, wrote) != 0) return fail(system_error("write", path, errno));
  return {};
}

// Whether the open file is the one of that name: it may have been deleted between open and lock.
bool is_still(int file, const fs::path& path) {
  struct stat opened{};
  struct stat named{};
  return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

// A descriptor that holds the lock. Fault: conflict, internal.
Result<int> lock_file(const fs::path& path) {
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return fail(system_error("open", path, errno));
    int locked = 0;
    do {
      locked = ::flock(file, LOCK_EX | LOCK_NB);
    } while (locked != 0 && errno == EINTR);
    if (is_mutant(Mutant::takes_no_lock)) return file;
    if (locked == 0 && is_still(file, path)) return file;
    const int error_number = errno;
    const auto holder = holder_in(file);
    ::close(file);
    if (locked == 0) continue;
    if (error_number != EWOULDBLOCK) return fail(system_error("lock", path, error_number));
    return fail(Fault::conflict, fmt::format("\"{}\" is held by {}", path.string(), holder));
  }
}

Result<> remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return fail(system_error("remove", path, errno));
}

Error unusable(const fs::path& path, std::string_view why) {
  return Error{Fault::invalid, fmt::format("state directory \"{}\" {}", path.string(), why)};
}

// Missing parents are the system's default; only the last one is ours to close.
Result<> make_directory(const fs::path& path) {
  std::error_code failed;
  const auto whole = fs::absolute(path, failed).lexically_normal();
  if (failed) return fail(system_error("find", path, failed.value()));
  const auto named = whole.has_filename() ? whole : whole.parent_path();
  fs::create_directories(named.parent_path(), failed);
  if (failed) return fail(unusable(path, "cannot be made: " + failed.message()));
  if (::mkdir(named.c_str(), 0700) != 0) {
    if (errno == EEXIST) return {};
    return fail(unusable(path, "cannot be made: " + std::generic_category().message(errno)));
  }
  return sync_path(named.parent_path());
}

// Whatever it is: what is there and is no journal is damage, not a reason to make one.
bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

}  // namespace

std::string stem_of(const PairNames& names) {
  return side(names.source, names.source_region) + "~" +
         side(names.destination, names.destination_region) + "-" + short_digest(names.identity) +
         purpose(names);
}

std::string destination_stem_of(const PairNames& names) {
  return side(names.destination, names.destination_region) + "-" +
         short_digest(names.destination_identity) + purpose(names);
}

PairState::PairState(PairState&& other) noexcept
    : stem_(std::move(other.stem_)),
      lock_(std::exchange(other.lock_, -1)),
      holder_(std::move(other.holder_)) {}

PairState& PairState::operator=(PairState&& other) noexcept {
  if (this != &other) {
    if (lock_ >= 0) ::close(lock_);
    stem_ = std::move(other.stem_);
    lock_ = std::exchange(other.lock_, -1);
    holder_ = std::move(other.holder_);
  }
  return *this;
}

PairState::~PairState() {
  if (lock_ >= 0) ::close(lock_);
}

fs::path PairState::file(std::string_view suffix) const {
  auto path = stem_;
  path += suffix;
  return path;
}

fs::path PairState::journal() const { return file(journal_suffix); }
bool PairState::has_journal() const { return is_there(journal()); }
fs::path PairState::quarantine() const { return file(".quarantine.ndjson"); }
fs::path PairState::repair_log() const { return file(".repair.ndjson"); }

Result<> PairState::forget() {
  // The journal first and durably: without it its log means nothing, without its log it could be
  // taken for an older one.
  if (auto removed = remove_file(journal()); !removed) return removed;
  if (auto synced = sync_path(stem_.parent_path()); !synced) return synced;
  for (const auto* suffix : {".journal-wal", ".journal-shm"}) {
    if (auto removed = remove_file(file(suffix)); !removed) return removed;
  }
  return {};
}

Result<StateDirectory> StateDirectory::open(fs::path path) {
  if (auto made = make_directory(path); !made) return fail(made.error());
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return fail(system_error("read", path, errno));
  if (!S_ISDIR(found.st_mode)) return fail(unusable(path, "is not a directory"));
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
    return fail(unusable(path, "cannot be used: " + std::generic_category().message(errno)));
  }
  StateDirectory directory(std::move(path));
  if ((found.st_mode & 077U) != 0) {
    directory.warning_ = fmt::format(
        "state directory \"{}\" is open to other users (mode {:04o}): it names keys of items; "
        "chmod 700 closes it",
        directory.path_.string(), found.st_mode & 07777U);
  }
  return directory;
}

std::optional<StateDirectory> StateDirectory::existing(fs::path path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return std::nullopt;
  return StateDirectory(std::move(path));
}

Result<PairState> StateDirectory::take(const PairNames& names, WallTime now) const {
  const auto lock_path = path_ / (destination_stem_of(names) + std::string(lock_suffix));
  DF_TRY(const int lock, lock_file(lock_path));
  PairState state(path_ / stem_of(names), lock, this_process(now) + "\n");
  if (auto wrote = write_whole(lock, state.holder_ + last_begun_in(lock) + "\n", lock_path);
      !wrote) {
    return fail(wrote.error());
  }
  return state;
}

Result<> PairState::claim_destination() {
  const auto text = holder_ + stem_.filename().string() + "\n";
  if (auto wrote = write_whole(lock_, text, stem_); !wrote) return wrote;
  if (::fsync(lock_) != 0) return fail(system_error("write", stem_, errno));
  return {};
}

std::optional<std::string> StateDirectory::rival_of(const PairNames& names) const {
  const auto path = path_ / (destination_stem_of(names) + std::string(lock_suffix));
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  auto stem = last_begun_in(file);
  ::close(file);
  const bool is_other = !stem.empty() && stem != stem_of(names);
  if (!is_other || !is_there(journal_of(stem))) return std::nullopt;
  return stem;
}

fs::path StateDirectory::journal_of(const std::string& stem) const {
  return path_ / (stem + std::string(journal_suffix));
}

bool StateDirectory::remembers(const PairNames& names) const {
  return is_there(journal_of(stem_of(names)));
}

}  // namespace dynaferry::journal
