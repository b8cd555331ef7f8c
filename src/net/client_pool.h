// An HTTP client: keep-alive connections of one Dialer, used newest first, so that those not needed
// grow old and are dropped. Calls beyond the bound on connections wait their turn.
//
// Threading, failure: see net/http.h. A deadline gives `lost` (or `busy`, should nothing have been
// sent) with code Timeout. A request that no HTTP message can hold is `invalid`.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "net/dialer.h"
#include "net/http.h"
#include "rt/loop.h"
#include "rt/semaphore.h"

namespace dynaferry::net {

struct ClientPoolOptions {
  std::size_t max_connections = 64;
  Ns idle_for = std::chrono::seconds(20);  // An unused connection is dropped after this.
  // From the end of the sending to the first byte of the answer. A peer that takes nothing of what
  // we send is given up after once to twice that.
  Ns first_byte = std::chrono::seconds(30);
  Ns whole = std::chrono::seconds(90);  // From the start of the sending to the end of the answer.
  std::uint64_t max_body = 64U << 20U;
};

class ClientPool final : public HttpService {
 public:
  ClientPool(rt::Loop& loop, Dialer& dialer, ClientPoolOptions options = {});
  ClientPool(const ClientPool&) = delete;
  ClientPool& operator=(const ClientPool&) = delete;
  ~ClientPool() override;

  rt::Task<Result<HttpResponse>> serve(HttpRequest request) override;

  void close_idle();
  [[nodiscard]] std::size_t idle() const { return idle_.size(); }
  [[nodiscard]] std::uint64_t dialed() const { return dialed_; }

 private:
  class Connection;

  std::unique_ptr<Connection> take_idle();
  void keep(std::unique_ptr<Connection> connection);
  rt::Task<Result<std::unique_ptr<Connection>>> dial();
  [[nodiscard]] Result<std::string> head_of(const HttpRequest& request) const;

  rt::Loop& loop_;
  Dialer& dialer_;
  ClientPoolOptions options_;
  std::string target_prefix_;
  std::string extra_headers_;  // Already written.
  rt::Semaphore connections_;
  std::deque<std::unique_ptr<Connection>> idle_;  // Oldest first.
  std::uint64_t dialed_ = 0;
};

}  // namespace dynaferry::net
