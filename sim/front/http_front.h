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
#include "sim/front/account.h"
#include "sim/front/other_services.h"
#include "sim/front/signature.h"

namespace dynaferry::sim {

struct FrontOptions {
  // The front's clock, against which signatures are dated.
  std::function<WallTime()> now = [] { return WallTime{}; };
  // Off: every access key is let in, unchecked, and has an account of its own.
  bool check_signatures = false;
  std::vector<Account> accounts;  // Whose key is known keeps its account, checked or not.
  std::uint64_t seed = 1;         // For request ids.
  std::optional<std::chrono::seconds>
      longest_session{};  // Of an assumed role, in spite of its wish.
};

class HttpFront final : public net::HttpService {
 public:
  HttpFront(Engine& engine, FrontOptions options);

  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override;
  // The same without waiting, for it never waits.
  [[nodiscard]] net::HttpResponse answer(net::HttpRequest request);

  // Who a request says it is from, on its word alone.
  [[nodiscard]] Outcome<Caller> claimed_caller(const net::HttpRequest& request) const;
  // The operation that a request is for; empty when it is none of DynamoDB's.
  [[nodiscard]] static std::string_view operation_of(const net::HttpRequest& request);
  // Sets the front's clock off from the true one.
  void set_clock_off(std::chrono::milliseconds by) { clock_off_ = by; }

 private:
  [[nodiscard]] Answer call(net::HttpRequest& request);
  [[nodiscard]] Outcome<Caller> identify(const net::HttpRequest& request) const;
  [[nodiscard]] net::HttpResponse respond(const net::HttpRequest& request, const Answer& answer);
  [[nodiscard]] net::HttpResponse answer_of_others(const net::HttpRequest& request);
  [[nodiscard]] Caller caller_of(const Authorization& authorization) const;
  [[nodiscard]] WallTime now() const { return options_.now() + clock_off_; }
  [[nodiscard]] std::string request_id();

  Engine& engine_;
  FrontOptions options_;
  Random random_;
  OtherServices others_;
  std::chrono::milliseconds clock_off_{0};
};

}  // namespace dynaferry::sim
