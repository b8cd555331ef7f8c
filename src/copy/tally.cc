#include "copy/tally.h"

#include <fmt/format.h>

#include "json/document.h"

namespace dynaferry::copy {

Tally& Tally::operator+=(const Tally& other) {
  read_units += other.read_units;
  write_units += other.write_units;
  throttled += other.throttled;
  unknown_outcomes += other.unknown_outcomes;
  replication_attributes += other.replication_attributes;
  return *this;
}

std::string to_text(const Tally& tally) {
  return fmt::format(R"({{"read_units":{},"write_units":{},"throttled":{},"unknown_outcomes":{},)"
                     R"("replication_attributes":{}}})",
                     tally.read_units, tally.write_units, tally.throttled, tally.unknown_outcomes,
                     tally.replication_attributes);
}

Tally tally_from(std::string_view text) {
  const auto document = json::parse(text);
  const auto* object = document ? document->if_object() : nullptr;
  if (object == nullptr) return {};
  const auto number = [object](const char* name) {
    return json::find_number(*object, name).value_or(0);
  };
  const auto count = [&number](const char* name) {
    return static_cast<std::uint64_t>(number(name));
  };
  return {number("read_units"), number("write_units"), count("throttled"),
          count("unknown_outcomes"), count("replication_attributes")};
}

}  // namespace dynaferry::copy
