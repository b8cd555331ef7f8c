// Reads dynaferry.yaml: the names of the flags without dashes, `tables` for the arguments, and
// `source:` / `dest:` as a shorter way to write source-… and dest-….
//
//   tables: [orders, "dev-*"]
//   source: {profile: dev, region: eu-west-1}
//   dest-profile: prod
//   keep-going: true
//
// Pure function. An unknown key is an error; values are never repeated. Keys of AWS accounts have
// no name here, and so are refused as unknown.

#pragma once

#include <string>
#include <string_view>

#include "cli/given.h"
#include "cli/usage_error.h"

namespace dynaferry::cli {

// `name` is the file's, for error texts.
[[nodiscard]] Parsed<Given> read_config(std::string_view text, const std::string& name);

}  // namespace dynaferry::cli
