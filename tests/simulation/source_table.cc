#include "tests/simulation/source_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/simulation/spelling.h"

namespace dynaferry::simulation {
namespace {

// What differs from item to item beside the key.
std::string attributes(unsigned n) {
  static constexpr const char* kinds[] = {
      R"("n":{"N":"3.1415926535897932384626433832795028842"},"empty":{"S":""})",
      R"("quoted":{"S":"a \"b\" \\ \u0000 \u00e9 é 💡"},"yes":{"BOOL":true},"none":{"NULL":true})",
      R"("map":{"M":{"list":{"L":[{"M":{}},{"L":[]},{"S":"x"}]},"deep":{"M":{"b":{"B":"AAEC"}}}}})",
      R"("numbers":{"NS":["1","-2.5","1E+100"]},"words":{"SS":["b","a"]},"bytes":{"BS":["AA==","AQ=="]})",
  };
  return fmt::format(R"({},"filler":{{"S":"{}"}})", kinds[n % 4], std::string(n * 7 % 120, 'x'));
}

}  // namespace

std::string SourceTable::creation_at_destination() const {
  auto request = json::parse(creation)->as_object();
  request["TableName"] = destination();
  return json::serialize(request);
}

std::string SourceTable::name_of(const json::Object& item) const {
  std::string out;
  for (const auto& part : keys) out += json::serialize(usual_spelling(item.at(part)));
  return out;
}

std::vector<std::string> puts_into(const std::string& table, unsigned count,
                                   const std::function<std::string(unsigned)>& keys) {
  std::vector<std::string> out;
  for (unsigned n = 0; n < count;) {
    std::string body = fmt::format(R"({{"RequestItems":{{"{}":[)", table);
    for (const auto end = std::min(count, n + 25); n < end; ++n) {
      body += fmt::format(R"({{"PutRequest":{{"Item":{{{},{}}}}}}},)", keys(n), attributes(n));
    }
    body.back() = ']';
    out.push_back(body + "}}");
  }
  return out;
}

}  // namespace dynaferry::simulation
