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
  std::string began_at{};  // RFC 3339, as what follows.
  std::string recorded_at{};
  Read source{};
  Read destination{};
  BucketSums sums{0};
};

// Whether all of it was read. Such a reading is not gone on with: nothing would be read any more.
[[nodiscard]] bool is_whole(const Checkpoint& checkpoint);

// `reading` names what is read and how (verify/table_verify.h): a checkpoint of another one is none.
[[nodiscard]] journal::Batch to_batch(const Checkpoint& checkpoint, const std::string& reading);
// Absent: there is none of that reading. Fault: corrupt.
[[nodiscard]] Result<std::optional<Checkpoint>> checkpoint_in(const journal::Contents& contents,
                                                              const std::string& reading);

}  // namespace dynaferry::verify
