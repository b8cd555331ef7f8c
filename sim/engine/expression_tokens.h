// The text of an expression cut into words, placeholders, numbers and signs. Inside sim/engine only.
// The text must outlive it.

#pragma once

#include <string_view>

#include "sim/engine/answer.h"

namespace dynaferry::sim {

class ExpressionTokens {
 public:
  // `kind` is the member's name, for messages: "ConditionExpression".
  ExpressionTokens(std::string_view kind, std::string_view text);

  [[nodiscard]] std::string_view kind() const { return kind_; }
  [[nodiscard]] std::string_view peek() const { return token_; }
  [[nodiscard]] std::size_t position() const { return begin_; }  // Of the next token in the text.
  [[nodiscard]] bool at_end() const { return token_.empty(); }
  // Whether the next token is a name that is no keyword, or "#x".
  [[nodiscard]] bool at_name() const;
  // Whether a "(" follows the next token.
  [[nodiscard]] bool at_call() const;
  [[nodiscard]] bool at_keyword(std::string_view upper_case) const;

  std::string_view take();
  bool take_if(std::string_view token);
  bool take_keyword(std::string_view upper_case);
  [[nodiscard]] Outcome<> expect(std::string_view token);
  // "Invalid …: Syntax error; token: …, near: …", about the next token.
  [[nodiscard]] Refusal syntax_error() const;
  // "Invalid …: " and these words.
  [[nodiscard]] Refusal invalid(std::string_view what) const;

 private:
  [[nodiscard]] std::string_view token_from(std::size_t at) const;
  void step();

  std::string_view kind_;
  std::string_view text_;
  std::string_view token_;
  std::size_t before_ = 0;  // Where the token before this one begins.
  std::size_t begin_ = 0;
};

}  // namespace dynaferry::sim
