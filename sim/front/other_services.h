// The services beside DynamoDB that answer at the same endpoint: Application Auto Scaling by its
// X-Amz-Target, STS by its form bodies (facts §1.1, §5.5, §8.3).
//
// Threading: one loop's thread. Failure: none; every request gets an answer.

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "net/http.h"
#include "sim/engine/engine.h"
#include "sim/front/account.h"
#include "sim/services/auto_scaling.h"
#include "sim/services/security_tokens.h"

namespace dynaferry::sim {

class OtherServices {
 public:
  struct Options {
    std::function<WallTime()> now = [] { return WallTime{}; };
    bool check_signatures = false;
    std::uint64_t seed = 1;
    std::optional<std::chrono::seconds> longest_session{};  // SecurityTokens::Options::longest.
  };

  // Credentials that STS makes are added to `accounts`; those that have ended are kept for a while,
  // so that they are known as expired.
  OtherServices(Engine& engine, std::vector<Account>& accounts, Options options);

  // The name that signatures for this request are scoped to; empty: none of these services.
  [[nodiscard]] static std::string_view service_of(const net::HttpRequest& request);
  // Without the headers that every answer has. `request` is for one of these services.
  [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request,
                                         std::string_view request_id);

 private:
  [[nodiscard]] Outcome<Principal> identify(const net::HttpRequest& request,
                                            std::string_view service) const;
  [[nodiscard]] net::HttpResponse answer_scaling(const net::HttpRequest& request);
  [[nodiscard]] net::HttpResponse answer_tokens(const net::HttpRequest& request,
                                                std::string_view request_id);
  void remember(TemporaryCredentials made);

  std::vector<Account>& accounts_;
  Options options_;
  AutoScaling scaling_;
  SecurityTokens tokens_;
};

}  // namespace dynaferry::sim
