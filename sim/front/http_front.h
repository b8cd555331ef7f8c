// The simulated DynamoDB's face to the network: HTTP requests in, HTTP answers out (facts §1).
// Knows the wire and nothing of tables; the engine knows tables and nothing of the wire.
//
// Threading: one loop's thread. Failure: none; every request gets an answer.

#pragma once

#include <functional>
#include <string>
#include <utility>
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
  [[nodiscard]] Outcome<Caller> claimed_caller(const net::HttpRequest& request);
  // The operation that a request is for; empty when it is none of DynamoDB's.
  [[nodiscard]] static std::string_view operation_of(const net::HttpRequest& request);
  // Sets the front's clock off from the true one.
  void set_clock_off(std::chrono::milliseconds by) { clock_off_ = by; }

 private:
  [[nodiscard]] Answer call(net::HttpRequest& request);
  [[nodiscard]] Outcome<Caller> identify(const net::HttpRequest& request);
  [[nodiscard]] net::HttpResponse respond(const net::HttpRequest& request, Answer answer);
  [[nodiscard]] net::HttpResponse answer_of_others(const net::HttpRequest& request);
  [[nodiscard]] Caller caller_of(const Authorization& authorization);
  [[nodiscard]] const std::string& account_of_stranger(std::string_view access_key);
  [[nodiscard]] WallTime now() const { return options_.now() + clock_off_; }
  [[nodiscard]] const std::string& date();  // As HTTP writes it.
  [[nodiscard]] std::string request_id();

  Engine& engine_;
  FrontOptions options_;
  Random random_;
  OtherServices others_;
  std::chrono::milliseconds clock_off_{0};
  // The same from request to request, mostly.
  std::pair<std::string, std::string> latest_stranger_;  // Access key and account.
  std::pair<std::chrono::sys_seconds, std::string> latest_date_;
};

}  // namespace dynaferry::sim
