// Signature Version 4 (facts §1.5): proves to AWS that a request comes from the holder of a secret
// key. A signature is good for one attempt: sign again, with a new time, before repeating.
//
//   for (auto& [name, value] : signer.sign(what, credentials, at)) request.headers.set(name,
//   value);
//
// Threading: one Signer on one thread; the free functions anywhere. Nothing here can fail.

#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/credentials.h"
#include "core/names.h"
#include "core/time.h"
#include "crypto/hash.h"

namespace dynaferry::aws {

using Field = std::pair<std::string, std::string>;

struct Signable {
  std::string_view method = "POST";
  std::string_view target = "/";    // Path as sent, already percent-encoded, then any ?query.
  std::span<const Field> fields{};  // All header fields of the request; Host among them.
  crypto::Sha256 body_hash{};       // Always of the real body.
};

class Signer {
 public:
  Signer(Region region, std::string service);

  // The fields to set on the request: X-Amz-Date, X-Amz-Security-Token if there is one, and
  // Authorization. Of the request's own fields host, content-type and x-amz-* are signed; the rest
  // may be changed by a proxy. `at` is the service's time: the caller adds the clock's offset.
  [[nodiscard]] std::vector<Field> sign(const Signable& what, const Credentials& who, WallTime at);

 private:
  // The derived key costs four digests and is the same all day: kept for the last day and secret.
  void renew_key(std::chrono::sys_days day, std::string_view date, const Secret& secret);

  std::string region_;
  std::string service_;
  std::chrono::sys_days key_day_{};
  Secret key_secret_;
  crypto::Sha256 key_{};
  std::string scope_{};  // "20260102/us-east-1/dynamodb/aws4_request", of key_day_.
};

// The steps of it, for tests and for other kinds of signature.

// Signs exactly the given fields. `signed_names` receives "content-type;host;…".
[[nodiscard]] std::string canonical_request(const Signable& what, std::span<const Field> fields,
                                            std::string& signed_names);
[[nodiscard]] crypto::Sha256 signing_key(const Secret& secret, std::string_view date,
                                         std::string_view region, std::string_view service);

}  // namespace dynaferry::aws
