// The simulated DynamoDB's face to the network: HTTP requests in, HTTP answers out (facts §1).
// Knows the wire and nothing of tables; the engine knows tables and nothing of the wire.
//
// Threading: one loop's thread. Failure: none; every request gets an answer.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/time.h"
#include "net/http.h"
#include "sim/engine/engine.h"
#include "sim/front/signature.h"

namespace dynaferry::sim {

// Credentials that the service knows.
struct Account {
  std::string access_key;
  std::string secret;
  std::string id;  // Twelve digits.
};

struct FrontOptions {
  // The front's clock, against which signatures are dated.
  std::function<WallTime()> now = [] { return WallTime{}; };
  // Off: every access key is let in, unchecked, and has an account of its own.
  bool check_signatures = false;
  std::vector<Account> accounts;  // Whose key is known keeps its account, checked or not.
  std::uint64_t seed = 1;         // For request ids.
};

class HttpFront final : public net::HttpService {
 public:
  HttpFront(Engine& engine, FrontOptions options);

  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override;
  // The same without waiting, for it never waits.
  [[nodiscard]] net::HttpResponse answer(net::HttpRequest request);

 private:
  [[nodiscard]] Answer call(net::HttpRequest& request);
  [[nodiscard]] Outcome<Caller> identify(const net::HttpRequest& request) const;
  [[nodiscard]] net::HttpResponse respond(const net::HttpRequest& request, const Answer& answer);
  [[nodiscard]] std::string request_id();

  Engine& engine_;
  FrontOptions options_;
  Random random_;
};

// The account that an unknown access key gets: a fixed function of the key.
[[nodiscard]] std::string account_of_key(std::string_view access_key);

}  // namespace dynaferry::sim
