#include "sim/engine/expression_parser.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace dynaferry::sim {
namespace {

using Kind = ExpressionNode::Kind;

// Deeper than any expression that stays within the number of operators.
constexpr int max_depth = 350;

class ExpressionParser {
 public:
  ExpressionParser(std::string_view kind, std::string_view text) : tokens_(kind, text) {}

  Outcome<ExpressionNode> condition() {
    SIM_TRY(auto node, any());
    if (!tokens_.at_end() || !node.is_condition()) return tokens_.syntax_error();
    SIM_CHECK(check_parentheses());
    return node;
  }

  Outcome<std::vector<UpdateAction>> update() {
    std::vector<UpdateAction> actions;
    std::string_view repeated;
    std::array<bool, sections.size()> seen{};
    do {
      const auto section =
          std::ranges::find_if(sections, [&](auto word) { return tokens_.at_keyword(word); });
      if (section == sections.end()) return tokens_.syntax_error();
      const auto at = static_cast<std::size_t>(section - sections.begin());
      if (std::exchange(seen[at], true) && repeated.empty()) repeated = *section;
      SIM_CHECK(actions_of(static_cast<UpdateAction::Verb>(at), actions));
    } while (!tokens_.at_end());
    SIM_CHECK(check_parentheses());
    if (!repeated.empty()) {
      return tokens_.invalid("The \"" + std::string(repeated) +
                             "\" section can only be used once in an update expression;");
    }
    return actions;
  }

  Outcome<std::vector<ExpressionNode>> paths() {
    std::vector<ExpressionNode> list;
    do {
      SIM_TRY(auto node, path());
      list.push_back(std::move(node));
    } while (tokens_.take_if(","));
    if (!tokens_.at_end()) return tokens_.syntax_error();
    return list;
  }

 private:
  // In the order of UpdateAction::Verb.
  static constexpr std::array<std::string_view, 4> sections = {"SET", "REMOVE", "ADD", "DELETE"};

  [[nodiscard]] Outcome<> check_parentheses() const {
    if (redundant_) return tokens_.invalid("The expression has redundant parentheses;");
    return {};
  }

  Outcome<> deeper() {
    if (++depth_ <= max_depth) return {};
    return tokens_.invalid("The expression contains too many operators; operator count: " +
                           std::to_string(max_operators + 1));
  }

  // Left-associative: what `next` gives, joined by a keyword.
  Outcome<ExpressionNode> joined(std::string_view keyword, Kind kind,
                                 Outcome<ExpressionNode> (ExpressionParser::*next)()) {
    SIM_TRY(auto left, (this->*next)());
    while (tokens_.at_keyword(keyword)) {
      if (!left.is_condition()) return tokens_.syntax_error();
      tokens_.take();
      SIM_TRY(auto right, (this->*next)());
      if (!right.is_condition()) return tokens_.syntax_error();
      if (left.kind != kind || left.word != keyword) {
        ExpressionNode both{kind, std::string(keyword), {}, {}, {}, {}};
        both.operands.push_back(std::move(left));
        left = std::move(both);
      }
      left.operands.push_back(std::move(right));
    }
    return left;
  }

  Outcome<ExpressionNode> any() { return joined("OR", Kind::any, &ExpressionParser::all); }
  Outcome<ExpressionNode> all() { return joined("AND", Kind::all, &ExpressionParser::negation); }

  Outcome<ExpressionNode> negation() {
    if (!tokens_.take_keyword("NOT")) return comparison();
    SIM_CHECK(deeper());
    SIM_TRY(auto inner, negation());
    if (!inner.is_condition()) return tokens_.syntax_error();
    --depth_;
    ExpressionNode node{Kind::negation, "NOT", {}, {}, {}, {}};
    node.operands.push_back(std::move(inner));
    return node;
  }

  Outcome<ExpressionNode> comparison() {
    const bool in_parentheses = tokens_.peek() == "(";
    SIM_TRY(auto left, in_parentheses ? parentheses(&ExpressionParser::any) : operand());
    static constexpr std::array<std::string_view, 6> signs = {"=", "<>", "<", "<=", ">", ">="};
    const bool compares = std::ranges::find(signs, tokens_.peek()) != signs.end();
    if (!compares && !tokens_.at_keyword("BETWEEN") && !tokens_.at_keyword("IN")) return left;
    const bool is_operand =
        left.kind == Kind::path || left.kind == Kind::value || left.kind == Kind::call;
    if (!is_operand) return tokens_.syntax_error();
    ExpressionNode node{Kind::compare, {}, {}, {}, {}, {}};
    node.operands.push_back(std::move(left));
    if (tokens_.take_keyword("IN")) {
      node.kind = Kind::in;
      node.word = "IN";
      SIM_CHECK(tokens_.expect("("));
      SIM_CHECK(list_into(node.operands));
      return node;
    }
    if (tokens_.take_keyword("BETWEEN")) {
      node.kind = Kind::between;
      node.word = "BETWEEN";
      SIM_TRY(auto lower, operand());
      if (!tokens_.take_keyword("AND")) return tokens_.syntax_error();
      SIM_TRY(auto upper, operand());
      node.operands.push_back(std::move(lower));
      node.operands.push_back(std::move(upper));
      return node;
    }
    node.word = tokens_.take();
    SIM_TRY(auto right, operand());
    node.operands.push_back(std::move(right));
    return node;
  }

  Outcome<ExpressionNode> parentheses(Outcome<ExpressionNode> (ExpressionParser::*inside)()) {
    const auto open = tokens_.position();
    tokens_.take();
    const auto begin = tokens_.position();
    SIM_CHECK(deeper());
    SIM_TRY(auto inner, (this->*inside)());
    --depth_;
    // Nothing within but other parentheses?
    redundant_ = redundant_ || (last_open_ == begin && last_end_ == tokens_.position());
    SIM_CHECK(tokens_.expect(")"));
    last_open_ = open;
    last_end_ = tokens_.position();
    return inner;
  }

  Outcome<ExpressionNode> operand() {
    if (tokens_.peek() == "(") return parentheses(&ExpressionParser::operand);
    if (tokens_.peek().starts_with(':') && tokens_.peek().size() > 1) {
      return ExpressionNode{Kind::value, std::string(tokens_.take()), {}, {}, {}, {}};
    }
    if (!tokens_.at_call()) return path();
    SIM_CHECK(deeper());
    ExpressionNode node{Kind::call, std::string(tokens_.take()), {}, {}, {}, {}};
    tokens_.take();
    SIM_CHECK(list_into(node.operands));
    --depth_;
    return node;
  }

  // Up to and with the closing parenthesis.
  Outcome<> list_into(std::vector<ExpressionNode>& list) {
    do {
      SIM_TRY(auto node, operand());
      list.push_back(std::move(node));
    } while (tokens_.take_if(","));
    return tokens_.expect(")");
  }

  Outcome<ExpressionNode> path() {
    if (!tokens_.at_name()) return tokens_.syntax_error();
    ExpressionNode node;
    node.steps.emplace_back(tokens_.take());
    while (true) {
      if (tokens_.take_if(".")) {
        if (!tokens_.at_name()) return tokens_.syntax_error();
        node.steps.emplace_back(tokens_.take());
      } else if (tokens_.take_if("[")) {
        const auto index = tokens_.peek();
        if (index.empty() || index.front() < '0' || index.front() > '9') {
          return tokens_.syntax_error();
        }
        node.steps.push_back("[" + std::string(tokens_.take()) + "]");
        SIM_CHECK(tokens_.expect("]"));
      } else {
        return node;
      }
    }
  }

  Outcome<> actions_of(UpdateAction::Verb verb, std::vector<UpdateAction>& actions) {
    tokens_.take();
    do {
      UpdateAction action{verb, {}, {}};
      SIM_TRY(action.target, path());
      if (verb == UpdateAction::Verb::set) {
        SIM_CHECK(tokens_.expect("="));
        SIM_TRY(action.operand, sum());
      } else if (verb != UpdateAction::Verb::remove) {
        if (!tokens_.peek().starts_with(':')) return tokens_.syntax_error();
        SIM_TRY(action.operand, operand());
      }
      actions.push_back(std::move(action));
    } while (tokens_.take_if(","));
    return {};
  }

  Outcome<ExpressionNode> sum() {
    const bool in_parentheses = tokens_.peek() == "(";
    SIM_TRY(auto left, in_parentheses ? parentheses(&ExpressionParser::sum) : operand());
    if (left.kind == Kind::sum || (tokens_.peek() != "+" && tokens_.peek() != "-")) return left;
    ExpressionNode node{Kind::sum, std::string(tokens_.take()), {}, {}, {}, {}};
    SIM_TRY(auto right, operand());
    node.operands.push_back(std::move(left));
    node.operands.push_back(std::move(right));
    return node;
  }

  ExpressionTokens tokens_;
  int depth_ = 0;
  bool redundant_ = false;
  std::size_t last_open_ = std::string_view::npos;  // Where the last parentheses began,
  std::size_t last_end_ = 0;                        // and the token behind them.
};

}  // namespace

Outcome<> check_text(std::string_view kind, std::string_view text) {
  if (text.empty()) {
    return validation("Invalid " + std::string(kind) + ": The expression can not be empty;");
  }
  if (text.size() <= max_expression_bytes) return {};
  if (kind == "ProjectionExpression") {
    return validation("Invalid " + std::string(kind) +
                      ": Expression size has exceeded the maximum allowed size;");
  }
  return validation("Invalid " + std::string(kind) +
                    ": Expression size has exceeded the maximum allowed size; expression size: " +
                    std::to_string(text.size()));
}

Outcome<ExpressionNode> parse_condition(std::string_view kind, std::string_view text) {
  SIM_CHECK(check_text(kind, text));
  return ExpressionParser(kind, text).condition();
}

Outcome<std::vector<UpdateAction>> parse_update(std::string_view text) {
  SIM_CHECK(check_text("UpdateExpression", text));
  return ExpressionParser("UpdateExpression", text).update();
}

Outcome<std::vector<ExpressionNode>> parse_paths(std::string_view kind, std::string_view text) {
  SIM_CHECK(check_text(kind, text));
  return ExpressionParser(kind, text).paths();
}

}  // namespace dynaferry::sim
