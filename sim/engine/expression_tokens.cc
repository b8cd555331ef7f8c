#include "sim/engine/expression_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace dynaferry::sim {
namespace {

constexpr std::array<std::string_view, 9> keywords = {"AND", "OR",  "NOT",    "IN",    "BETWEEN",
                                                      "SET", "ADD", "REMOVE", "DELETE"};
constexpr std::string_view blanks = " \t\r\n";

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

bool is_keyword(std::string_view token, std::string_view upper_case) {
  return std::ranges::equal(token, upper_case, {},
                            [](char c) { return std::toupper(static_cast<unsigned char>(c)); });
}

// The length of the token at the beginning of a text that begins with none of the blanks.
std::size_t length_of_token(std::string_view text) {
  const auto run = [&](std::size_t from, bool (*belongs)(char)) {
    while (from < text.size() && belongs(text[from])) ++from;
    return from;
  };
  const char c = text.front();
  if (is_letter(c) || c == '#' || c == ':') return run(1, is_word);
  if (c != '0' && is_digit(c)) return run(1, is_digit);
  const auto two = text.substr(0, 2);
  return two == "<=" || two == ">=" || two == "<>" ? 2 : 1;
}

}  // namespace

ExpressionTokens::ExpressionTokens(std::string_view kind, std::string_view text)
    : kind_(kind), text_(text), token_(token_from(0)) {
  begin_ = at_end() ? text_.size() : static_cast<std::size_t>(token_.data() - text_.data());
}

std::string_view ExpressionTokens::token_from(std::size_t at) const {
  const auto begin = text_.find_first_not_of(blanks, at);
  if (begin == std::string_view::npos) return {};
  return text_.substr(begin, length_of_token(text_.substr(begin)));
}

void ExpressionTokens::step() {
  before_ = begin_;
  token_ = token_from(begin_ + token_.size());
  begin_ = at_end() ? text_.size() : static_cast<std::size_t>(token_.data() - text_.data());
}

bool ExpressionTokens::at_name() const {
  if (at_end()) return false;
  if (token_.front() == '#') return token_.size() > 1;
  if (!is_letter(token_.front())) return false;
  return std::ranges::none_of(keywords, [&](auto word) { return is_keyword(token_, word); });
}

bool ExpressionTokens::at_call() const {
  return at_name() && token_.front() != '#' && token_from(begin_ + token_.size()) == "(";
}

bool ExpressionTokens::at_keyword(std::string_view upper_case) const {
  return is_keyword(token_, upper_case);
}

std::string_view ExpressionTokens::take() {
  const auto taken = token_;
  step();
  return taken;
}

bool ExpressionTokens::take_if(std::string_view token) {
  if (token_ != token) return false;
  step();
  return true;
}

bool ExpressionTokens::take_keyword(std::string_view upper_case) {
  if (!at_keyword(upper_case)) return false;
  step();
  return true;
}

Outcome<> ExpressionTokens::expect(std::string_view token) {
  if (!take_if(token)) return syntax_error();
  return {};
}

Refusal ExpressionTokens::syntax_error() const {
  auto end = text_.size();
  if (const auto next = token_from(begin_ + token_.size()); !next.empty()) {
    end = static_cast<std::size_t>(next.data() - text_.data()) + next.size();
  } else if (!at_end()) {
    end = begin_ + token_.size();
  }
  return invalid("Syntax error; token: \"" + std::string(at_end() ? "<EOF>" : token_) +
                 "\", near: \"" + std::string(text_.substr(before_, end - before_)) + "\"");
}

Refusal ExpressionTokens::invalid(std::string_view what) const {
  return validation("Invalid " + std::string(kind_) + ": " + std::string(what));
}

}  // namespace dynaferry::sim
