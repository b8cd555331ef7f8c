#include "tests/simulation/system_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace dynaferry::simulation {
namespace {

std::function<bool()>& dies() {
  static std::function<bool()> asked;
  return asked;
}

// The system's function of that name and type, with a stop point on either side.
template <class Function, class... Arguments>
auto call(const char* name, Arguments... arguments) {
  const auto real = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
  if (!dies()) return real(arguments...);
  if (dies()()) {
    errno = EIO;
    return decltype(real(arguments...)){-1};
  }
  const auto done = real(arguments...);
  const int error_number = errno;
  if (dies()()) {
    errno = EIO;
    return decltype(real(arguments...)){-1};
  }
  errno = error_number;
  return done;
}

// `more` holds the mode of a file that is to be made; nothing else leaves anything.
int open_file(const char* name, const char* path, int flags, va_list more) {
  using Open = int(const char*, int, mode_t);
  if ((flags & O_CREAT) == 0)
    return reinterpret_cast<Open*>(::dlsym(RTLD_NEXT, name))(path, flags, 0);
  return call<Open>(name, path, flags, va_arg(more, mode_t));
}

}  // namespace

WatchedSystemCalls::WatchedSystemCalls(std::function<bool()> asked) { dies() = std::move(asked); }
WatchedSystemCalls::~WatchedSystemCalls() { dies() = nullptr; }

}  // namespace dynaferry::simulation

// As the system declares them.
extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const int file = dynaferry::simulation::open_file("open", path, flags, more);
  va_end(more);
  return file;
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const int file = dynaferry::simulation::open_file("open64", path, flags, more);
  va_end(more);
  return file;
}
ssize_t write(int file, const void* bytes, size_t size) {
  return dynaferry::simulation::call<decltype(::write)>("write", file, bytes, size);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return dynaferry::simulation::call<decltype(::pwrite)>("pwrite", file, bytes, size, at);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  return dynaferry::simulation::call<decltype(::pwrite64)>("pwrite64", file, bytes, size, at);
}
int ftruncate(int file, off_t size) noexcept {
  return dynaferry::simulation::call<int(int, off_t)>("ftruncate", file, size);
}
int ftruncate64(int file, off64_t size) noexcept {
  return dynaferry::simulation::call<int(int, off64_t)>("ftruncate64", file, size);
}
int fsync(int file) { return dynaferry::simulation::call<int(int)>("fsync", file); }
int fdatasync(int file) { return dynaferry::simulation::call<int(int)>("fdatasync", file); }
int rename(const char* from, const char* to) noexcept {
  return dynaferry::simulation::call<int(const char*, const char*)>("rename", from, to);
}
int unlink(const char* path) noexcept {
  return dynaferry::simulation::call<int(const char*)>("unlink", path);
}
int mkdir(const char* path, mode_t mode) noexcept {
  return dynaferry::simulation::call<int(const char*, mode_t)>("mkdir", path, mode);
}

}  // extern "C"
