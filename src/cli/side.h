// One side of a copy, decided: where it is and who we are there. Reads ~/.aws/config and
// ~/.aws/credentials when a profile, or the lack of anything better, asks for them.

#pragma once

#include <optional>
#include <string>

#include "aws/credentials.h"
#include "aws/endpoints.h"
#include "cli/environment.h"
#include "cli/layers.h"
#include "cli/usage_error.h"
#include "core/names.h"

namespace dynaferry::cli {

struct Side {
  End end = End::source;
  Region region{};  // As the user named it; what requests are signed for is in `endpoint`.
  aws::Endpoint endpoint{};
  aws::Credentials credentials{};
  std::optional<std::string> profile{};
  std::optional<std::string> ca_bundle{};  // This side's own; else NetworkOptions has one or none.
  // In words, for "source: AKIA…CDEF (keys from .env), eu-west-1 (from the flags)".
  std::string credentials_from{};
  std::string region_from{};
  std::string endpoint_from{};

  [[nodiscard]] std::string text() const;
};

// Credentials are one unit: the highest layer that names keys, a profile or a role decides alone.
[[nodiscard]] Parsed<Side> resolve_side(const SideOptions& options, const Environment& environment);

// The same account as far as we can tell (access key), Region and endpoint.
[[nodiscard]] bool same_side(const Side& a, const Side& b);

}  // namespace dynaferry::cli
