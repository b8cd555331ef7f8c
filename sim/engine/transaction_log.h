// The transactions that a client named by a token: repeating one within ten minutes does nothing
// more. Threading: none of its own. Inside sim/engine only.

#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/time.h"

namespace dynaferry::sim {

class TransactionLog {
 public:
  static constexpr std::chrono::minutes lifetime{10};

  // What was asked for under this token, or null. `who` keeps accounts and Regions apart.
  [[nodiscard]] const std::string* find(std::string_view who, std::string_view token, WallTime now);
  void add(std::string_view who, std::string_view token, std::string asked, WallTime now);

 private:
  using Name = std::pair<std::string, std::string>;

  std::map<Name, std::string> asked_;
  std::deque<std::pair<WallTime, Name>> ends_;  // In order.
};

}  // namespace dynaferry::sim
