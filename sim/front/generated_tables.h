// What --generate says: tables whose items are made as they are read (sim/engine/generation.h).
// Reads files where it is told to; before the simulator runs, any thread.

#pragma once

#include <expected>
#include <string>
#include <vector>

#include "sim/engine/generation.h"
#include "sim/front/account.h"

namespace dynaferry::sim {

// Each text is TABLE=PARTS, or TABLE=FILE.json with the same parts in an object. An account may be
// named by an access key. The error is in words, for a person.
[[nodiscard]] std::expected<std::vector<Generation>, std::string> read_generated_tables(
    const std::vector<std::string>& texts, const std::vector<Account>& accounts);

}  // namespace dynaferry::sim
