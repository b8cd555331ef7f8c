// A verdict for scripts: what events and the report hold of it (docs/formats/report.md).
//
// Pure functions.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "json/document.h"
#include "run/problem.h"
#include "verify/verdict.h"

namespace dynaferry::ui {

// Capacity units, or none: an integer where they are whole.
[[nodiscard]] json::Value units_value(std::optional<double> units);
// `verdict`, `mode`, `exact`, `counts`, `totals`, `write_units`, `root_digest`, `began_at`, `ended_at`.
[[nodiscard]] json::Object to_json(const verify::Verdict& verdict);
[[nodiscard]] json::Object to_json(const verify::Progress& progress);
[[nodiscard]] json::Object to_json(const run::Problem& problem);
[[nodiscard]] json::Array to_json(const std::vector<std::string>& texts);

}  // namespace dynaferry::ui
