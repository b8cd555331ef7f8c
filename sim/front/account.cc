#include "sim/front/account.h"

#include <algorithm>
#include <cctype>

#include "crypto/hash.h"

namespace dynaferry::sim {

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

std::string account_named(const std::string& name, const std::vector<Account>& known) {
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (name.empty() || (name.size() == 12 && std::ranges::all_of(name, is_digit))) return name;
  const auto found = std::ranges::find(known, name, &Account::access_key);
  return found == known.end() ? account_of_key(name) : found->id;
}

}  // namespace dynaferry::sim
