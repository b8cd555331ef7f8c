// Scan and its segments (facts §3.1).

#include "sim/engine/key_paths.h"
#include "sim/engine/page.h"
#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

constexpr std::int64_t max_segments = 1'000'000;
constexpr std::array<std::string_view, 2> not_known = {"ScanFilter", "ConditionalOperator"};

struct Segment {
  std::int64_t number = 0;
  std::int64_t total = 1;
};

Outcome<Segment> segment_of(dom::object request) {
  SIM_TRY(const auto number, whole_member(request, "Segment"));
  SIM_TRY(const auto total, whole_member(request, "TotalSegments"));
  if (!number && !total) return Segment{};
  if (!total) {
    return validation(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present");
  }
  if (!number) {
    return validation(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present");
  }
  if (*total < 1 || *total > max_segments) {
    return out_of_bounds(std::to_string(*total), "totalSegments",
                         *total < 1 ? "Member must have value greater than or equal to 1"
                                    : "Member must have value less than or equal to 1000000");
  }
  if (*number < 0) {
    return out_of_bounds(std::to_string(*number), "segment",
                         "Member must have value greater than or equal to 0");
  }
  if (*number >= *total) {
    return validation(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: " +
        std::to_string(*number) + " is not less than TotalSegments: " + std::to_string(*total));
  }
  return Segment{*number, *total};
}

// The least hash of segment k of n: ceil(k × 2^64 / n). k = n has none.
std::uint64_t least_hash(std::int64_t number, std::int64_t total) {
  __extension__ using Wide = unsigned __int128;
  const auto parts = static_cast<Wide>(total);
  return static_cast<std::uint64_t>(((static_cast<Wide>(number) << 64U) + parts - 1) / parts);
}

PlaceRange range_of(const Segment& segment) {
  PlaceRange range;
  range.from.hash = least_hash(segment.number, segment.total);
  if (segment.number + 1 < segment.total) {
    range.to = ItemKey{least_hash(segment.number + 1, segment.total), {}};
  }
  return range;
}

}  // namespace

Outcome<std::string> scan(Operation& operation, dom::object request) {
  SIM_CHECK(refuse_members(request, not_known));
  SIM_TRY(const auto segment, segment_of(request));
  const bool filters = has_member(request, "FilterExpression");
  SIM_TRY(auto placeholders, Placeholders::read(request));
  SIM_CHECK(placeholders.check(filters || has_member(request, "ProjectionExpression"),
                               filters ? "" : "FilterExpression is null"));
  SIM_TRY(auto filter, read_filter(request, placeholders));
  SIM_TRY(auto options, read_options(request, placeholders));
  SIM_CHECK(placeholders.check_used());
  SIM_TRY(auto page, read_page_request(operation, request, std::move(options)));
  if (filter) SIM_CHECK(check_key_paths(page.source.table->definition(), filter->paths()));
  page.filter = std::move(filter);
  const auto range = range_of(segment);
  if (page.start && !range.contains(*page.start)) {
    return validation(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
        "ExclusiveStartKey with correct Segment. TotalSegments: " +
        std::to_string(segment.total) + " Segment: " + std::to_string(segment.number));
  }
  return read_page(operation, page, range, true);
}

}  // namespace dynaferry::sim
