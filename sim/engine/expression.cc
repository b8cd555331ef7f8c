#include "sim/engine/expression.h"

#include <algorithm>
#include <cctype>

#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view key_kind = "KeyConditionExpression";
constexpr std::string_view projection_kind = "ProjectionExpression";
constexpr std::string_view condition_kind = "ConditionExpression";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool is_keyword(std::string_view token, std::string_view upper_case) {
  return std::ranges::equal(token, upper_case, {},
                            [](char c) { return std::toupper(static_cast<unsigned char>(c)); });
}

// An expression cut into words, placeholders and signs.
class Tokens {
 public:
  Tokens(std::string_view kind, std::string_view text) : kind_(kind), text_(text) { step(); }

  [[nodiscard]] std::string_view peek() const { return token_; }
  [[nodiscard]] bool at_end() const { return token_.empty(); }
  std::string_view take() {
    const auto taken = token_;
    step();
    return taken;
  }
  bool take_if(std::string_view token) {
    if (token_ != token) return false;
    step();
    return true;
  }
  bool take_keyword(std::string_view upper_case) {
    if (!is_keyword(token_, upper_case)) return false;
    step();
    return true;
  }
  Outcome<> expect(std::string_view token) {
    if (!take_if(token)) return syntax_error();
    return {};
  }
  [[nodiscard]] Refusal syntax_error() const {
    return validation("Invalid " + std::string(kind_) + ": Syntax error; token: \"" +
                      std::string(at_end() ? "<EOF>" : token_) + "\", near: \"" +
                      std::string(text_.substr(before_)) + "\"");
  }

 private:
  void step() {
    before_ = begin_;
    begin_ = text_.find_first_not_of(" \t\r\n", end_);
    if (begin_ == std::string_view::npos) begin_ = text_.size();
    end_ = begin_;
    if (begin_ < text_.size()) {
      ++end_;
      const char c = text_[begin_];
      if (is_word(c) || c == '#' || c == ':') {
        while (end_ < text_.size() && is_word(text_[end_])) ++end_;
      } else if ((c == '<' || c == '>') && end_ < text_.size() &&
                 (text_[end_] == '=' || (c == '<' && text_[end_] == '>'))) {
        ++end_;
      }
    }
    token_ = text_.substr(begin_, end_ - begin_);
  }

  std::string_view kind_;
  std::string_view text_;
  std::string_view token_;
  std::size_t before_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

Outcome<> check_not_empty(std::string_view kind, std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) return {};
  return validation("Invalid " + std::string(kind) + ": The expression can not be empty;");
}

// A whole attribute; a path into one is not simulated.
Outcome<std::string> take_name(std::string_view kind, Tokens& tokens, Placeholders& placeholders) {
  const auto token = tokens.peek();
  if (token.empty() || (!is_word(token[0]) && token[0] != '#')) return tokens.syntax_error();
  tokens.take();
  if (tokens.peek() == "." || tokens.peek() == "[") {
    return not_simulated("document paths in a " + std::string(kind));
  }
  return placeholders.name(kind, token);
}

Outcome<dom::element> take_value(std::string_view kind, Tokens& tokens,
                                 Placeholders& placeholders) {
  if (!tokens.peek().starts_with(':')) return tokens.syntax_error();
  return placeholders.value(kind, tokens.take());
}

class KeyConditionParser {
 public:
  KeyConditionParser(std::string_view text, Placeholders& placeholders)
      : tokens_(key_kind, text), placeholders_(placeholders) {}

  Outcome<std::vector<KeyTest>> parse() {
    SIM_CHECK(all());
    if (!tokens_.at_end()) {
      if (is_keyword(tokens_.peek(), "OR")) return refused_operator("OR");
      return tokens_.syntax_error();
    }
    return std::move(tests_);
  }

 private:
  static Refusal refused_operator(std::string_view token) {
    return validation("Invalid operator used in KeyConditionExpression: " + std::string(token));
  }

  Outcome<> all() {
    do {
      SIM_CHECK(one());
    } while (tokens_.take_keyword("AND"));
    return {};
  }

  Outcome<> one() {
    if (tokens_.take_if("(")) {
      SIM_CHECK(all());
      return tokens_.expect(")");
    }
    if (is_keyword(tokens_.peek(), "NOT")) return refused_operator("NOT");
    if (tokens_.take_if("begins_with")) return begins_with();
    KeyTest test;
    SIM_TRY(test.name, take_name(key_kind, tokens_, placeholders_));
    const auto sign = tokens_.peek();
    if (tokens_.take_keyword("BETWEEN")) {
      test.compare = KeyOperator::between;
      SIM_TRY(test.value, take_value(key_kind, tokens_, placeholders_));
      if (!tokens_.take_keyword("AND")) return tokens_.syntax_error();
      SIM_TRY(test.upper, take_value(key_kind, tokens_, placeholders_));
    } else {
      SIM_TRY(test.compare, comparison(sign));
      tokens_.take();
      SIM_TRY(test.value, take_value(key_kind, tokens_, placeholders_));
    }
    tests_.push_back(std::move(test));
    return {};
  }

  Outcome<KeyOperator> comparison(std::string_view sign) {
    if (sign == "=") return KeyOperator::equal;
    if (sign == "<") return KeyOperator::less;
    if (sign == "<=") return KeyOperator::at_most;
    if (sign == ">") return KeyOperator::greater;
    if (sign == ">=") return KeyOperator::at_least;
    if (sign == "<>") return refused_operator(sign);
    if (is_keyword(sign, "IN")) return refused_operator("IN");
    return tokens_.syntax_error();
  }

  Outcome<> begins_with() {
    KeyTest test;
    test.compare = KeyOperator::begins_with;
    SIM_CHECK(tokens_.expect("("));
    SIM_TRY(test.name, take_name(key_kind, tokens_, placeholders_));
    SIM_CHECK(tokens_.expect(","));
    SIM_TRY(test.value, take_value(key_kind, tokens_, placeholders_));
    SIM_CHECK(tokens_.expect(")"));
    tests_.push_back(std::move(test));
    return {};
  }

  Tokens tokens_;
  Placeholders& placeholders_;
  std::vector<KeyTest> tests_;
};

class ConditionEvaluator {
 public:
  ConditionEvaluator(std::string_view text, Placeholders& placeholders,
                     const std::function<bool(std::string_view)>& exists)
      : tokens_(condition_kind, text), placeholders_(placeholders), exists_(exists) {}

  Outcome<bool> evaluate() {
    SIM_TRY(const bool holds, any());
    if (!tokens_.at_end()) return tokens_.syntax_error();
    return holds;
  }

 private:
  Outcome<bool> any() {
    SIM_TRY(bool holds, all());
    while (tokens_.take_keyword("OR")) {
      SIM_TRY(const bool other, all());
      holds = holds || other;
    }
    return holds;
  }

  Outcome<bool> all() {
    SIM_TRY(bool holds, one());
    while (tokens_.take_keyword("AND")) {
      SIM_TRY(const bool other, one());
      holds = holds && other;
    }
    return holds;
  }

  Outcome<bool> one() {
    if (tokens_.take_keyword("NOT")) {
      SIM_TRY(const bool holds, one());
      return !holds;
    }
    if (tokens_.take_if("(")) {
      SIM_TRY(const bool holds, any());
      SIM_CHECK(tokens_.expect(")"));
      return holds;
    }
    const bool wanted = tokens_.peek() == "attribute_exists";
    if (!wanted && tokens_.peek() != "attribute_not_exists") {
      return not_simulated("conditions beyond attribute_exists and attribute_not_exists");
    }
    tokens_.take();
    SIM_CHECK(tokens_.expect("("));
    SIM_TRY(const auto name, take_name(condition_kind, tokens_, placeholders_));
    SIM_CHECK(tokens_.expect(")"));
    return exists_(name) == wanted;
  }

  Tokens tokens_;
  Placeholders& placeholders_;
  const std::function<bool(std::string_view)>& exists_;
};

}  // namespace

Outcome<Placeholders> Placeholders::read(dom::object request) {
  Placeholders placeholders;
  SIM_TRY(placeholders.names_, object_member(request, "ExpressionAttributeNames"));
  SIM_TRY(placeholders.values_, object_member(request, "ExpressionAttributeValues"));
  return placeholders;
}

Outcome<std::string> Placeholders::name(std::string_view kind, std::string_view token) {
  if (!token.starts_with('#')) return std::string(token);
  std::string_view found;
  if (!names_ || (*names_)[token].get(found) != simdjson::SUCCESS) {
    return validation("Invalid " + std::string(kind) +
                      ": An expression attribute name used in the document path is not defined; "
                      "attribute name: " +
                      std::string(token));
  }
  used_.emplace(token);
  return std::string(found);
}

Outcome<dom::element> Placeholders::value(std::string_view kind, std::string_view token) {
  dom::element found;
  if (!values_ || (*values_)[token].get(found) != simdjson::SUCCESS) {
    return validation("Invalid " + std::string(kind) +
                      ": An expression attribute value used in expression is not defined; "
                      "attribute value: " +
                      std::string(token));
  }
  used_.emplace(token);
  return found;
}

Outcome<> Placeholders::check_used(bool any_expression) const {
  const auto check_one = [&](const std::optional<dom::object>& given,
                             const std::string& kind) -> Outcome<> {
    if (!given) return {};
    if (!any_expression) {
      return validation(kind + " can only be specified when using expressions");
    }
    for (const auto field : *given) {
      if (used_.contains(field.key)) continue;
      return validation("Value provided in " + kind + " unused in expressions: keys: {" +
                        std::string(field.key) + "}");
    }
    return {};
  };
  SIM_CHECK(check_one(names_, "ExpressionAttributeNames"));
  return check_one(values_, "ExpressionAttributeValues");
}

Outcome<std::vector<KeyTest>> parse_key_condition(std::string_view text,
                                                  Placeholders& placeholders) {
  SIM_CHECK(check_not_empty(key_kind, text));
  return KeyConditionParser(text, placeholders).parse();
}

Outcome<std::vector<std::string>> parse_projection(std::string_view text,
                                                   Placeholders& placeholders) {
  SIM_CHECK(check_not_empty(projection_kind, text));
  Tokens tokens(projection_kind, text);
  std::vector<std::string> names;
  do {
    SIM_TRY(auto name, take_name(projection_kind, tokens, placeholders));
    if (std::ranges::find(names, name) != names.end()) {
      return validation(
          "Invalid ProjectionExpression: Two document paths overlap with each other; "
          "must remove or rewrite one of these paths; path one: [" +
          name + "], path two: [" + name + "]");
    }
    names.push_back(std::move(name));
  } while (tokens.take_if(","));
  if (!tokens.at_end()) return tokens.syntax_error();
  return names;
}

Outcome<bool> evaluate_condition(std::string_view text, Placeholders& placeholders,
                                 const std::function<bool(std::string_view)>& exists) {
  SIM_CHECK(check_not_empty(condition_kind, text));
  return ConditionEvaluator(text, placeholders, exists).evaluate();
}

}  // namespace dynaferry::sim
