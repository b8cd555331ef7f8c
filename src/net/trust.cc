#include "net/trust.h"

#include <array>
#include <fstream>

namespace dynaferry::net {

namespace fs = std::filesystem;

std::span<const fs::path> system_trust_paths() {
  static const std::array<fs::path, 6> paths = {
      "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch.
      "/etc/pki/tls/certs/ca-bundle.crt",                   // Amazon Linux, Fedora, RHEL.
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL 9 and later.
      "/etc/ssl/ca-bundle.pem",                             // SUSE.
      "/etc/ssl/cert.pem",                                  // Alpine, macOS, BSD.
      "/etc/ssl/certs",                                     // Hashed directory.
  };
  return paths;
}

Result<TrustStore> find_trust(const TrustOptions& options, std::span<const fs::path> system_paths) {
  std::error_code error;
  if (options.bundle) {
    if (fs::is_directory(*options.bundle, error)) return TrustStore{*options.bundle, true};
    if (std::ifstream(*options.bundle).good()) return TrustStore{*options.bundle, false};
    return fail(Fault::invalid, "cannot read the CA bundle " + options.bundle->string());
  }
  for (const auto& path : system_paths) {
    if (fs::is_directory(path, error)) {
      if (!fs::is_empty(path, error) && !error) return TrustStore{path, true};
    } else if (std::ifstream(path).good()) {
      return TrustStore{path, false};
    }
  }
  return fail(Fault::invalid,
              "no CA certificates found on this system: install the package ca-certificates, or "
              "name a bundle with --ca-bundle, SSL_CERT_FILE or AWS_CA_BUNDLE");
}

}  // namespace dynaferry::net
