#include "aws/sigv4.h"

#include <algorithm>

namespace dynaferry::aws {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

// Outer blanks go, inner runs of them become one.
void append_trimmed(std::string& out, std::string_view value) {
  bool gap = false;
  bool begun = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      gap = begun;
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    begun = true;
    out += c;
  }
}

bool is_signed(std::string_view lower_name) {
  return lower_name == "host" || lower_name == "content-type" || lower_name.starts_with("x-amz-");
}

// "b=2&a" becomes "a=&b=2": ordered by name, then by value.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string_view, std::string_view>> parts;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    parts.emplace_back(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())));
  }
  std::ranges::sort(parts);
  std::string out;
  for (const auto& [name, value] : parts) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

}  // namespace

std::string canonical_request(const Signable& what, std::span<const Field> fields,
                              std::string& signed_names) {
  std::vector<Field> sorted;
  sorted.reserve(fields.size());
  for (const auto& [name, value] : fields) {
    Field field(lowered(name), std::string());
    append_trimmed(field.second, value);
    // Behind those of the same name: they keep their order, and are joined below.
    const auto at = std::ranges::upper_bound(sorted, field.first, {}, &Field::first);
    sorted.insert(at, std::move(field));
  }

  const auto question = std::min(what.target.find('?'), what.target.size());
  std::string out;
  out.reserve(512);
  out.append(what.method).append("\n").append(what.target.substr(0, question)).append("\n");
  if (question < what.target.size()) out += canonical_query(what.target.substr(question + 1));
  out += '\n';

  signed_names.clear();
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [name, value] = sorted[i];
    if (i > 0 && name == sorted[i - 1].first) {
      out.back() = ',';
    } else {
      if (i > 0) signed_names += ';';
      signed_names += name;
      out.append(name).append(":");
    }
    out.append(value).append("\n");
  }
  out.append("\n").append(signed_names).append("\n").append(crypto::hex(what.body_hash));
  return out;
}

crypto::Sha256 signing_key(const Secret& secret, std::string_view date, std::string_view region,
                           std::string_view service) {
  const auto first = std::string("AWS4").append(secret.reveal());
  auto key = crypto::hmac_sha256(first, date);
  for (const auto step : {region, service, std::string_view("aws4_request")}) {
    key = crypto::hmac_sha256(crypto::as_bytes(key), step);
  }
  return key;
}

Signer::Signer(Region region, std::string service)
    : region_(region.str()), service_(std::move(service)) {}

const crypto::Sha256& Signer::key_for(std::chrono::sys_days day, std::string_view date,
                                      const Secret& secret) {
  if (key_secret_.empty() || day != key_day_ || secret != key_secret_) {
    key_ = signing_key(secret, date, region_, service_);
    key_day_ = day;
    key_secret_ = secret;
  }
  return key_;
}

std::vector<Field> Signer::sign(const Signable& what, const Credentials& who, WallTime at) {
  const auto when = compact_utc(at);
  const auto date = std::string_view(when).substr(0, 8);
  std::vector<Field> added{{"X-Amz-Date", when}};
  if (who.session_token) {
    added.emplace_back("X-Amz-Security-Token", who.session_token->reveal());
  }

  // A repeated request still carries what the attempt before added: replaced, not signed twice.
  std::vector<Field> fields = added;
  for (const auto& [name, value] : what.fields) {
    const auto key = lowered(name);
    if (!is_signed(key) || key == "x-amz-date" || key == "x-amz-security-token") continue;
    fields.emplace_back(name, value);
  }
  std::string signed_names;
  const auto canonical = canonical_request(what, fields, signed_names);

  const auto scope =
      std::string(date).append("/").append(region_).append("/").append(service_).append(
          "/aws4_request");
  const auto to_sign = std::string("AWS4-HMAC-SHA256\n")
                           .append(when)
                           .append("\n")
                           .append(scope)
                           .append("\n")
                           .append(crypto::hex(crypto::sha256(canonical)));
  const auto& key = key_for(std::chrono::floor<std::chrono::days>(at), date, who.secret_access_key);
  const auto signature = crypto::hmac_sha256(crypto::as_bytes(key), to_sign);
  added.emplace_back("Authorization", std::string("AWS4-HMAC-SHA256 Credential=")
                                          .append(who.access_key_id)
                                          .append("/")
                                          .append(scope)
                                          .append(", SignedHeaders=")
                                          .append(signed_names)
                                          .append(", Signature=")
                                          .append(crypto::hex(signature)));
  return added;
}

}  // namespace dynaferry::aws
