// The system calls by which a process changes files: each is a stop point, before it and after it, while
// somebody watches. The program's own and SQLite's are the same functions here, which are linked in front
// of the system's.
//
// Threading: one thread. Failure: EIO, for whoever is told that a call may not be made.

#pragma once

#include <functional>

namespace dynaferry::simulation {

class WatchedSystemCalls {
 public:
  // `dies` is asked before and after each call until this is destroyed; true ends all of them.
  explicit WatchedSystemCalls(std::function<bool()> dies);
  ~WatchedSystemCalls();
  WatchedSystemCalls(const WatchedSystemCalls&) = delete;
  WatchedSystemCalls& operator=(const WatchedSystemCalls&) = delete;
};

}  // namespace dynaferry::simulation
