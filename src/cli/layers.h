// What each layer says of one side. Pure data and functions.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/secret.h"
#include "cli/environment.h"
#include "cli/inputs.h"

namespace dynaferry::cli {

struct Layer {
  std::string name{};         // In words: "the flags", "the environment", ".env".
  bool aws_defaults = false;  // The names of AWS's own tools, which belong to neither side.
  std::string prefix{};       // Of its names: "--source-", "SRC_AWS_", "AWS_".
  std::optional<std::string> access_key_id{};
  std::optional<aws::Secret> secret_access_key{};
  std::optional<aws::Secret> session_token{};
  std::optional<std::string> profile{};
  std::optional<std::string> role_arn{};
  std::optional<std::string> region{};
  std::optional<std::string> endpoint_url{};
  std::optional<std::string> ca_bundle{};

  [[nodiscard]] bool names_keys() const {
    return access_key_id || secret_access_key || session_token;
  }
  [[nodiscard]] bool names_credentials() const { return names_keys() || profile || role_arn; }
};

enum class End : unsigned char { source, destination };

struct SideOptions {
  End end = End::source;
  std::vector<Layer> layers{};  // Highest first.
  std::string aws_config_file{};
  std::string aws_credentials_file{};
  bool allow_plain_http = false;

  [[nodiscard]] std::string name() const;      // "source", "destination".
  [[nodiscard]] std::string flag() const;      // "--source-", "--dest-".
  [[nodiscard]] std::string variable() const;  // "SRC_AWS_", "DEST_AWS_".
};

[[nodiscard]] SideOptions side_options(End end, const Inputs& inputs);

// What the variables say of the way to the network, for both sides. A proxy's URL may hold a
// password.
struct NetworkOptions {
  std::optional<aws::Secret> https_proxy{};
  std::optional<std::string> no_proxy{};
  std::optional<std::string> ca_bundle{};  // AWS_CA_BUNDLE, else SSL_CERT_FILE.
};

[[nodiscard]] NetworkOptions network_options(const Inputs& inputs);

}  // namespace dynaferry::cli
