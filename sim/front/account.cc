#include "sim/front/account.h"

#include <algorithm>
#include <cctype>

#include "crypto/hash.h"

namespace dynaferry::sim {
namespace {

bool is_digit(unsigned char c) { return std::isdigit(c) != 0; }

}  // namespace

Outcome<> check_session(const Account& account, const net::Headers& headers, WallTime now) {
  if (!account.session_token.empty() &&
      headers.get("X-Amz-Security-Token") != account.session_token) {
    return refuse(coral_space, "UnrecognizedClientException",
                  "The security token included in the request is invalid.");
  }
  if (!account.expires || now < *account.expires) return {};
  return refuse(coral_space, "ExpiredTokenException",
                "The security token included in the request is expired");
}

std::string account_of_key(std::string_view access_key) {
  const auto digest = crypto::sha256(access_key);
  std::string id;
  for (std::size_t i = 0; i < 12; ++i) id += static_cast<char>('0' + digest[i] % 10);
  if (id[0] == '0') id[0] = '1';
  return id;
}

bool is_account_number(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

std::expected<std::string, std::string> account_named(const std::string& name,
                                                      const std::vector<Account>& known) {
  if (name.empty() || is_account_number(name)) return name;
  const auto found = std::ranges::find(known, name, &Account::access_key);
  if (found != known.end()) return found->id;
  const auto is_of_key = [](unsigned char c) { return std::isalnum(c) != 0; };
  if (!std::ranges::all_of(name, is_of_key) || std::ranges::all_of(name, is_digit)) {
    return std::unexpected("account \"" + name +
                           "\" is neither the twelve digits of one nor an access key");
  }
  return account_of_key(name);
}

}  // namespace dynaferry::sim
