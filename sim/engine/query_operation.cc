// Query by key, on a table or an index (facts §3.7).

#include <algorithm>

#include "sim/engine/key_condition.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/page.h"
#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

constexpr std::array<std::string_view, 3> not_known = {"KeyConditions", "QueryFilter",
                                                       "ConditionalOperator"};

// The first place behind everything that begins with these bytes.
ItemKey behind(ItemKey place) {
  while (!place.bytes.empty() && place.bytes.back() == '\xFF') place.bytes.pop_back();
  if (place.bytes.empty()) {
    ++place.hash;
  } else {
    place.bytes.back() = static_cast<char>(static_cast<unsigned char>(place.bytes.back()) + 1);
  }
  return place;
}

// A value of a condition, checked, and its type's content.
Outcome<dom::element> content_of(dom::element value, const KeyPart& part, KeyOperator compare) {
  std::string ignored;
  TypedContent typed;
  SIM_TRY(const auto size, append_value(ignored, value, 1, typed));
  if (compare == KeyOperator::begins_with && typed.type == AttributeType::n) {
    return validation(
        "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator "
        "or function: begins_with, operand type: N");
  }
  if (typed.type != part.type) {
    return invalid_value("Condition parameter type does not match schema type");
  }
  if (size == 0 && compare != KeyOperator::begins_with) {
    return validation(
        std::string("One or more parameter values are not valid. The AttributeValue for a key "
                    "attribute cannot contain an empty ") +
        (part.type == AttributeType::s ? "string" : "binary") + " value. Key: " + part.name);
  }
  return typed.content;
}

class KeyRange {
 public:
  explicit KeyRange(const KeyLayout& layout) : layout_(layout) {}

  Outcome<PlaceRange> of(std::vector<KeyTest> tests) {
    tests_ = std::move(tests);
    SIM_CHECK(check_names());
    ItemKey prefix;
    for (const auto& part : layout_.hash) {
      const auto* test = find(part.name);
      if (test == nullptr) {
        return validation("Query condition missed key schema element: " + part.name);
      }
      if (test->compare != KeyOperator::equal) {
        return validation("Query key condition not supported");
      }
      SIM_TRY(const auto content, content_of(test->value, part, test->compare));
      append_key_part(prefix.bytes, part.type, content);
    }
    prefix.hash = hash_of(prefix.bytes);
    return ranges(std::move(prefix));
  }

 private:
  const KeyTest* find(std::string_view name) const {
    const auto found = std::ranges::find(tests_, name, &KeyTest::name);
    return found == tests_.end() ? nullptr : &*found;
  }

  Outcome<> check_names() const {
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      if (layout_.find(tests_[i].name) == nullptr) {
        for (const auto* parts : {&layout_.range, &layout_.hash}) {
          for (const auto& part : *parts) {
            if (find(part.name) == nullptr) {
              return validation("Query condition missed key schema element: " + part.name);
            }
          }
        }
        return validation("Query key condition not supported");
      }
      for (std::size_t j = 0; j < i; ++j) {
        if (tests_[j].name == tests_[i].name) {
          return validation("KeyConditionExpressions must only contain one condition per key");
        }
      }
    }
    return {};
  }

  // Sort key parts from the left: equal ones go on with the prefix, the first other one ends it.
  Outcome<PlaceRange> ranges(ItemKey prefix) const {
    bool ended = false;
    PlaceRange range{prefix, behind(prefix)};
    for (const auto& part : layout_.range) {
      const auto* test = find(part.name);
      if (test == nullptr) {
        ended = true;
        continue;
      }
      if (ended) return validation("Query key condition not supported");
      if (test->compare == KeyOperator::equal) {
        SIM_TRY(const auto content, content_of(test->value, part, test->compare));
        append_key_part(prefix.bytes, part.type, content);
        range = {prefix, behind(prefix)};
        continue;
      }
      SIM_TRY(range, narrow(prefix, part, *test));
      ended = true;
    }
    return range;
  }

  static Outcome<PlaceRange> narrow(const ItemKey& prefix, const KeyPart& part,
                                    const KeyTest& test) {
    SIM_TRY(const auto content, content_of(test.value, part, test.compare));
    auto at = prefix;
    if (test.compare == KeyOperator::begins_with) {
      append_key_prefix(at.bytes, part.type, content);
      return PlaceRange{at, behind(at)};
    }
    append_key_part(at.bytes, part.type, content);
    switch (test.compare) {
      case KeyOperator::less: return PlaceRange{prefix, at};
      case KeyOperator::at_most: return PlaceRange{prefix, behind(at)};
      case KeyOperator::greater: return PlaceRange{behind(at), behind(prefix)};
      case KeyOperator::at_least: return PlaceRange{at, behind(prefix)};
      default: break;
    }
    SIM_TRY(const auto upper, content_of(test.upper, part, test.compare));
    auto to = prefix;
    append_key_part(to.bytes, part.type, upper);
    if (to < at) {
      return validation(
          "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater "
          "than or equal to lower bound; lower bound operand: AttributeValue: {" +
          spelled(part, content) + "}, upper bound operand: AttributeValue: {" +
          spelled(part, upper) + "}");
    }
    return PlaceRange{at, behind(to)};
  }

  static std::string spelled(const KeyPart& part, dom::element content) {
    return std::string(name_of(part.type)) + ":" + std::string(std::string_view(content));
  }

  const KeyLayout& layout_;
  std::vector<KeyTest> tests_;
};

// What a Query filters by is not what it looks things up by.
Outcome<> check_filter(const Condition& filter, const KeyLayout& layout) {
  for (const auto& path : filter.paths()) {
    const auto& name = path.front().name;
    if (layout.find(name) == nullptr) continue;
    return validation(
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: " +
        name);
  }
  return {};
}

}  // namespace

Outcome<std::string> query(Operation& operation, dom::object request) {
  SIM_CHECK(refuse_members(request, not_known));
  SIM_TRY(const auto condition, text_member(request, "KeyConditionExpression"));
  if (!condition) {
    return validation(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
  }
  SIM_TRY(auto placeholders, Placeholders::read(request));
  SIM_CHECK(placeholders.check(true));
  SIM_TRY(auto filter, read_filter(request, placeholders));
  SIM_TRY(auto tests, read_key_condition(*condition, placeholders));
  SIM_TRY(auto options, read_options(request, placeholders));
  SIM_CHECK(placeholders.check_used());
  SIM_TRY(auto page, read_page_request(operation, request, std::move(options)));
  if (filter) {
    SIM_CHECK(check_key_paths(page.source.table->definition(), filter->paths()));
    SIM_CHECK(check_filter(*filter, page.source.layout()));
  }
  page.filter = std::move(filter);
  SIM_TRY(const auto range, KeyRange(page.source.layout()).of(std::move(tests)));
  if (page.start && !range.contains(*page.start)) {
    return validation(
        "The provided starting key is outside query boundaries based on provided conditions");
  }
  bool forward = true;
  dom::element direction;
  if (request["ScanIndexForward"].get(direction) == simdjson::SUCCESS && !direction.is_null()) {
    SIM_TRY(forward, flag_member(request, "ScanIndexForward"));
  }
  return read_page(operation, page, range, forward);
}

}  // namespace dynaferry::sim
