// Bodies of AWS's query protocol: `Action=AssumeRole&Version=…`, percent-encoded (facts §8.3). Pure
// functions, any thread.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dynaferry::sim {

using FormBody = std::map<std::string, std::string, std::less<>>;

// Of two parameters of one name the later counts; a '%' that no digits follow stays.
[[nodiscard]] FormBody parse_form(std::string_view body);
[[nodiscard]] std::optional<std::string_view> find_parameter(const FormBody& form,
                                                             std::string_view name);

}  // namespace dynaferry::sim
