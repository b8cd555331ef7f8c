// Where the journals of pairs of tables are, as a run sees it.
//
// Threading: the loop's thread. What is not a task is blocking, and called before the work begins.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/time.h"
#include "journal/journal.h"
#include "journal/line_log.h"
#include "journal/scratch.h"
#include "journal/state_directory.h"
#include "rt/task.h"

namespace dynaferry::journal {

// A pair that is ours until this is destroyed. Taking many costs little: the journal is open only
// while it is read and from begin() on.
class OpenPair {
 public:
  virtual ~OpenPair() = default;

  // What the journal holds. Before begin(). Faults: corrupt, invalid, internal.
  virtual Result<Contents> recall() = 0;
  // The journal, loaded and ready for commits, until the pair is let go; with `forget`, an empty
  // one. From now on this pair is the one whose copy into its destination began last. Called once.
  // Faults: as recall().
  virtual rt::Task<Result<Journal*>> begin(bool forget) = 0;
  // Closes the journal. Without it that is done by the destructor, which waits for the disk.
  virtual rt::Task<> close() = 0;
  // Where this pair's refused items go, until the pair is let go. Made when it is first asked for.
  // Fault: internal.
  virtual Result<LineLog*> quarantine() = 0;
  // Its name, for a person; it need not be there.
  [[nodiscard]] virtual std::string quarantine_name() const = 0;
  // Where this pair's repairs are told before they are made; as quarantine().
  virtual Result<LineLog*> repair_log() = 0;
  [[nodiscard]] virtual std::string repair_log_name() const = 0;
  // A new one, on the journal's disk. Fault: internal.
  virtual Result<std::unique_ptr<Scratch>> scratch() = 0;
};

// Another pair whose copy into the same destination began last.
struct Rival {
  std::string name;                    // Of its journal.
  std::optional<Contents> contents{};  // Absent: as of peek().
};

class PairStore {
 public:
  virtual ~PairStore() = default;

  // Whether a journal of that pair exists. Changes nothing.
  [[nodiscard]] virtual bool remembers(const PairNames& names) = 0;

  // What that journal holds, without changing anything. Absent when it cannot be told so: a process
  // is at work on it, or was killed there. Faults: corrupt, invalid, internal.
  virtual Result<std::optional<Contents>> peek(const PairNames& names) = 0;

  // Who may have written to the pair's destination, if its journal is still there. Changes nothing.
  // Faults: as peek().
  virtual Result<std::optional<Rival>> rival(const PairNames& names) = 0;

  // Takes the pair and its destination. Faults: conflict (another process holds them), internal.
  virtual Result<std::unique_ptr<OpenPair>> open(const PairNames& names, WallTime now) = 0;
};

}  // namespace dynaferry::journal
