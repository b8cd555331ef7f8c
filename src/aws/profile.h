// The files of AWS's own tools, ~/.aws/config and ~/.aws/credentials (facts §8.2): what a profile
// says. Pure functions of the files' text; who knows where the files are, reads them.
//
// Fault: invalid (a file that is none of this kind, no such profile, half a pair of keys, or a
// profile that asks for a kind of credentials this version cannot get). An error never repeats a
// value.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "core/error.h"

namespace dynaferry::aws {

// What one profile says, as far as it concerns us.
struct Profile {
  std::string name{};
  std::optional<Credentials> keys{};  // Absent: the profile has a Region or the like, no keys.
  std::optional<std::string> region{};
  std::optional<std::string> endpoint_url{};  // DynamoDB's own before the general one.
  std::optional<std::string> ca_bundle{};
};

class ProfileFiles {
 public:
  // Either text may be empty: that file does not exist.
  [[nodiscard]] static Result<ProfileFiles> parse(std::string_view config,
                                                  std::string_view credentials);

  [[nodiscard]] bool has(std::string_view profile) const;
  // All but the keys: works for profiles whose kind of credentials we cannot get. Absent: none
  // such.
  [[nodiscard]] std::optional<Profile> settings_of(std::string_view name) const;
  // Keys come from the credentials file before the config file, never one half from each.
  [[nodiscard]] Result<Profile> find(std::string_view name) const;

 private:
  using Settings = std::map<std::string, std::string, std::less<>>;  // Nested ones: "s3.region".
  using Sections = std::map<std::string, Settings, std::less<>>;

  [[nodiscard]] static Result<Sections> sections_of(std::string_view text, std::string_view file);
  [[nodiscard]] const Settings& in_config(std::string_view profile) const;
  [[nodiscard]] const Settings& in_secrets(std::string_view profile) const;
  [[nodiscard]] Settings joined(std::string_view profile) const;
  [[nodiscard]] std::optional<std::string> endpoint_of(const Settings& profile) const;

  Sections config_;   // By "profile name", "services name"; the default one by "profile default".
  Sections secrets_;  // By the profile's name.
};

}  // namespace dynaferry::aws
