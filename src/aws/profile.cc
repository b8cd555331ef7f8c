#include "aws/profile.h"

#include <algorithm>
#include <array>

namespace dynaferry::aws {
namespace {

using Text = std::string_view;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

Text trimmed(Text text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// A comment inside a line begins with a blank and # or ;.
Text without_comment(Text text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if ((text[i] == '#' || text[i] == ';') && is_blank(text[i - 1])) return text.substr(0, i);
  }
  return text;
}

Text unquoted(Text text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                      text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// "profile  'a b'" becomes "profile a b".
std::string section_name(Text inside) {
  inside = trimmed(inside);
  const auto gap = inside.find_first_of(" \t");
  if (gap == Text::npos) return std::string(unquoted(inside));
  return std::string(inside.substr(0, gap))
      .append(" ")
      .append(unquoted(trimmed(inside.substr(gap))));
}

std::string lowered(Text text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

template <class Map>
std::optional<std::string> value_of(const Map& settings, Text key) {
  const auto found = settings.find(key);
  if (found == settings.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

// Kinds of credentials that take more than reading, each known by one key.
struct Kind {
  Text key;
  Text words;
};
constexpr std::array kinds{
    Kind{"role_arn", "assumes a role (role_arn)"},
    Kind{"sso_session", "signs in by IAM Identity Center (sso_session)"},
    Kind{"sso_start_url", "signs in by IAM Identity Center (sso_start_url)"},
    Kind{"credential_process", "runs a program (credential_process)"},
    Kind{"web_identity_token_file", "uses a web identity (web_identity_token_file)"},
    Kind{"login_session", "uses \"aws login\" (login_session)"},
};

std::unexpected<Error> not_yet(Text profile, Text words) {
  return fail(Fault::invalid,
              std::string("profile \"")
                  .append(profile)
                  .append("\" ")
                  .append(words)
                  .append(", which this version cannot do yet; it takes access keys, such as "
                          "\"aws configure export-credentials --format env --profile ")
                  .append(profile)
                  .append("\" prints"));
}

template <class Map>
Result<std::optional<Credentials>> keys_of(const Map& settings, Text profile) {
  auto id = value_of(settings, "aws_access_key_id");
  auto secret = value_of(settings, "aws_secret_access_key");
  auto token = value_of(settings, "aws_session_token");
  if (!id && !secret) return std::nullopt;
  if (!id || !secret) {
    return fail(Fault::invalid, std::string("profile \"")
                                    .append(profile)
                                    .append("\" has only one half of its keys: ")
                                    .append(id ? "aws_secret_access_key" : "aws_access_key_id")
                                    .append(" is missing"));
  }
  Credentials keys;
  keys.access_key_id = *std::move(id);
  keys.secret_access_key = Secret(*std::move(secret));
  if (token) keys.session_token = Secret(*std::move(token));
  return keys;
}

std::unexpected<Error> bad_line(Text file, std::size_t line, Text why) {
  return fail(Fault::invalid, std::string("line ")
                                  .append(std::to_string(line))
                                  .append(" of the AWS ")
                                  .append(file)
                                  .append(" file ")
                                  .append(why));
}

}  // namespace

Result<ProfileFiles::Sections> ProfileFiles::sections_of(Text text, Text file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Sections sections;
  Settings* section = nullptr;
  std::string last;  // The key that an indented line belongs to.
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const Text line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const Text content = trimmed(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    const bool indented = is_blank(line.front());

    if (!indented && content.front() == '[') {
      const auto close = content.find(']');
      if (close == Text::npos)
        return bad_line(file, number, "opens a section and does not close it");
      section = &sections[section_name(content.substr(1, close - 1))];
      last.clear();
      continue;
    }
    if (section == nullptr) return bad_line(file, number, "is outside any [section]");
    const auto equals = content.find('=');
    if (indented && !last.empty() && (equals == Text::npos || !section->at(last).empty())) {
      continue;  // A long value goes on. None of ours does.
    }
    if (equals == Text::npos) return bad_line(file, number, "is not \"key = value\"");
    auto key = lowered(trimmed(content.substr(0, equals)));
    const auto value = trimmed(without_comment(content.substr(equals + 1)));
    if (indented && !last.empty()) {
      key.insert(0, last + ".");
    } else {
      last = key;
    }
    (*section)[key] = std::string(value);
  }
  return sections;
}

Result<ProfileFiles> ProfileFiles::parse(Text config, Text credentials) {
  ProfileFiles files;
  DF_TRY(files.config_, sections_of(config, "config"));
  DF_TRY(files.secrets_, sections_of(credentials, "credentials"));
  // [default] and [profile default] are one; the second wins where both speak.
  if (const auto plain = files.config_.find("default"); plain != files.config_.end()) {
    auto settings = plain->second;
    files.config_["profile default"].merge(settings);
  }
  return files;
}

bool ProfileFiles::has(Text profile) const {
  return config_.contains(std::string("profile ").append(profile)) || secrets_.contains(profile);
}

std::optional<std::string> ProfileFiles::endpoint_of(const Settings& profile) const {
  if (const auto services = value_of(profile, "services")) {
    const auto section = config_.find("services " + *services);
    if (section != config_.end()) {
      if (auto url = value_of(section->second, "dynamodb.endpoint_url")) return url;
    }
  }
  return value_of(profile, "endpoint_url");
}

const ProfileFiles::Settings& ProfileFiles::in_config(Text profile) const {
  static const Settings none;
  const auto found = config_.find(std::string("profile ").append(profile));
  return found == config_.end() ? none : found->second;
}

const ProfileFiles::Settings& ProfileFiles::in_secrets(Text profile) const {
  static const Settings none;
  const auto found = secrets_.find(profile);
  return found == secrets_.end() ? none : found->second;
}

ProfileFiles::Settings ProfileFiles::joined(Text profile) const {
  auto both = in_secrets(profile);
  both.insert(in_config(profile).begin(), in_config(profile).end());
  return both;
}

std::optional<Profile> ProfileFiles::settings_of(Text name) const {
  if (!has(name)) return std::nullopt;
  const auto both = joined(name);
  Profile profile;
  profile.name = name;
  profile.region = value_of(both, "region");
  profile.endpoint_url = endpoint_of(both);
  profile.ca_bundle = value_of(both, "ca_bundle");
  return profile;
}

Result<Profile> ProfileFiles::find(Text name) const {
  auto profile = settings_of(name);
  if (!profile) {
    return fail(Fault::invalid, std::string("there is no profile \"")
                                    .append(name)
                                    .append("\" in the AWS config and credentials files"));
  }
  const auto both = joined(name);
  // A role is assumed with the keys, not replaced by them: the keys alone would be another
  // identity.
  if (value_of(both, "role_arn")) return not_yet(name, kinds.front().words);
  DF_TRY(profile->keys, keys_of(in_secrets(name), name));
  if (!profile->keys) {
    DF_TRY(profile->keys, keys_of(in_config(name), name));
  }
  if (profile->keys) return *std::move(profile);
  for (const auto& kind : kinds) {
    if (value_of(both, kind.key)) return not_yet(name, kind.words);
  }
  return *std::move(profile);
}

}  // namespace dynaferry::aws
