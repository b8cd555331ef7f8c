// A look-alike of AWS STS: AssumeRole and GetCallerIdentity (facts §8.3). Every role can be assumed
// by everybody, for trust policies are not simulated; what would narrow a session is refused.
//
// Threading: one thread at a time. Failure: the service's errors as values.

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/random.h"
#include "core/time.h"
#include "sim/engine/engine.h"
#include "sim/services/form_body.h"

namespace dynaferry::sim {

// Who calls, as the front found out.
struct Principal {
  Caller caller;
  std::string access_key;
  std::string arn;         // Of an assumed role; empty for a user of the account.
  bool temporary = false;  // Its credentials came from a role.
};

struct TemporaryCredentials {
  std::string access_key;
  std::string secret;
  std::string session_token;
  WallTime expires{};
  std::string account;
  std::string arn;  // arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION
};

class SecurityTokens {
 public:
  struct Options {
    std::uint64_t seed = 1;
    // Sessions end after this, whatever was asked for; the service itself has no such limit.
    std::optional<std::chrono::seconds> longest{};
  };
  struct Answered {
    std::string xml;                               // The document.
    std::optional<TemporaryCredentials> issued{};  // By an AssumeRole.
  };

  explicit SecurityTokens(Options options) : options_(options), random_(options.seed) {}

  [[nodiscard]] Outcome<Answered> call(const Principal& principal, const FormBody& form,
                                       WallTime now, std::string_view request_id);

 private:
  struct Session;
  [[nodiscard]] Outcome<Session> read_session(const Principal& principal,
                                              const FormBody& form) const;
  [[nodiscard]] TemporaryCredentials issue(const Session& session, WallTime now);
  [[nodiscard]] std::string letters(std::size_t count, std::string_view alphabet);

  Options options_;
  Random random_;
};

// An error as STS writes it; codes of the JSON services become those of the query protocol.
[[nodiscard]] std::string security_error_xml(const ServiceError& error,
                                             std::string_view request_id);
[[nodiscard]] int security_error_status(const ServiceError& error);

}  // namespace dynaferry::sim
