// An expression taken apart: the tree that the parser makes and that conditions and updates are
// carried out on. Plain values.

#pragma once

#include <string>
#include <vector>

#include "sim/engine/attribute_value.h"
#include "sim/engine/document_path.h"

namespace dynaferry::sim {

struct ExpressionNode {
  enum class Kind : unsigned char {
    path,
    value,    // word: ":v".
    call,     // word: the function's name.
    compare,  // word: the sign.
    between,  // Three operands.
    in,       // The value sought, then the list.
    all,      // AND
    any,      // OR
    negation,
    sum,  // word: the sign.
  };

  Kind kind = Kind::path;
  std::string word;
  std::vector<ExpressionNode> operands;
  std::vector<std::string> steps;  // Of a path, as it was written: "#a", "b", "[1]".
  // Filled in by the names and values of the request.
  DocumentPath path;
  AttributeValue value;

  // Every path in it, behind those that are there.
  void append_paths(std::vector<DocumentPath>& out) const {
    if (kind == Kind::path) out.push_back(path);
    for (const auto& operand : operands) operand.append_paths(out);
  }
  // Whether it can stand where a condition must.
  [[nodiscard]] bool is_condition() const {
    return kind != Kind::path && kind != Kind::value && kind != Kind::sum;
  }
};

// One action of an update: SET path = operand, REMOVE path, ADD path value, DELETE path value.
struct UpdateAction {
  enum class Verb : unsigned char { set, remove, add, erase };

  Verb verb = Verb::set;
  ExpressionNode target;
  ExpressionNode operand;  // Nothing of REMOVE.
};

}  // namespace dynaferry::sim
