// What the simulated service answers: a JSON document, or one of its errors. These are values of
// the simulated world, not failures of this program, so they are not dynaferry::Error.

#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dynaferry::sim {

inline constexpr std::string_view service_space = "com.amazonaws.dynamodb.v20120810";
inline constexpr std::string_view coral_space = "com.amazon.coral.service";
inline constexpr std::string_view validate_space = "com.amazon.coral.validate";

// An error of the service (facts §2.1).
struct ServiceError {
  std::string space;    // The namespace before '#' in "__type".
  std::string code;     // "ValidationException", …
  std::string message;  // Empty: the body has no message.
  int status = 400;
  std::string members{};  // More members of the body as JSON text, e.g. "\"Item\":{…}"; or empty.
};

struct Answer {
  std::string document;  // JSON text, when there is no error.
  std::optional<ServiceError> error{};

  [[nodiscard]] int status() const { return error ? error->status : 200; }
  // The body as the service would send it.
  [[nodiscard]] std::string body() const;
};

template <class T = void>
using Outcome = std::expected<T, ServiceError>;
using Refusal = std::unexpected<ServiceError>;

[[nodiscard]] Refusal refuse(std::string_view space, std::string_view code, std::string message);
[[nodiscard]] Refusal validation(std::string message);  // ValidationException
[[nodiscard]] Refusal invalid_value(
    std::string message);  // "One or more parameter values were invalid: …"
[[nodiscard]] Refusal not_found(std::string message);   // ResourceNotFoundException
[[nodiscard]] Refusal in_use(std::string message);      // ResourceInUseException
[[nodiscard]] Refusal unreadable(std::string message);  // SerializationException
// Something the service has and the simulator does not (yet); never answered by guessing.
[[nodiscard]] Refusal not_simulated(std::string_view what);

#define SIM_JOIN_(a, b) a##b
#define SIM_JOIN(a, b) SIM_JOIN_(a, b)
#define SIM_TRY_(outcome, declaration, expression)                \
  auto outcome = (expression);                                    \
  if (!outcome) [[unlikely]]                                      \
    return ::dynaferry::sim::Refusal(std::move(outcome).error()); \
  declaration = *std::move(outcome)
// Unwraps an Outcome or returns its error.
#define SIM_TRY(declaration, expression) \
  SIM_TRY_(SIM_JOIN(sim_outcome_, __LINE__), declaration, expression)
#define SIM_CHECK(expression)                                     \
  if (auto sim_outcome = (expression); !sim_outcome) [[unlikely]] \
  return ::dynaferry::sim::Refusal(std::move(sim_outcome).error())

}  // namespace dynaferry::sim
