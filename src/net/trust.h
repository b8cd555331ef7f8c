// Where the certificates of the authorities are that we believe. Each distribution has its place.

#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "core/error.h"

namespace dynaferry::net {

struct TrustOptions {
  // A bundle named by flag, SSL_CERT_FILE or AWS_CA_BUNDLE: then nothing else is believed.
  std::optional<std::filesystem::path> bundle;
};

struct TrustStore {
  std::filesystem::path path;
  bool is_directory = false;  // One certificate a file, named by hash.
};

[[nodiscard]] std::span<const std::filesystem::path> system_trust_paths();

// Faults: invalid (the named bundle cannot be read, or the system has none; the message says what
// to do).
[[nodiscard]] Result<TrustStore> find_trust(
    const TrustOptions& options,
    std::span<const std::filesystem::path> system_paths = system_trust_paths());

}  // namespace dynaferry::net
