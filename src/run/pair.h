// One pair of tables on its way through a run: looked at, taken, worked on. What is done with it is
// PairCopy's (pair_run.h) or PairVerify's.
//
// Threading: one loop's thread. Call the steps in their order, each once; the next one needs a look
// without problems.
// Failure: every step leaves its problems in look() or in the end it returns; nothing is thrown and
// nothing passed over.

#pragma once

#include <string>

#include "rt/task.h"
#include "run/listener.h"

namespace dynaferry::run {

class Pair {
 public:
  virtual ~Pair() = default;

  // Reads what both sides say of the tables. Changes nothing.
  virtual rt::Task<> describe() = 0;
  // Looks for whatever else may stand in the way. Leaves nothing behind if it is there.
  virtual rt::Task<> look_closer() = 0;
  // Takes what nobody else may have meanwhile. From here on there is something on this machine's disk.
  virtual void take() = 0;
  // Does what is to be done.
  virtual rt::Task<PairEnd> carry_out() = 0;

  // Makes carry_out() end soon, everything done recorded; if it has not begun, it will do nothing.
  virtual void stop() = 0;
  // Whether stop() is enough: what goes on ends by itself.
  [[nodiscard]] virtual bool is_at_work() const = 0;

  // A problem added to it before the pair was taken leaves the pair out.
  [[nodiscard]] virtual Look& look() = 0;
  [[nodiscard]] virtual PairProgress progress() const = 0;
  // How it ended, for a pair that never got to carry_out() or was cancelled in it.
  [[nodiscard]] virtual PairEnd end_with(Exit exit, std::string note) const = 0;
};

}  // namespace dynaferry::run
