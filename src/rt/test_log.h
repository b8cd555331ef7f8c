// What both programs of tests tell stories with.

#pragma once

#include <string>
#include <vector>

#include "rt/channel.h"
#include "rt/event.h"
#include "rt/loop.h"
#include "rt/semaphore.h"

namespace dynaferry::rt {

using Log = std::vector<std::string>;

// Writes down how it ended, also when it is unwound.
struct Ending {
  Log* log;
  std::string name;
  bool whole = false;
  ~Ending() { log->push_back(name + (whole ? " ended" : " unwound")); }
};

inline Task<> sleep_and_log(Loop& loop, Ns duration, std::string name, Log* log) {
  Ending ending{log, name};
  co_await loop.sleep(duration);
  ending.whole = true;
}

}  // namespace dynaferry::rt
