// How failure is told, everywhere in dynaferry.
//
// Result<T> is a value or an Error. An Error carries a Fault, which says what the caller should do,
// and words for a person. Nothing of ours throws; exceptions of third-party code are caught in the
// adapter that calls it. (One exception: cancellation of a coroutine unwinds it, see rt/scope.h.)
//
// Expected partial outcomes (unprocessed items, an empty page) are values, not errors.

#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dynaferry {

enum class Fault : unsigned char {
  busy,       // Turned away, or never reached: nothing happened. Wait, then repeat.
  lost,       // Outcome unknown. Repeat only what is safe to repeat.
  absent,     // The named thing is not there.
  conflict,   // It exists already, is in use, or someone else changed it.
  refused,    // Not allowed: credentials or rights. Stop and tell a person.
  invalid,    // We asked wrongly: bad input or a bug. The same request fails again.
  corrupt,    // Stored or received bytes fail their check. Never repaired silently.
  cancelled,  // We asked it to stop.
  internal,   // Our own bug, noticed in time.
};

[[nodiscard]] std::string_view name_of(Fault fault);

struct Error {
  Fault fault = Fault::internal;
  std::string message;               // What happened; lower case, no final stop.
  std::vector<std::string> doing{};  // "while …", outermost first.
  std::string code{};  // The service's own word, e.g. "ThrottlingException"; or empty.
  std::string request_id{};
  std::optional<std::chrono::milliseconds> retry_after{};

  // Adds what was being done, once per layer: e.while_doing("reading segment 3 of 16").
  [[nodiscard]] Error while_doing(std::string what) &&;

  // "reading segment 3 of 16: scan: throttled (ThrottlingException, request ABC)".
  [[nodiscard]] std::string text() const;

  bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}
[[nodiscard]] inline std::unexpected<Error> fail(Fault fault, std::string message) {
  return std::unexpected<Error>(Error{fault, std::move(message)});
}

// Unwraps a Result or returns its error: DF_TRY(auto page, read_page());
// In coroutines: DF_CO_TRY(auto page, co_await table.scan(request));
#define DF_JOIN_(a, b) a##b
#define DF_JOIN(a, b) DF_JOIN_(a, b)
#define DF_TRY_(result, declaration, expression)                    \
  auto result = (expression);                                       \
  if (!result) return ::dynaferry::fail(std::move(result).error()); \
  declaration = *std::move(result)
#define DF_TRY(declaration, expression) \
  DF_TRY_(DF_JOIN(df_result_, __LINE__), declaration, expression)
#define DF_CO_TRY_(result, declaration, expression)                    \
  auto result = (expression);                                          \
  if (!result) co_return ::dynaferry::fail(std::move(result).error()); \
  declaration = *std::move(result)
#define DF_CO_TRY(declaration, expression) \
  DF_CO_TRY_(DF_JOIN(df_result_, __LINE__), declaration, expression)

}  // namespace dynaferry
