#include "cli/side.h"

#include <algorithm>
#include <utility>

#include "aws/profile.h"

namespace dynaferry::cli {
namespace {

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

// A value and where it stood.
struct Found {
  std::string value;
  std::string from;
};

class SideResolver {
 public:
  SideResolver(const SideOptions& options, const Environment& environment)
      : options_(options), environment_(environment) {
    side_.end = options.end;
  }

  Parsed<Side> resolve() {
    if (auto error = find_credentials()) return std::unexpected(*std::move(error));
    if (auto error = find_region()) return std::unexpected(*std::move(error));
    if (auto error = find_endpoint()) return std::unexpected(*std::move(error));
    const auto bundle = find(&Layer::ca_bundle, profile_ ? profile_->ca_bundle : std::nullopt);
    if (bundle) side_.ca_bundle = bundle->value;
    return std::move(side_);
  }

 private:
  using Outcome = std::optional<UsageError>;  // Absent: all is well.

  Outcome find_credentials() {
    for (const auto& layer : options_.layers) {
      if (!layer.names_credentials()) continue;
      // AWS's own tools let keys in the environment win over AWS_PROFILE.
      if (layer.aws_defaults && layer.names_keys()) return take_keys(layer);
      if (layer.role_arn) return role_refused(layer);
      if (layer.names_keys() && layer.profile) {
        return UsageError{
            "the " + options_.name() + " has both keys and a profile in " + layer.name,
            "remove one of the two"};
      }
      return layer.profile ? take_profile(layer) : take_keys(layer);
    }
    if (auto error = load_profile("default", true)) return error;
    if (profile_ && profile_->keys) {
      use_profile("the default profile");
      return {};
    }
    return UsageError{"the " + options_.name() + " has no credentials",
                      "put " + options_.variable() + "ACCESS_KEY_ID and " + options_.variable() +
                          "SECRET_ACCESS_KEY into .env, or name a profile with " + options_.flag() +
                          "profile"};
  }

  Outcome role_refused(const Layer& layer) const {
    return UsageError{
        layer.prefix + "ROLE_ARN (" + layer.name +
            ") asks for a role, which is not available in this version",
        "give keys of the role's session, such as \"aws sts assume-role\" prints, as " +
            options_.variable() + "ACCESS_KEY_ID, …SECRET_ACCESS_KEY and " + "…SESSION_TOKEN"};
  }

  Outcome take_keys(const Layer& layer) {
    const auto missing = !layer.access_key_id       ? "ACCESS_KEY_ID"
                         : !layer.secret_access_key ? "SECRET_ACCESS_KEY"
                                                    : nullptr;
    if (missing != nullptr) {
      return UsageError{"the " + options_.name() + " has only a part of its keys in " + layer.name +
                            ": " + layer.prefix + missing + " is missing",
                        "set all of them in one place; they are never joined from two"};
    }
    const auto sound = is_plain(*layer.access_key_id) && layer.access_key_id->size() <= 128 &&
                       is_plain(layer.secret_access_key->reveal()) &&
                       (!layer.session_token || is_plain(layer.session_token->reveal()));
    if (!sound) return broken_keys(layer.prefix + "… in " + layer.name);
    side_.credentials = {*layer.access_key_id, *layer.secret_access_key, layer.session_token, {}};
    side_.credentials_from = "keys from " + layer.name;
    return {};
  }

  Outcome broken_keys(const std::string& where) const {
    return UsageError{"the keys of the " + options_.name() + " (" + where +
                          ") hold a blank or another character that no key has",
                      "copy them again, without quotes inside and without line breaks"};
  }

  Outcome take_profile(const Layer& layer) {
    if (auto error = load_profile(*layer.profile, false)) return error;
    profile_of_this_side_ = !layer.aws_defaults;
    if (!profile_->keys) {
      return UsageError{"profile \"" + profile_->name + "\" (from " + layer.name + ") has no keys",
                        "choose another with " + options_.flag() + "profile"};
    }
    const auto& keys = *profile_->keys;
    if (!is_plain(keys.access_key_id) || !is_plain(keys.secret_access_key.reveal()) ||
        (keys.session_token && !is_plain(keys.session_token->reveal()))) {
      return broken_keys("profile \"" + profile_->name + "\"");
    }
    use_profile("profile \"" + profile_->name + "\", named by " + layer.name);
    return {};
  }

  void use_profile(std::string words) {
    side_.credentials = *profile_->keys;
    side_.profile = profile_->name;
    side_.credentials_from = std::move(words);
  }

  Outcome load_profile(const std::string& name, bool may_be_missing) {
    std::string texts[2];
    const std::string* paths[2] = {&options_.aws_config_file, &options_.aws_credentials_file};
    for (std::size_t i = 0; i < 2; ++i) {
      auto file = environment_.read_file(*paths[i]);
      if (file) {
        texts[i] = std::move(file->text);
      } else if (file.error().fault != Fault::absent) {
        return UsageError{file.error().message, "make it readable to you, or give the " +
                                                    options_.name() + " keys of its own"};
      }
    }
    const auto files = aws::ProfileFiles::parse(texts[0], texts[1]);
    if (!files) return UsageError{files.error().message, "correct the file"};
    if (may_be_missing && !files->has(name)) return {};
    auto profile = files->find(name);
    if (!profile) return UsageError{profile.error().message, {}};
    profile_ = *std::move(profile);
    return {};
  }

  // A layer of this side's own, then a profile this side named, then what AWS's own tools use.
  std::optional<Found> find(std::optional<std::string> Layer::* field,
                            const std::optional<std::string>& of_profile) const {
    const auto from_profile = [&] {
      return Found{*of_profile, "profile \"" + profile_->name + "\""};
    };
    for (const auto& layer : options_.layers) {
      if (layer.aws_defaults && profile_of_this_side_ && of_profile) return from_profile();
      if (const auto& value = layer.*field) return Found{*value, layer.name};
    }
    if (of_profile) return from_profile();
    return std::nullopt;
  }

  Outcome find_region() {
    if (!find(&Layer::region, profile_ ? profile_->region : std::nullopt) && !profile_) {
      // Keys given by hand still take the Region that "aws configure" wrote down.
      if (auto error = load_settings_of_default()) return error;
    }
    const auto found = find(&Layer::region, profile_ ? profile_->region : std::nullopt);
    const auto how = "give " + options_.flag() + "region or " + options_.variable() + "REGION";
    if (!found) return UsageError{"the " + options_.name() + " has no Region", how};
    auto region = aws::parse_region(found->value);
    if (!region) {
      return UsageError{
          "the " + options_.name() + ": " + region.error().message + " (from " + found->from + ")",
          how};
    }
    side_.region = *std::move(region);
    side_.region_from = found->from;
    return {};
  }

  // Its Region only: its keys and endpoint belong to somebody who asks for the profile.
  Outcome load_settings_of_default() {
    const auto file = environment_.read_file(options_.aws_config_file);
    if (!file) return {};
    const auto files = aws::ProfileFiles::parse(file->text, "");
    if (!files) return {};
    const auto profile = files->settings_of("default");
    if (!profile || !profile->region) return {};
    profile_.emplace();
    profile_->name = "default";
    profile_->region = profile->region;
    return {};
  }

  Outcome find_endpoint() {
    const auto found = find(&Layer::endpoint_url, profile_ ? profile_->endpoint_url : std::nullopt);
    auto endpoint = found ? aws::parse_endpoint(found->value, side_.region)
                          : aws::endpoint_for("dynamodb", side_.region);
    const auto from = found ? found->from : side_.region_from;
    if (!endpoint) {
      return UsageError{
          "the " + options_.name() + ": " + endpoint.error().message + " (from " + from + ")",
          found ? "give it as https://host:port"
                : "give " + options_.flag() + "region another one"};
    }
    if (!endpoint->tls && !endpoint->is_loopback() && !options_.allow_plain_http) {
      return UsageError{"the " + options_.name() + "'s endpoint " + endpoint->url() + " (from " +
                            from +
                            ") is plain HTTP on another machine: items and keys could be read "
                            "and changed on the way",
                        "use https://, or add --allow-plain-http if that is what you want"};
    }
    side_.endpoint = *std::move(endpoint);
    side_.endpoint_from = found ? found->from : "the Region";
    return {};
  }

  const SideOptions& options_;
  const Environment& environment_;
  Side side_{};
  std::optional<aws::Profile> profile_{};
  bool profile_of_this_side_ = false;
};

}  // namespace

std::string Side::text() const {
  std::string text = aws::shortened(credentials.access_key_id) + " (" + credentials_from + "), " +
                     region.str() + " (" + region_from + ")";
  if (endpoint_from != "the Region") text += ", " + endpoint.url() + " (" + endpoint_from + ")";
  return text;
}

Parsed<Side> resolve_side(const SideOptions& options, const Environment& environment) {
  return SideResolver(options, environment).resolve();
}

bool same_side(const Side& a, const Side& b) {
  return a.credentials.access_key_id == b.credentials.access_key_id && a.region == b.region &&
         a.endpoint.url() == b.endpoint.url();
}

}  // namespace dynaferry::cli
