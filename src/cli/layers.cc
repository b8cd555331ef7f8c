#include "cli/layers.h"

#include <initializer_list>
#include <string_view>

namespace dynaferry::cli {
namespace {

using Text = std::string_view;

// An empty value is no value: "SRC_AWS_SESSION_TOKEN=" is how a template leaves it out.
std::optional<std::string> get(const Variables& variables,
                               std::initializer_list<std::string> names) {
  for (const auto& name : names) {
    const auto found = variables.find(name);
    if (found != variables.end() && !found->second.empty()) return found->second;
  }
  return std::nullopt;
}

std::optional<aws::Secret> secret(std::optional<std::string> text) {
  return text ? std::optional(aws::Secret(*std::move(text))) : std::nullopt;
}

Layer layer_of_given(const Given& given, Text name, const std::string& flag) {
  Layer layer;
  layer.name = name;
  layer.prefix = flag;
  const auto one = [&](Text what) { return given.one(flag.substr(2) + std::string(what)); };
  layer.profile = one("profile");
  layer.region = one("region");
  layer.endpoint_url = one("endpoint-url");
  layer.ca_bundle = one("ca-bundle");
  return layer;
}

Layer layer_of_variables(const Variables& variables, Text name, const std::string& prefix) {
  Layer layer;
  layer.name = name;
  layer.prefix = prefix;
  layer.access_key_id = get(variables, {prefix + "ACCESS_KEY_ID"});
  layer.secret_access_key = secret(get(variables, {prefix + "SECRET_ACCESS_KEY"}));
  layer.session_token = secret(get(variables, {prefix + "SESSION_TOKEN"}));
  layer.profile = get(variables, {prefix + "PROFILE"});
  layer.role_arn = get(variables, {prefix + "ROLE_ARN"});
  layer.region = get(variables, {prefix + "REGION"});
  layer.endpoint_url = get(variables, {prefix + "ENDPOINT_URL"});
  return layer;
}

Layer layer_of_aws(const Variables& variables, Text name) {
  auto layer = layer_of_variables(variables, name, "AWS_");
  layer.aws_defaults = true;
  if (!layer.session_token) layer.session_token = secret(get(variables, {"AWS_SECURITY_TOKEN"}));
  if (!layer.profile) layer.profile = get(variables, {"AWS_DEFAULT_PROFILE"});
  if (!layer.region) layer.region = get(variables, {"AWS_DEFAULT_REGION"});
  layer.endpoint_url = get(variables, {"AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"});
  if (get(variables, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"}) == "true") layer.endpoint_url.reset();
  return layer;
}

// The environment before .env, as load_dotenv() leaves them.
std::optional<std::string> get(const Inputs& inputs, std::initializer_list<std::string> names) {
  if (auto value = get(inputs.environment, names)) return value;
  return get(inputs.env_file, names);
}

std::string path_of(const Inputs& inputs, const std::string& variable, Text usual) {
  const auto home = get(inputs.environment, {"HOME"}).value_or("");
  const auto path = get(inputs, {variable}).value_or("~/" + std::string(usual));
  return path.starts_with("~/") ? home + path.substr(1) : path;
}

}  // namespace

std::string SideOptions::name() const { return end == End::source ? "source" : "destination"; }
std::string SideOptions::flag() const { return end == End::source ? "--source-" : "--dest-"; }
std::string SideOptions::variable() const { return end == End::source ? "SRC_AWS_" : "DEST_AWS_"; }

SideOptions side_options(End end, const Inputs& inputs) {
  SideOptions side;
  side.end = end;
  side.layers = {layer_of_given(inputs.flags, "the flags", side.flag()),
                 layer_of_variables(inputs.environment, "the environment", side.variable()),
                 layer_of_given(inputs.config, inputs.config_name, side.flag()),
                 layer_of_variables(inputs.env_file, inputs.env_file_name, side.variable()),
                 layer_of_aws(inputs.environment, "the environment"),
                 layer_of_aws(inputs.env_file, inputs.env_file_name)};
  side.aws_config_file = path_of(inputs, "AWS_CONFIG_FILE", ".aws/config");
  side.aws_credentials_file = path_of(inputs, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
  side.allow_plain_http =
      inputs.flags.has("allow-plain-http") || inputs.config.has("allow-plain-http");
  return side;
}

NetworkOptions network_options(const Inputs& inputs) {
  NetworkOptions network;
  network.https_proxy = secret(get(inputs, {"https_proxy", "HTTPS_PROXY"}));
  network.no_proxy = get(inputs, {"no_proxy", "NO_PROXY"});
  network.ca_bundle = get(inputs, {"AWS_CA_BUNDLE", "SSL_CERT_FILE"});
  return network;
}

}  // namespace dynaferry::cli
