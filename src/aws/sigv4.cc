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
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  const char* gap = "";
  for (auto at = value.begin();;) {
    const auto begin = std::find_if_not(at, value.end(), blank);
    if (begin == value.end()) return;
    at = std::find_if(begin, value.end(), blank);
    out.append(gap).append(begin, at);
    gap = " ";
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

struct SignedField {
  std::string name;  // Lower case.
  std::string_view value;
};

// Keeps them ordered by name; those of one name keep their order and are joined later.
void insert(std::vector<SignedField>& fields, std::string name, std::string_view value) {
  const auto at = std::ranges::upper_bound(fields, name, {}, &SignedField::name);
  fields.insert(at, SignedField{std::move(name), value});
}

std::string canonical_of(const Signable& what, std::span<const SignedField> fields,
                         std::string& signed_names) {
  const auto question = std::min(what.target.find('?'), what.target.size());
  std::string out;
  out.reserve(2048);
  out.append(what.method).append("\n").append(what.target.substr(0, question)).append("\n");
  if (question < what.target.size()) out += canonical_query(what.target.substr(question + 1));
  out += '\n';

  signed_names.clear();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& [name, value] = fields[i];
    if (i > 0 && name == fields[i - 1].name) {
      out.back() = ',';
    } else {
      if (i > 0) signed_names += ';';
      signed_names += name;
      out.append(name).append(":");
    }
    append_trimmed(out, value);
    out += '\n';
  }
  out.append("\n").append(signed_names).append("\n").append(crypto::hex(what.body_hash));
  return out;
}

}  // namespace

std::string canonical_request(const Signable& what, std::span<const Field> fields,
                              std::string& signed_names) {
  std::vector<SignedField> sorted;
  for (const auto& [name, value] : fields) insert(sorted, lowered(name), value);
  return canonical_of(what, sorted, signed_names);
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

void Signer::renew_key(std::chrono::sys_days day, std::string_view date, const Secret& secret) {
  if (!key_secret_.empty() && day == key_day_ && secret == key_secret_) return;
  key_ = signing_key(secret, date, region_, service_);
  key_day_ = day;
  key_secret_ = secret;
  scope_ = std::string(date) + "/" + region_ + "/" + service_ + "/aws4_request";
}

std::vector<Field> Signer::sign(const Signable& what, const Credentials& who, WallTime at) {
  const auto when = compact_utc(at);
  renew_key(std::chrono::floor<std::chrono::days>(at), std::string_view(when).substr(0, 8),
            who.secret_access_key);

  std::vector<SignedField> fields;
  fields.reserve(8);
  insert(fields, "x-amz-date", when);
  if (who.session_token) insert(fields, "x-amz-security-token", who.session_token->reveal());
  for (const auto& [name, value] : what.fields) {
    auto key = lowered(name);
    // A repeated request still carries what the attempt before added: replaced, not signed twice.
    if (!is_signed(key) || key == "x-amz-date" || key == "x-amz-security-token") continue;
    insert(fields, std::move(key), value);
  }
  std::string signed_names;
  const auto canonical = canonical_of(what, fields, signed_names);
  const auto to_sign =
      "AWS4-HMAC-SHA256\n" + when + "\n" + scope_ + "\n" + crypto::hex(crypto::sha256(canonical));
  const auto signature = crypto::hmac_sha256(crypto::as_bytes(key_), to_sign);

  std::vector<Field> added;
  added.reserve(3);
  added.emplace_back("X-Amz-Date", when);
  if (who.session_token) {
    added.emplace_back("X-Amz-Security-Token", who.session_token->reveal());
  }
  added.emplace_back("Authorization", "AWS4-HMAC-SHA256 Credential=" + who.access_key_id + "/" +
                                          scope_ + ", SignedHeaders=" + signed_names +
                                          ", Signature=" + crypto::hex(signature));
  return added;
}

}  // namespace dynaferry::aws
