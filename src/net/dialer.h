// Makes connections to one place.
//
// Failure of dial(): busy (code ResolveFailed, ConnectFailed, TlsFailed, ProxyFailed) or refused
// (CertificateRefused). The message says host, port and phase.

#pragma once

#include <memory>
#include <string>

#include "core/error.h"
#include "net/http.h"
#include "net/stream.h"
#include "rt/task.h"

namespace dynaferry::net {

class Dialer {
 public:
  virtual ~Dialer() = default;
  virtual rt::Task<Result<std::unique_ptr<Stream>>> dial() = 0;

  // What a plain-HTTP proxy on the way wants: put before each target, and added to the headers.
  [[nodiscard]] virtual std::string target_prefix() const { return {}; }
  [[nodiscard]] virtual Headers extra_headers() const { return {}; }
};

}  // namespace dynaferry::net
