#include "cli/environment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace dynaferry::cli {
namespace {

constexpr std::size_t largest_file = std::size_t{16} << 20U;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

std::unexpected<Error> cannot_open(const std::string& path, int error) {
  const bool missing = error == ENOENT || error == ENOTDIR;
  const bool denied = error == EACCES || error == EPERM;
  return fail(missing  ? Fault::absent
              : denied ? Fault::refused
                       : Fault::invalid,
              "cannot read " + path + ": " + std::generic_category().message(error));
}

Result<std::string> read_all(int from, const std::string& name) {
  std::string text;
  char piece[16384];
  for (;;) {
    const auto n = ::read(from, piece, sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return fail(Fault::invalid,
                  "cannot read " + name + ": " + std::generic_category().message(errno));
    }
    if (n == 0) return text;
    text.append(piece, static_cast<std::size_t>(n));
    if (text.size() > largest_file) return fail(Fault::invalid, name + " is larger than 16 MiB");
  }
}

Result<TextFile> read_file_of_disk(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return cannot_open(path, errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return cannot_open(path, errno);
  if (S_ISDIR(status.st_mode)) return fail(Fault::absent, path + " is a directory");
  DF_TRY(auto text, read_all(file.get(), path));
  return TextFile{std::move(text), S_ISREG(status.st_mode) && (status.st_mode & 0044U) != 0};
}

Result<std::string> read_standard_input() { return read_all(STDIN_FILENO, "standard input"); }

}  // namespace

std::string_view Environment::get(std::string_view name) const {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view() : std::string_view(found->second);
}

Environment Environment::of_process() {
  Environment environment{{}, read_file_of_disk, read_standard_input};
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    environment.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

}  // namespace dynaferry::cli
