// Makes a test an ordinary user for as long as it lives, because nothing is forbidden to root.

#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "core/check.h"

namespace dynaferry {

class OrdinaryUser {
 public:
  // `reachable` is a directory that this user must be able to enter.
  explicit OrdinaryUser(const std::filesystem::path& reachable) {
    if (!root_) return;
    check(::chmod(reachable.c_str(), 0755) == 0, "cannot open the test's directory");
    check(::seteuid(nobody) == 0, "cannot become an ordinary user");
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;
  ~OrdinaryUser() {
    if (root_) check(::seteuid(0) == 0, "cannot become root again");
  }

 private:
  static constexpr uid_t nobody = 65534;
  const bool root_ = ::geteuid() == 0;
};

}  // namespace dynaferry
