// What a verify found: the numbers that the console, the events and the report are made of.
//
// Values; no threads.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/digest.h"

namespace dynaferry::verify {

enum class Mode : unsigned char {
  full,    // Every item of both sides, by digest.
  sample,  // Random keys of both sides.
  count,   // How many items each side has. No proof.
};
[[nodiscard]] std::string_view name_of(Mode mode);

// How one key differs.
enum class Kind : unsigned char {
  missing,    // In the source only.
  extra,      // In the destination only.
  different,  // In both, with other values.
  unsettled,  // Changing while it was looked at, to the last.
};
[[nodiscard]] std::string_view name_of(Kind kind);

struct Difference {
  Kind kind = Kind::missing;
  std::string key;                      // DynamoDB JSON.
  std::vector<std::string> paths{};     // Of kind `different`: model/item_comparison.h.
  std::optional<std::string> source{};  // The items, as they were seen last.
  std::optional<std::string> destination{};
};

// Of one side, in one whole reading.
struct SideTotals {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  // Wire bytes of those.
  double read_units = 0;    // Of everything that was read of it.
  std::uint64_t replication_attributes = 0;
  // The sum of all items' digests: the same data and key give the same one. Mode full.
  model::Digest root{};
};

struct Verdict {
  Mode mode = Mode::full;
  SideTotals source{};
  SideTotals destination{};
  // Keys, by what is true of them at the end: after the repair, where one was asked for.
  std::uint64_t missing = 0;
  std::uint64_t extra = 0;
  std::uint64_t different = 0;
  std::uint64_t unsettled = 0;
  // Keys that differed when they were first looked at and are equal now, without our doing.
  std::uint64_t in_flux = 0;
  // Either side held other items when it was read again, for the keys, than at first.
  bool changed_between_readings = false;
  // An item was another one at one look than at the look before, without our doing.
  bool changed_between_looks = false;
  // By --repair: keys whose item was put, and that --delete-extra deleted; and keys that somebody wrote
  // meanwhile, which were left.
  std::uint64_t repaired = 0;
  std::uint64_t deleted = 0;
  std::uint64_t left_alone = 0;
  double write_units = 0;  // Of the repair.
  // Mode sample: keys that were compared, of each side; and whether keys that differ only in their sort
  // key were drawn together, so that they are no independent draws.
  bool draws_are_clustered = false;
  std::uint64_t sampled_of_source = 0;
  std::uint64_t sampled_of_destination = 0;
  bool goes_on = false;    // With a reading that an earlier process began.
  std::string began_at{};  // RFC 3339: the first reading's first page, across resumes.
  std::string ended_at{};
  model::DigestKey digest_key{};

  // Whether nothing changed while it was read, as far as could be seen.
  [[nodiscard]] bool is_exact() const {
    return in_flux == 0 && unsettled == 0 && !changed_between_readings && !changed_between_looks;
  }
  [[nodiscard]] bool is_equal() const {
    return missing + extra + different + unsettled == 0 &&
           (mode != Mode::count || source.items == destination.items);
  }
};

// How far it has come.
struct Progress {
  enum class Step : unsigned char {
    reading,        // Both sides, whole.
    reading_again,  // Both sides, to find the keys of what differs.
    looking,        // At keys that differed, until each is settled.
    repairing,
  };
  Step step = Step::reading;
  Mode mode = Mode::full;
  std::uint64_t items_of_source = 0;  // Read in this step.
  std::uint64_t items_of_destination = 0;
  std::uint64_t bytes_read = 0;  // Wire bytes, of both sides, in this process.
  double read_units_of_source = 0;
  double read_units_of_destination = 0;
  std::uint64_t throttled = 0;
  std::uint32_t segments = 0;  // Of both sides.
  std::uint32_t segments_done = 0;
  std::uint64_t keys_to_look_at = 0;  // Not settled yet.
};
[[nodiscard]] std::string_view name_of(Progress::Step step);

}  // namespace dynaferry::verify
