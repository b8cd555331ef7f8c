#include "cli/env_file.h"

#include <algorithm>
#include <optional>

namespace dynaferry::cli {
namespace {

using Text = std::string_view;

// Blanks within a line.
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }
bool is_space(char c) { return is_blank(c) || c == '\n'; }

std::string with_plain_newlines(Text text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

std::optional<char> escaped(char c, bool in_double_quotes) {
  if (c == '\\' || c == '\'') return c;
  if (!in_double_quotes) return std::nullopt;
  constexpr Text letters = "\"abfnrtv";
  constexpr Text meanings = "\"\a\b\f\n\r\t\v";
  const auto at = letters.find(c);
  return at == Text::npos ? std::nullopt : std::optional(meanings[at]);
}

// One statement after the other. Each step says whether it found what it looked for.
class Reader {
 public:
  explicit Reader(Text text) : rest_(text) {}

  struct Statement {
    std::string key{};                   // Empty: a comment, or the end.
    std::optional<std::string> value{};  // Absent: no "=".
  };

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t line() const { return line_; }

  // Absent: nonsense, in line().
  std::optional<Statement> next() {
    while (!rest_.empty() && is_space(rest_.front())) take(1);
    if (rest_.empty()) return Statement{};
    const auto begin = line_;
    Statement statement;
    const bool sound = read(statement);
    if (!sound) line_ = begin;
    return sound ? std::optional(std::move(statement)) : std::nullopt;
  }

 private:
  bool read(Statement& statement) {
    skip_export();
    if (!begins('#') && !read_key(statement.key)) return false;
    skip_blanks();
    if (begins('=')) {
      take(1);
      const bool gap = skip_blanks();
      statement.value.emplace();
      // "KEY= # words" is a comment, "KEY=#words" is a value.
      if (!(gap && begins('#')) && !read_value(*statement.value)) return false;
    }
    skip_blanks();
    if (begins('#')) take(end_of_line());
    return rest_.empty() || begins('\n');
  }

  bool read_key(std::string& key) {
    if (begins('\'')) {
      const auto close = rest_.find('\'', 1);
      if (close == Text::npos || close == 1) return false;
      key = take(close + 1).substr(1, close - 1);
      return true;
    }
    std::size_t n = 0;
    while (n < rest_.size() && rest_[n] != '=' && rest_[n] != '#' && !is_space(rest_[n])) ++n;
    key = take(n);
    return n > 0;
  }

  bool read_value(std::string& value) {
    if (begins('\'') || begins('"')) return read_quoted(value);
    Text line = take(end_of_line());
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i] == '#' && is_blank(line[i - 1])) line = line.substr(0, i);
    }
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    value = line;
    return true;
  }

  bool read_quoted(std::string& value) {
    const char quote = rest_.front();
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        take(i + 1);
        return true;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) {
        ++i;
        const auto meaning = escaped(rest_[i], quote == '"');
        if (!meaning) value += '\\';
        value += meaning.value_or(rest_[i]);
      } else {
        value += rest_[i];
      }
    }
    return false;
  }

  void skip_export() {
    constexpr Text word = "export";
    if (rest_.starts_with(word) && rest_.size() > word.size() && is_blank(rest_[word.size()])) {
      take(word.size());
      skip_blanks();
    }
  }

  bool skip_blanks() {
    std::size_t n = 0;
    while (n < rest_.size() && is_blank(rest_[n])) ++n;
    take(n);
    return n > 0;
  }

  [[nodiscard]] bool begins(char c) const { return rest_.starts_with(c); }
  [[nodiscard]] std::size_t end_of_line() const { return std::min(rest_.find('\n'), rest_.size()); }

  Text take(std::size_t n) {
    const auto taken = rest_.substr(0, n);
    line_ += static_cast<std::size_t>(std::ranges::count(taken, '\n'));
    rest_.remove_prefix(n);
    return taken;
  }

  Text rest_;
  std::size_t line_ = 1;
};

using Known = std::map<std::string, std::optional<std::string>, std::less<>>;

std::string value_of(Text name, Text fallback, const Known& known, const Variables& environment) {
  if (const auto set = environment.find(name); set != environment.end()) return set->second;
  if (const auto set = known.find(name); set != known.end()) return set->second.value_or("");
  return std::string(fallback);
}

// Length of a "${NAME}" or "${NAME:-default}" at the front of `text`; 0 if there is none.
std::size_t reference(Text text, Text& name, Text& fallback) {
  if (!text.starts_with("${")) return 0;
  const auto end = text.find_first_of("}:", 2);
  if (end == Text::npos) return 0;
  name = text.substr(2, end - 2);
  fallback = {};
  if (text[end] == '}') return end + 1;
  const auto close = text.find('}', end);
  if (!text.substr(end).starts_with(":-") || close == Text::npos) return 0;
  fallback = text.substr(end + 2, close - end - 2);
  return close + 1;
}

std::string expanded(Text text, const Known& known, const Variables& environment) {
  std::string out;
  while (!text.empty()) {
    Text name, fallback;
    const auto length = reference(text, name, fallback);
    if (length > 0) {
      out += value_of(name, fallback, known, environment);
      text.remove_prefix(length);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

Result<Variables> parse_env_file(Text given, const Variables& environment) {
  if (given.starts_with("\xEF\xBB\xBF")) given.remove_prefix(3);
  if (given.find('\0') != Text::npos) {
    return fail(Fault::invalid, "the file is not UTF-8 text (is it UTF-16?)");
  }
  const auto text = with_plain_newlines(given);
  Known known;
  for (Reader reader(text); !reader.at_end();) {
    auto statement = reader.next();
    if (!statement) {
      return fail(Fault::invalid,
                  "line " + std::to_string(reader.line()) + " is not of the form NAME=value");
    }
    if (statement->key.empty()) continue;
    auto& value = statement->value;
    if (value) *value = expanded(*value, known, environment);
    known[statement->key] = std::move(value);
  }
  Variables variables;
  for (auto& [name, value] : known) {
    if (value) variables.emplace(name, *std::move(value));
  }
  return variables;
}

}  // namespace dynaferry::cli
