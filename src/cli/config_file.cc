#include "cli/config_file.h"

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <utility>

#include "cli/flags.h"

namespace dynaferry::cli {
namespace {

class ConfigReader {
 public:
  explicit ConfigReader(std::string file) : file_(std::move(file)) {}

  Parsed<Given> read(const YAML::Node& root) {
    if (root.IsNull()) return given_;
    if (!root.IsMap()) return wrong(root, "is not a list of \"name: value\"");
    if (auto error = read_map(root, "")) return std::unexpected(*std::move(error));
    return std::move(given_);
  }

 private:
  using Outcome = std::optional<UsageError>;  // Absent: all is well.

  UsageError error_at(const YAML::Node& node, std::string_view why) const {
    const auto line = node.Mark().is_null() ? 0 : node.Mark().line;
    return {"line " + std::to_string(line + 1) + " of " + file_ + " " + std::string(why),
            "its names are those of the flags, without dashes"};
  }
  std::unexpected<UsageError> wrong(const YAML::Node& node, std::string_view why) const {
    return std::unexpected(error_at(node, why));
  }

  Outcome read_map(const YAML::Node& map, const std::string& prefix) {
    for (const auto& entry : map) {
      if (!entry.first.IsScalar()) return error_at(map, "has a name that is not a word");
      const auto& name = entry.first.Scalar();
      if (!names_.insert(prefix + name).second) return error_at(entry.first, "repeats a name");
      if (prefix.empty() && (name == "source" || name == "dest")) {
        if (!entry.second.IsMap()) return error_at(entry.first, "needs names below it");
        if (auto error = read_map(entry.second, name + "-")) return error;
      } else if (auto error = read_entry(prefix + name, entry.first, entry.second)) {
        return error;
      }
    }
    return {};
  }

  Outcome read_entry(const std::string& name, const YAML::Node& key, const YAML::Node& value) {
    if (name == "tables") return read_values(name, value);
    const auto* flag = find_flag(all_flags(), name);
    if (flag == nullptr && is_later_flag(name)) {
      return error_at(key, "asks for " + name + ", which is not available in this version");
    }
    if (flag == nullptr) return error_at(key, "has a name that is none of ours");
    if (!flag->in_file) {
      return error_at(key, "asks for " + name + ", which is taken from the command line only");
    }
    if (flag->value.empty()) return read_switch(name, value);
    if (flag->many) return read_values(name, value);
    if (!value.IsScalar()) return error_at(key, "needs one value for " + name);
    given_.add(name, value.Scalar());
    return {};
  }

  Outcome read_switch(const std::string& name, const YAML::Node& value) {
    bool on = false;
    if (!value.IsScalar() || !YAML::convert<bool>::decode(value, on)) {
      return error_at(value, "needs true or false for " + name);
    }
    if (on) given_.add(name, "");
    return {};
  }

  // One value, a list of them, or for `table` a map of source to destination.
  Outcome read_values(const std::string& name, const YAML::Node& value) {
    if (value.IsMap() && name == "table") {
      for (const auto& pair : value) {
        if (!pair.first.IsScalar() || !pair.second.IsScalar()) {
          return error_at(value, "needs \"source: destination\" below table");
        }
        given_.add(name, pair.first.Scalar() + "=" + pair.second.Scalar());
      }
      return {};
    }
    if (value.IsScalar()) return add(name, value.Scalar());
    if (!value.IsSequence()) return error_at(value, "needs a list for " + name);
    for (const auto& item : value) {
      if (!item.IsScalar()) return error_at(item, "needs plain words in the list of " + name);
      add(name, item.Scalar());
    }
    return {};
  }

  Outcome add(const std::string& name, const std::string& value) {
    if (name == "tables") {
      given_.tables.push_back(value);
    } else {
      given_.add(name, value);
    }
    return {};
  }

  std::string file_;
  Given given_{};
  std::set<std::string> names_{};
};

}  // namespace

Parsed<Given> read_config(std::string_view text, const std::string& name) {
  try {
    return ConfigReader(name).read(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& e) {
    // Its words may quote the file; its line does not.
    const auto line =
        e.mark.is_null() ? std::string() : "line " + std::to_string(e.mark.line + 1) + " of ";
    return misused(line + name + " is not YAML");
  }
}

}  // namespace dynaferry::cli
