#include "sim/engine/transaction_log.h"

#include <utility>

namespace dynaferry::sim {

const std::string* TransactionLog::find(std::string_view who, std::string_view token,
                                        WallTime now) {
  while (!ends_.empty() && ends_.front().first <= now) {
    asked_.erase(ends_.front().second);
    ends_.pop_front();
  }
  const auto found = asked_.find(Name(who, token));
  return found == asked_.end() ? nullptr : &found->second;
}

void TransactionLog::add(std::string_view who, std::string_view token, std::string asked,
                         WallTime now) {
  Name name(who, token);
  ends_.emplace_back(now + lifetime, name);
  asked_.emplace(std::move(name), std::move(asked));
}

}  // namespace dynaferry::sim
