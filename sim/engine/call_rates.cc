#include "sim/engine/call_rates.h"

#include <algorithm>
#include <array>

namespace dynaferry::sim {
namespace {

struct OwnRate {
  std::string_view operation;
  std::string_view bucket;  // Operations of one bucket share their rate.
  double per_second;
};
constexpr std::array own_rates = {
    OwnRate{"TagResource", "tagging", 5},
    OwnRate{"UntagResource", "tagging", 5},
    OwnRate{"ListTagsOfResource", "ListTagsOfResource", 10},
    OwnRate{"DescribeLimits", "DescribeLimits", 1.0 / 60},
    OwnRate{"UpdateContributorInsights", "UpdateContributorInsights", 5},
    OwnRate{"DescribeContributorInsights", "DescribeContributorInsights", 5},
    OwnRate{"ListContributorInsights", "ListContributorInsights", 5},
};

}  // namespace

bool CallRates::take_from(std::string_view name, double per_second, WallTime now) {
  auto& bucket = buckets_.try_emplace(std::string(name)).first->second;
  const auto most = std::max(1.0, per_second);
  const auto passed = std::chrono::duration<double>(now - bucket.filled_at).count();
  bucket.tokens = bucket.fresh ? most : std::min(most, bucket.tokens + passed * per_second);
  bucket.fresh = false;
  bucket.filled_at = now;
  // A little less than one, for what the sums of fractions lose.
  if (bucket.tokens < 1 - 1e-6) return false;
  bucket.tokens -= 1;
  return true;
}

Outcome<> CallRates::take(std::string_view operation, const ControlPlaneOptions& options,
                          WallTime now) {
  if (!options.rates) return {};
  bool allowed = take_from("", options.calls_per_second, now);
  const auto* own = std::ranges::find(own_rates, operation, &OwnRate::operation);
  if (allowed && own != own_rates.end()) allowed = take_from(own->bucket, own->per_second, now);
  if (allowed) return {};
  return refuse("com.amazon.coral.availability", "ThrottlingException", "Rate exceeded");
}

}  // namespace dynaferry::sim
