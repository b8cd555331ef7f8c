// What the journal remembers of a reading: the sums, and how far each side was read when they were
// that. One commit holds both.
//
// Values; no threads.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "journal/journal.h"
#include "model/digest.h"
#include "verify/bucket_sums.h"
#include "verify/side_reading.h"
#include "verify/verdict.h"

namespace dynaferry::verify {

struct Checkpoint {
  struct Read {
    std::vector<Position> positions{};
    SideTotals totals{};
  };

  model::DigestKey digest_key{};
  std::string began_at{};
  Read source{};
  Read destination{};
  BucketSums sums{0};
};

// `reading` names what is read and how (verify/table_verify.h): a checkpoint of another one is none.
[[nodiscard]] journal::Batch to_batch(const Checkpoint& checkpoint, const std::string& reading);
// Absent: there is none of that reading. Fault: corrupt.
[[nodiscard]] Result<std::optional<Checkpoint>> checkpoint_in(const journal::Contents& contents,
                                                              const std::string& reading);

}  // namespace dynaferry::verify
