#include "run/mapping.h"

#include <algorithm>
#include <boost/regex.hpp>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <unordered_set>

namespace dynaferry::run {
namespace {

using Text = std::string_view;

bool is_separator(char c) { return c == '-' || c == '_' || c == '.'; }

std::string quoted(Text text) { return std::string("\"").append(text).append("\""); }

// One [class] of a glob, `at` behind its '['. Absent: it is never closed, so '[' is itself.
struct ClassMatch {
  bool hit;
  std::size_t next;
};
std::optional<ClassMatch> match_class(Text glob, std::size_t at, char c) {
  const bool negated = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
  if (negated) ++at;
  bool hit = false;
  for (bool first = true; at < glob.size(); first = false) {
    if (glob[at] == ']' && !first) return ClassMatch{hit != negated, at + 1};
    const bool range = at + 2 < glob.size() && glob[at + 1] == '-' && glob[at + 2] != ']';
    const char low = glob[at];
    const char high = range ? glob[at + 2] : low;
    if (low <= c && c <= high) hit = true;
    at += range ? 3 : 1;
  }
  return std::nullopt;
}

// Whether glob[at…] takes the one character c, and where the glob goes on.
ClassMatch match_one(Text glob, std::size_t at, char c) {
  if (glob[at] == '?') return {true, at + 1};
  if (glob[at] == '[') {
    if (const auto matched = match_class(glob, at + 1, c)) return *matched;
  }
  return {glob[at] == c, at + 1};
}

// Says the new name of a source table.
class Mapper {
 public:
  static Result<Mapper> of(const Choice& choice) {
    Mapper mapper(choice);
    for (const auto& [source, destination] : choice.pairs) {
      const auto [known, fresh] = mapper.pairs_.emplace(source, destination);
      if (!fresh && known->second != destination) {
        return fail(Fault::invalid, "table " + quoted(source) + " is given two destinations, " +
                                        quoted(known->second) + " and " + quoted(destination));
      }
    }
    if (!choice.map_regex) return mapper;
    try {
      mapper.regex_.emplace(choice.map_regex->first, boost::regex::ECMAScript);
    } catch (const boost::regex_error&) {
      return fail(Fault::invalid,
                  quoted(choice.map_regex->first) + " (--map-regex) is not a regular expression");
    }
    return mapper;
  }

  Result<std::string> map(const std::string& name) const {
    if (const auto pair = pairs_.find(name); pair != pairs_.end()) return pair->second;
    if (regex_) return map_by_regex(name);
    if (choice_->map_prefix) {
      const auto& [from, to] = *choice_->map_prefix;
      if (name.starts_with(from)) return to + name.substr(from.size());
      return fail(Fault::invalid, quoted(name) + " does not start with " + quoted(from) +
                                      ", the prefix that --map-prefix replaces");
    }
    if (!choice_->legacy_prefix) return name;
    return map_legacy(name, choice_->legacy_prefix->first, choice_->legacy_prefix->second);
  }

 private:
  explicit Mapper(const Choice& choice) : choice_(&choice) {}

  // Boost's matcher, other than the standard one, gives up on an expression that would take for ever.
  Result<std::string> map_by_regex(const std::string& name) const {
    try {
      return boost::regex_replace(name, *regex_, choice_->map_regex->second,
                                  boost::format_perl | boost::format_first_only);
    } catch (const std::runtime_error&) {
      return fail(Fault::invalid,
                  "the regular expression of --map-regex is too complex for table " + quoted(name));
    }
  }

  const Choice* choice_;
  std::map<std::string, std::string> pairs_{};
  std::optional<boost::regex> regex_{};
};

// Collects source names, each once, in the order in which they were named.
class Names {
 public:
  Names(const Listing& existing, const std::vector<std::string>& exclude,
        std::vector<std::string>& problems)
      : existing_(existing), exclude_(exclude), problems_(problems) {
    if (existing_) present_.insert(existing_->begin(), existing_->end());
  }

  void add_named(const std::string& name) {
    if (!seen_.insert(name).second || excluded(name)) return;
    if (!is_table_name(name)) {
      problems_.push_back(quoted(name) + " is not the name of a table: 3 to 255 letters, digits, " +
                          "'_', '-' and '.' make one");
    } else if (existing_ && !present_.contains(name)) {
      problems_.push_back("the source has no table " + quoted(name));
    } else {
      names.push_back(name);
    }
  }

  void add_matching(const std::string& glob) {
    if (!existing_) {
      problems_.push_back(quoted(glob) + " needs the list of the source's tables");
      return;
    }
    bool any = false;
    for (const auto& name : *existing_) {
      if (!matches(glob, name)) continue;
      any = true;
      if (!excluded(name) && seen_.insert(name).second) names.push_back(name);
    }
    if (!any) problems_.push_back("no table of the source matches " + quoted(glob));
  }

  [[nodiscard]] std::vector<std::string> unused_excludes() const {
    std::vector<std::string> unused;
    std::ranges::remove_copy_if(exclude_, std::back_inserter(unused),
                                [&](const auto& glob) { return used_.contains(glob); });
    return unused;
  }

  std::vector<std::string> names{};

 private:
  bool excluded(const std::string& name) {
    bool any = false;
    for (const auto& glob : exclude_) {
      if (!matches(glob, name)) continue;
      used_.insert(glob);
      any = true;
    }
    return any;
  }

  const Listing& existing_;
  const std::vector<std::string>& exclude_;
  std::vector<std::string>& problems_;
  std::unordered_set<std::string> present_{};
  std::set<std::string> seen_{};
  std::set<std::string> used_{};  // Of exclude_.
};

// Takes out every pair whose destination another pair has too.
void drop_collisions(Chosen& chosen) {
  std::map<std::string, std::vector<std::string>> sources;
  for (const auto& pair : chosen.pairs) {
    sources[pair.destination.str()].push_back(pair.source.str());
  }
  for (const auto& [destination, from] : sources) {
    if (from.size() < 2) continue;
    std::string names;
    for (const auto& source : from) names += (names.empty() ? "" : " and ") + quoted(source);
    chosen.problems.push_back(names + " would all be copied to " + quoted(destination));
  }
  std::erase_if(chosen.pairs,
                [&](const TablePair& pair) { return sources[pair.destination.str()].size() > 1; });
}

}  // namespace

bool is_glob(Text text) { return text.find_first_of("*?[") != Text::npos; }

bool matches(Text glob, Text name) {
  std::size_t g = 0, n = 0;
  std::size_t star = Text::npos, resume = 0;  // The last '*' and where its match ends so far.
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = n;
      continue;
    }
    if (g < glob.size()) {
      const auto one = match_one(glob, g, name[n]);
      if (one.hit) {
        g = one.next;
        ++n;
        continue;
      }
    }
    if (star == Text::npos) return false;
    g = star + 1;
    n = ++resume;
  }
  return glob.find_first_not_of('*', g) == Text::npos;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         is_separator(c);
}

bool is_table_name(Text text) {
  return text.size() >= 3 && text.size() <= 255 && std::ranges::all_of(text, is_name_character);
}

std::string map_legacy(Text name, Text from, Text to) {
  if (name.starts_with(from)) return std::string(to).append(name.substr(from.size()));
  std::size_t tail = 0;
  for (std::size_t n = 1; n <= std::min(from.size(), to.size()); ++n) {
    const char c = from[from.size() - n];
    if (c != to[to.size() - n]) break;
    if (is_separator(c)) tail = n;
  }
  from.remove_suffix(tail);
  to.remove_suffix(tail);
  if (tail == 0 || from.empty() || !name.starts_with(from)) return std::string(name);
  const auto rest = name.substr(from.size());
  if (!rest.empty() && !is_separator(rest.front())) return std::string(name);
  return std::string(to).append(rest);
}

bool needs_listing(const Choice& choice) {
  return choice.all || std::ranges::any_of(choice.names, is_glob);
}

Result<Chosen> look(const Choice& choice, const Listing& existing, bool same_side) {
  if (choice.names.empty() && choice.pairs.empty() && !choice.all) {
    return fail(Fault::invalid, "no table is named");
  }
  DF_TRY(const auto mapper, Mapper::of(choice));

  Chosen chosen;
  Names found(existing, choice.exclude, chosen.problems);
  for (const auto& name : choice.names) {
    is_glob(name) ? found.add_matching(name) : found.add_named(name);
  }
  for (const auto& pair : choice.pairs) found.add_named(pair.first);
  if (choice.all) found.add_matching("*");

  for (const auto& name : found.names) {
    DF_TRY(const auto destination, mapper.map(name));
    if (!is_table_name(destination)) {
      chosen.problems.push_back("table " + quoted(name) + " would be called " +
                                quoted(destination) + ", which is not a name a table can have");
    } else if (same_side && destination == name) {
      chosen.problems.push_back("table " + quoted(name) +
                                " is its own destination: both sides are the same account, Region "
                                "and endpoint");
    } else {
      chosen.pairs.push_back({TableName(name), TableName(destination)});
    }
  }
  drop_collisions(chosen);
  chosen.unused_excludes = found.unused_excludes();
  if (chosen.pairs.empty() && chosen.problems.empty()) {
    return fail(Fault::invalid, "no table is left after --exclude");
  }
  return chosen;
}

Result<std::vector<TablePair>> choose(const Choice& choice, const Listing& existing,
                                      bool same_side) {
  DF_TRY(auto chosen, look(choice, existing, same_side));
  if (chosen.problems.empty()) return std::move(chosen.pairs);
  std::string all;
  for (const auto& problem : chosen.problems) all += (all.empty() ? "" : "; ") + problem;
  return fail(Fault::invalid, std::move(all));
}

}  // namespace dynaferry::run
