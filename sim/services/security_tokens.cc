#include "sim/services/security_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace dynaferry::sim {
namespace {

constexpr std::string_view space = "https://sts.amazonaws.com/doc/2011-06-15/";
constexpr std::string_view version = "2011-06-15";
constexpr std::chrono::seconds shortest{900};
constexpr std::chrono::seconds longest_of_all{43'200};
constexpr std::chrono::seconds usual{3'600};  // Also the most for a role assumed by a role.
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view any = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// The same error has another name in each protocol.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> query_codes = {
    {{"ExpiredTokenException", "ExpiredToken"},
     {"UnrecognizedClientException", "InvalidClientTokenId"},
     {"InvalidSignatureException", "SignatureDoesNotMatch"},
     {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
     {"IncompleteSignatureException", "IncompleteSignature"}}};

Refusal wrong(std::string message) { return refuse("", "ValidationError", std::move(message)); }

Refusal unfit(std::string_view value, std::string_view where, std::string_view constraint) {
  return wrong("1 validation error detected: Value '" + std::string(value) + "' at '" +
               std::string(where) + "' failed to satisfy constraint: " + std::string(constraint));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string element(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + escaped(text) + "</" + std::string(name) + ">";
}

std::string response(std::string_view action, std::string_view result,
                     std::string_view request_id) {
  const std::string name(action);
  return "<" + name + "Response xmlns=\"" + std::string(space) + "\"><" + name + "Result>" +
         std::string(result) + "</" + name + "Result><ResponseMetadata>" +
         element("RequestId", request_id) + "</ResponseMetadata></" + name + "Response>";
}

bool is_session_name(std::string_view name) {
  static constexpr std::string_view others = "_+=,.@-";
  return name.size() >= 2 && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  others.find(c) != std::string_view::npos;
         });
}

std::string without_fraction(WallTime at) {
  return rfc3339(std::chrono::floor<std::chrono::seconds>(at)).substr(0, 19) + "Z";
}

std::string caller_identity(const Principal& principal, std::string_view request_id) {
  const auto& account = principal.caller.account;
  const auto arn = principal.arn.empty()
                       ? "arn:aws:iam::" + account + ":user/" + principal.access_key
                       : principal.arn;
  return response(
      "GetCallerIdentity",
      element("Arn", arn) + element("UserId", principal.access_key) + element("Account", account),
      request_id);
}

std::string assumed_role(const TemporaryCredentials& made, std::string_view request_id) {
  const auto session = made.arn.substr(made.arn.rfind('/') + 1);
  return response("AssumeRole",
                  "<AssumedRoleUser>" + element("AssumedRoleId", made.access_key + ":" + session) +
                      element("Arn", made.arn) + "</AssumedRoleUser><Credentials>" +
                      element("AccessKeyId", made.access_key) +
                      element("SecretAccessKey", made.secret) +
                      element("SessionToken", made.session_token) +
                      element("Expiration", without_fraction(made.expires)) + "</Credentials>",
                  request_id);
}

}  // namespace

struct SecurityTokens::Session {
  std::string account;
  std::string role;
  std::string name;
  std::chrono::seconds duration = usual;
};

Outcome<SecurityTokens::Session> SecurityTokens::read_session(const Principal& principal,
                                                              const FormBody& form) const {
  for (const auto& [name, value] : form) {
    for (const auto* narrows : {"Policy", "PolicyArns", "SerialNumber", "TokenCode", "Tags",
                                "TransitiveTagKeys", "SourceIdentity", "ProvidedContexts"}) {
      if (name.substr(0, name.find('.')) == narrows)
        return not_simulated("AssumeRole with " + name);
    }
  }
  Session session;
  const auto arn = find_parameter(form, "RoleArn").value_or("");
  // arn:aws:iam::123456789012:role/path/name
  const auto role = arn.find(":role/");
  if (!arn.starts_with("arn:aws:iam::") || role != 25 || arn.size() < 32) {
    return wrong(std::string(arn) + " is invalid");
  }
  session.account = arn.substr(13, 12);
  session.role = arn.substr(arn.rfind('/') + 1);
  session.name = find_parameter(form, "RoleSessionName").value_or("");
  if (!is_session_name(session.name)) {
    return unfit(session.name, "roleSessionName",
                 "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  }
  if (const auto text = find_parameter(form, "DurationSeconds")) {
    std::int64_t seconds = 0;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    session.duration = std::chrono::seconds(seconds);
    if (failed != std::errc{} || session.duration < shortest || session.duration > longest_of_all) {
      return unfit(*text, "durationSeconds",
                   session.duration < shortest
                       ? "Member must have value greater than or equal to 900"
                       : "Member must have value less than or equal to 43200");
    }
  }
  if (principal.temporary && session.duration > usual) {
    return wrong(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
        "chaining");
  }
  return session;
}

TemporaryCredentials SecurityTokens::issue(const Session& session, WallTime now) {
  TemporaryCredentials made;
  made.access_key = "ASIA" + letters(16, upper);
  made.secret = letters(40, any);
  made.session_token = letters(356, any);
  made.expires = now + std::min(session.duration, options_.longest.value_or(session.duration));
  made.account = session.account;
  made.arn =
      "arn:aws:sts::" + session.account + ":assumed-role/" + session.role + "/" + session.name;
  return made;
}

std::string SecurityTokens::letters(std::size_t count, std::string_view alphabet) {
  std::string out;
  while (out.size() < count) out += alphabet[random_.below(alphabet.size())];
  return out;
}

Outcome<SecurityTokens::Answered> SecurityTokens::call(const Principal& principal,
                                                       const FormBody& form, WallTime now,
                                                       std::string_view request_id) {
  const auto action = find_parameter(form, "Action").value_or("");
  if (find_parameter(form, "Version") == version) {
    if (action == "GetCallerIdentity") return Answered{caller_identity(principal, request_id)};
    if (action == "AssumeRole") {
      SIM_TRY(const auto session, read_session(principal, form));
      auto made = issue(session, now);
      auto xml = assumed_role(made, request_id);
      return Answered{std::move(xml), std::move(made)};
    }
  }
  return refuse("", "InvalidAction",
                "Could not find operation " + std::string(action) + " for version " +
                    std::string(find_parameter(form, "Version").value_or("")));
}

std::string security_error_xml(const ServiceError& error, std::string_view request_id) {
  auto code = std::string_view(error.code);
  for (const auto& [json, query] : query_codes) {
    if (code == json) code = query;
  }
  return "<ErrorResponse xmlns=\"" + std::string(space) + "\"><Error>" + element("Type", "Sender") +
         element("Code", code) + element("Message", error.message) + "</Error>" +
         element("RequestId", request_id) + "</ErrorResponse>";
}

int security_error_status(const ServiceError& error) {
  const bool is_about_the_caller = std::ranges::any_of(
      query_codes, [&](const auto& known) { return known.first == error.code; });
  return is_about_the_caller ? 403 : error.status;
}

}  // namespace dynaferry::sim
