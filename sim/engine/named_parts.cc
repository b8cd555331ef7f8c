#include "sim/engine/named_parts.h"

#include <charconv>
#include <set>
#include <utility>

namespace dynaferry::sim {

std::unexpected<std::string> NamedParts::wrong(std::string_view name, std::string_view value,
                                               std::string_view wanted) {
  return std::unexpected(std::string(name) + ":" + std::string(value) + " is not " +
                         std::string(wanted));
}

std::expected<std::uint64_t, std::string> NamedParts::read_whole(std::string_view name,
                                                                 std::string_view value,
                                                                 Bounds bounds) {
  std::uint64_t number = 0;
  const auto* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  const bool is_whole = read.ec == std::errc() && read.ptr == end;
  if (is_whole && bounds.least <= number && number <= bounds.most) return number;
  return wrong(
      name, value,
      "a whole number of " + std::to_string(bounds.least) + " to " + std::to_string(bounds.most));
}

NamedParts& NamedParts::add(std::string_view name, Read read) {
  parts_[name] = std::move(read);
  return *this;
}

NamedParts& NamedParts::percent(std::string_view name, double& into) {
  return add(name, [name, &into](std::string_view value) -> Done {
    const auto number = read_whole(name, value, {0, 100});
    if (!number) return std::unexpected(number.error());
    into = static_cast<double>(*number) / 100;
    return {};
  });
}

NamedParts& NamedParts::text(std::string_view name, std::string& into) {
  return add(name, [name, &into](std::string_view value) -> Done {
    if (value.empty()) return std::unexpected(std::string(name) + " is empty");
    into = value;
    return {};
  });
}

NamedParts::Done NamedParts::read(std::string_view text) const {
  std::set<std::string_view> read;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const auto colon = part.find(':');
    if (colon == std::string_view::npos) {
      return std::unexpected("\"" + std::string(part) + "\" is not NAME:VALUE");
    }
    const auto name = part.substr(0, colon);
    if (!read.insert(name).second) return std::unexpected(std::string(name) + " is said twice");
    auto done = read_one(name, part.substr(colon + 1));
    if (!done) return done;
  }
  return {};
}

NamedParts::Done NamedParts::read_one(std::string_view name, std::string_view value) const {
  const auto known = parts_.find(name);
  if (known != parts_.end()) return known->second(value);
  std::string names;
  for (const auto& [one, read] : parts_) {
    names.append(names.empty() ? "" : ", ").append(one);
  }
  return std::unexpected("there is no part " + std::string(name) + "; there are " + names);
}

}  // namespace dynaferry::sim
