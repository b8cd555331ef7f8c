// A command that cannot be understood or a configuration that does not add up: exit code 2, and
// nothing was touched. Neither text ever repeats a value that could be a secret.

#pragma once

#include <expected>
#include <string>
#include <utility>

namespace dynaferry::cli {

struct UsageError {
  std::string what{};  // What is wrong; lower case, no final stop.
  std::string next{};  // What to do about it; may be empty.
};

template <class T>
using Parsed = std::expected<T, UsageError>;

[[nodiscard]] inline std::unexpected<UsageError> misused(std::string what, std::string next = {}) {
  return std::unexpected<UsageError>(UsageError{std::move(what), std::move(next)});
}

}  // namespace dynaferry::cli
