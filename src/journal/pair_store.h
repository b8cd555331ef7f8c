// Where the journals of pairs of tables are, as a run sees it.
//
// Threading: the loop's thread; blocking, and called before the work begins.

#pragma once

#include <memory>

#include "core/error.h"
#include "core/time.h"
#include "journal/journal.h"
#include "journal/state_directory.h"

namespace dynaferry::journal {

// A pair that is ours until this is destroyed.
class OpenPair {
 public:
  virtual ~OpenPair() = default;
  virtual Journal& journal() = 0;
};

class PairStore {
 public:
  virtual ~PairStore() = default;

  // Whether a journal of that pair exists. Changes nothing.
  [[nodiscard]] virtual bool remembers(const PairNames& names) = 0;

  // Takes the pair and opens its journal, an empty one if `forget` or if there was none. Faults:
  // conflict (another process holds the pair), corrupt, invalid, internal.
  virtual Result<std::unique_ptr<OpenPair>> open(const PairNames& names, bool forget,
                                                 WallTime now) = 0;
};

}  // namespace dynaferry::journal
