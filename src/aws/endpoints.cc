#include "aws/endpoints.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace dynaferry::aws {
namespace {

struct Partition {
  std::string_view prefix;
  std::string_view name;
  std::string_view suffix;
};

// The first prefix that fits decides; what none fits is the commercial partition, as AWS's own rule
// set has it, so that a Region opened tomorrow works today.
constexpr std::array partitions{
    Partition{"cn-", "aws-cn", "amazonaws.com.cn"},
    Partition{"us-gov-", "aws-us-gov", "amazonaws.com"},
    Partition{"eusc-", "aws-eusc", "amazonaws.eu"},
    Partition{"us-iso-", "aws-iso", "c2s.ic.gov"},
    Partition{"us-isob-", "aws-iso-b", "sc2s.sgov.gov"},
    Partition{"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"},
    Partition{"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
    Partition{"eu-isof-", "aws-iso-f", "csp.hci.ic.gov"},
    Partition{"", "aws", "amazonaws.com"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_label(std::string_view text) {
  const auto fits = [](char c) { return is_lower(c) || is_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, fits) &&
         text.front() != '-' && text.back() != '-';
}

// "us-east-1": at least two dashes, digits behind the last.
bool has_region_shape(std::string_view text) {
  const auto last = text.rfind('-');
  return std::ranges::count(text, '-') >= 2 && last + 1 < text.size() &&
         std::ranges::all_of(text.substr(last + 1), is_digit);
}

Region region_to_sign_for(const Region& region) {
  return region.str() == "local" ? Region("us-east-1") : region;
}

bool is_host(std::string_view text) {
  const auto fits = [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
  };
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, fits) &&
         text.front() != '.' && text.front() != '-';
}

bool is_address6(std::string_view text) {
  const auto fits = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
  };
  return text.size() >= 2 && std::ranges::all_of(text, fits) && text.contains(':');
}

// The text itself is left out: what is not a proper URL may well be a secret in the wrong place.
std::unexpected<Error> bad_url(std::string_view why) {
  return fail(Fault::invalid, std::string("the endpoint URL ").append(why));
}

// Takes ":8000" at the end of the authority away. Absent port: the scheme's.
bool take_port(std::string_view text, std::uint16_t& port) {
  if (text.empty()) return true;
  if (text.front() != ':') return false;
  text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port != 0;
}

}  // namespace

std::string Endpoint::authority() const {
  std::string out = host.find(':') != std::string::npos ? "[" + host + "]" : host;
  if (port != (tls ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

std::string Endpoint::url() const { return (tls ? "https://" : "http://") + authority(); }

bool Endpoint::is_loopback() const {
  if (host == "localhost" || host == "::1") return true;
  const bool numeric = std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
  return numeric && host.starts_with("127.") && std::ranges::count(host, '.') == 3;
}

Result<Region> parse_region(std::string_view text) {
  if (!is_label(text)) {
    return fail(Fault::invalid,
                "a Region was given that is not one: it takes lower-case letters, digits and "
                "dashes, such as \"us-east-1\"");
  }
  return Region(std::string(text));
}

Result<Endpoint> endpoint_for(std::string_view service, const Region& region) {
  DF_TRY([[maybe_unused]] const Region sound, parse_region(region.str()));
  if (region.str() == "local") {
    return Endpoint{false, "localhost", 8000, Region("us-east-1"), "local"};
  }
  if (!has_region_shape(region.str())) {
    return fail(Fault::invalid,
                "\"" + region.str() + "\" is not the name of a Region, such as \"us-east-1\"");
  }
  const auto& partition = *std::ranges::find_if(
      partitions, [&](const Partition& p) { return region.str().starts_with(p.prefix); });
  auto host =
      std::string(service).append(".").append(region.str()).append(".").append(partition.suffix);
  return Endpoint{true, std::move(host), 443, region, std::string(partition.name)};
}

Result<Endpoint> parse_endpoint(std::string_view url, const Region& region) {
  Endpoint endpoint{true, {}, 443, region_to_sign_for(region), "custom"};
  std::string_view rest = url;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    endpoint.tls = false;
    endpoint.port = 80;
  } else {
    return bad_url("does not begin with https:// or http://");
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.contains('@')) return bad_url("holds a user or a password, which is not supported");
  if (rest.find_first_of("/?#") != std::string_view::npos) {
    return bad_url("has more than a host and a port");
  }
  const bool bracketed = rest.starts_with('[');
  const auto end = bracketed ? rest.find(']') : std::min(rest.find(':'), rest.size());
  if (end == std::string_view::npos) return bad_url("has no proper host");
  endpoint.host = std::string(bracketed ? rest.substr(1, end - 1) : rest.substr(0, end));
  std::ranges::transform(endpoint.host, endpoint.host.begin(), lower);
  if (bracketed ? !is_address6(endpoint.host) : !is_host(endpoint.host)) {
    return bad_url("has no proper host");
  }
  if (!take_port(rest.substr(end + (bracketed ? 1 : 0)), endpoint.port)) {
    return bad_url("has no proper port");
  }
  return endpoint;
}

}  // namespace dynaferry::aws
