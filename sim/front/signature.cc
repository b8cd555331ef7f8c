#include "sim/front/signature.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "crypto/hash.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::chrono::minutes tolerance{5};

Refusal incomplete(std::string message) {
  return refuse(coral_space, "IncompleteSignatureException", std::move(message));
}

Refusal invalid_signature(std::string message) {
  return refuse(coral_space, "InvalidSignatureException", std::move(message));
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// The value of `name=` among comma-separated parameters.
std::string_view parameter(std::string_view header, std::string_view name) {
  while (true) {
    const auto comma = header.find(',');
    const auto part = trimmed(header.substr(0, comma));
    if (part.starts_with(name) && part.substr(name.size()).starts_with('=')) {
      return part.substr(name.size() + 1);
    }
    if (comma == std::string_view::npos) return {};
    header.remove_prefix(comma + 1);
  }
}

// Inner runs of spaces become one.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : trimmed(value)) {
    if (c != ' ' || !out.ends_with(' ')) out += c;
  }
  return out;
}

bool same_name(std::string_view name, std::string_view lower_case) {
  return std::ranges::equal(name, lower_case, {},
                            [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
}

std::string canonical_headers(const Authorization& authorization, const net::Headers& headers) {
  std::string out;
  for (const auto wanted : split(authorization.signed_headers, ';')) {
    out.append(wanted).append(":");
    bool first = true;
    for (const auto& [name, value] : headers.all()) {
      if (!same_name(name, wanted)) continue;
      if (!first) out += ',';
      first = false;
      out += canonical_value(value);
    }
    out += '\n';
  }
  return out;
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return {};
  std::vector<std::string> parts;
  for (const auto part : split(query, '&')) {
    parts.push_back(std::string(part) + (part.contains('=') ? "" : "="));
  }
  std::ranges::sort(parts);
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "&") + part;
  return out;
}

std::string canonical_request(const Authorization& authorization, const net::HttpRequest& request) {
  const std::string_view target = request.target;
  const auto question = target.find('?');
  const auto query = question == std::string_view::npos ? "" : target.substr(question + 1);
  return request.method + "\n" + std::string(target.substr(0, question)) + "\n" +
         canonical_query(query) + "\n" + canonical_headers(authorization, request.headers) + "\n" +
         std::string(authorization.signed_headers) + "\n" +
         crypto::hex(crypto::sha256(request.body));
}

std::string signature_of(const Authorization& authorization, std::string_view secret,
                         std::string_view string_to_sign) {
  auto key = crypto::hmac_sha256("AWS4" + std::string(secret), authorization.date);
  key = crypto::hmac_sha256(crypto::as_bytes(key), authorization.region);
  key = crypto::hmac_sha256(crypto::as_bytes(key), authorization.service);
  key = crypto::hmac_sha256(crypto::as_bytes(key), "aws4_request");
  return crypto::hex(crypto::hmac_sha256(crypto::as_bytes(key), string_to_sign));
}

// "20260102T030405Z".
std::optional<WallTime> read_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const auto digits = [&](std::size_t at, std::size_t count) {
    int value = -1;
    const auto* const begin = text.data() + at;
    const auto [end, failed] = std::from_chars(begin, begin + count, value);
    return failed == std::errc{} && end == begin + count ? value : -1;
  };
  const std::chrono::year_month_day day{std::chrono::year(digits(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(digits(4, 2))),
                                        std::chrono::day(static_cast<unsigned>(digits(6, 2)))};
  const int hours = digits(9, 2);
  const int minutes = digits(11, 2);
  const int seconds = digits(13, 2);
  if (!day.ok() || hours < 0 || minutes < 0 || seconds < 0) return std::nullopt;
  return WallTime(std::chrono::sys_days(day)) + std::chrono::hours(hours) +
         std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
}

Outcome<> check_time(std::string_view stated, WallTime now) {
  const auto at = read_time(stated);
  if (!at) {
    return incomplete("Date must be in ISO-8601 'basic format'. Got '" + std::string(stated) +
                      "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  if (*at < now - tolerance) {
    return invalid_signature("Signature expired: " + std::string(stated) + " is now earlier than " +
                             compact_utc(now - tolerance) + " (" + compact_utc(now) + " - 5 min.)");
  }
  if (*at > now + tolerance) {
    return invalid_signature("Signature not yet current: " + std::string(stated) +
                             " is still later than " + compact_utc(now + tolerance) + " (" +
                             compact_utc(now) + " + 5 min.)");
  }
  return {};
}

Outcome<> check_scope(const Authorization& authorization, std::string_view stated,
                      std::string_view service) {
  const auto names = split(authorization.signed_headers, ';');
  if (std::ranges::find(names, "host") == names.end()) {
    return invalid_signature(
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (authorization.service != service) {
    return invalid_signature("Credential should be scoped to correct service: '" +
                             std::string(service) + "'. ");
  }
  if (!stated.starts_with(authorization.date)) {
    return invalid_signature(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 "
        "version of date from HTTP: '" +
        std::string(authorization.date) + "' != '" + std::string(stated.substr(0, 8)) +
        "', from '" + std::string(stated) + "'.");
  }
  return {};
}

}  // namespace

Outcome<Authorization> read_authorization(const net::Headers& headers) {
  const auto header = headers.get("Authorization");
  if (header.empty()) {
    return refuse(coral_space, "MissingAuthenticationTokenException",
                  "Request is missing Authentication Token");
  }
  if (!header.starts_with(algorithm)) {
    return incomplete("Unsupported AWS 'algorithm': '" +
                      std::string(header.substr(0, header.find(' '))) + "'");
  }
  const auto rest = header.substr(algorithm.size());
  Authorization authorization;
  std::string missing;
  const auto want = [&](std::string_view name) {
    const auto value = parameter(rest, name);
    if (value.empty()) {
      missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
    }
    return value;
  };
  const auto credential = want("Credential");
  const auto signature = want("Signature");
  const auto signed_headers = want("SignedHeaders");
  if (!missing.empty()) return incomplete(missing + "Authorization=" + std::string(header));
  authorization.access_key = credential;
  bool is_whole = true;
  const auto take_last = [&] {
    auto& left = authorization.access_key;
    const auto slash = left.rfind('/');
    if (slash == std::string_view::npos) is_whole = false;
    const auto last = left.substr(slash + 1);
    left = left.substr(0, is_whole ? slash : 0);
    return last;
  };
  const auto end = take_last();
  authorization.service = take_last();
  authorization.region = take_last();
  authorization.date = take_last();
  if (!is_whole || end != "aws4_request") {
    return incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        std::string(credential) + "'");
  }
  authorization.signed_headers = signed_headers;
  authorization.signature = signature;
  return authorization;
}

Outcome<> check_signature(const Authorization& authorization, const net::HttpRequest& request,
                          std::string_view secret, WallTime now, std::string_view service) {
  const auto stated = request.headers.get("X-Amz-Date");
  if (stated.empty()) {
    return incomplete(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
        "header. Authorization=" +
        std::string(request.headers.get("Authorization")));
  }
  SIM_CHECK(check_scope(authorization, stated, service));
  SIM_CHECK(check_time(stated, now));
  const auto canonical = canonical_request(authorization, request);
  const auto string_to_sign =
      std::string(algorithm) + "\n" + std::string(stated) + "\n" + std::string(authorization.date) +
      "/" + std::string(authorization.region) + "/" + std::string(authorization.service) +
      "/aws4_request\n" + crypto::hex(crypto::sha256(canonical));
  if (signature_of(authorization, secret, string_to_sign) == authorization.signature) return {};
  return invalid_signature(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n"
      "The Canonical String for this request should have been\n'" +
      canonical + "'\n\nThe String-to-Sign should have been\n'" + string_to_sign + "'\n");
}

}  // namespace dynaferry::sim
