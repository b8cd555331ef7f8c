#include "net/url.h"

#include <algorithm>
#include <charconv>

namespace dynaferry::net {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = digit_of(text[i + 1]);
      const int low = digit_of(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
         c == ':' || c == '%';
}

Result<std::uint16_t> port_of(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 65535) {
    return fail(Fault::invalid, "the port in a URL is not a number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(value);
}

// host, host:port, [v6], [v6]:port
Result<> read_authority(std::string_view text, Url& url) {
  std::string_view host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return fail(Fault::invalid, "a URL lacks a ']'");
    host = text.substr(1, close - 1);
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && !rest.starts_with(':')) {
      return fail(Fault::invalid, "a URL has something odd behind its ']'");
    }
    port = rest.empty() ? rest : rest.substr(1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  url.host = lower(host);
  if (url.host.empty() || !std::ranges::all_of(url.host, is_host_char)) {
    return fail(Fault::invalid, "a URL has no host, or one with characters that no host has");
  }
  url.port = url.is_tls() ? 443 : 80;
  if (!port.empty()) {
    DF_TRY(url.port, port_of(port));
  }
  return {};
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  Url url;
  url.scheme = "http";
  if (const auto colon = text.find("://"); colon != std::string_view::npos) {
    url.scheme = lower(text.substr(0, colon));
    text.remove_prefix(colon + 3);
  }
  if (url.scheme != "http" && url.scheme != "https") {
    return fail(Fault::invalid, "a URL must begin with http:// or https://");
  }
  const auto end = std::min(text.find_first_of("/?#"), text.size());
  auto authority = text.substr(0, end);
  url.path = text.substr(end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.userinfo = percent_decoded(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  const auto read = read_authority(authority, url);
  if (!read) return fail(read.error());
  return url;
}

std::string Url::host_header() const {
  std::string out;
  if (host.find(':') == std::string::npos) {
    out.append(host);
  } else {
    out.append("[").append(host).append("]");
  }
  if (!has_default_port()) out.append(":").append(std::to_string(port));
  return out;
}

}  // namespace dynaferry::net
