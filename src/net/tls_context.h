// What the TLS connections of one side have in common: whom we believe, or who we are. TLS 1.2 at
// least, no renegotiation, HTTP/1.1 by ALPN.
//
// Failure: invalid (a file cannot be read or is not PEM).

#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "net/trust.h"

struct ssl_ctx_st;

namespace dynaferry::net {

class TlsContext {
 public:
  [[nodiscard]] static Result<TlsContext> for_client(const TrustStore& trust);
  // Chain and key as PEM text. For tests and the simulator.
  [[nodiscard]] static Result<TlsContext> for_server(const std::string& certificates,
                                                     const std::string& key);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

 private:
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
  [[nodiscard]] static Result<TlsContext> make(bool server);

  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace dynaferry::net
