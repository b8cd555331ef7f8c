// What somebody asked for, by flag name and before it is understood: from the command line, or from
// the configuration file, which uses the same names.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dynaferry::cli {

class Given {
 public:
  void add(std::string_view name, std::string value);  // A switch has an empty value.
  [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }
  [[nodiscard]] std::optional<std::string> one(std::string_view name) const;  // The last.
  [[nodiscard]] const std::vector<std::string>& all(std::string_view name) const;

  std::vector<std::string> tables{};  // The arguments; "tables" in the file.

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_{};
};

}  // namespace dynaferry::cli
