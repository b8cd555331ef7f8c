#include "model/page.h"

#include <utility>

namespace dynaferry::model {
namespace {

constexpr std::string_view kPrefix = "aws:rep:";

// The members of one JSON object, as raw text between its braces, split at top-level commas.
class MemberSplitter {
 public:
  explicit MemberSplitter(std::string_view object) : rest_(object.substr(1, object.size() - 2)) {}

  // The next `"name":value`, or an empty view.
  std::string_view next() {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (quoted) {
        if (c == '\\') ++i;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
      } else if (c == ',' && depth == 0) {
        const auto member = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return member;
      }
    }
    return std::exchange(rest_, {});
  }

 private:
  std::string_view rest_;
};

bool is_replication_attribute(std::string_view member) {
  const auto quote = member.find('"');
  return quote != std::string_view::npos && member.substr(quote + 1).starts_with(kPrefix);
}

}  // namespace

namespace {

// Whether `text` may hold "aws:rep: with its quote. Written so that compilers compare many bytes at
// once: a string search stops at each of the quotes that JSON is full of, and was a sixth of a
// copy's CPU time.
bool may_name_replication(std::string_view text) {
  constexpr std::size_t length = 9;
  if (text.size() < length) return false;
  const char* const at = text.data();
  unsigned char found = 0;
  for (std::size_t i = 0; i <= text.size() - length; ++i) {
    const bool here = (at[i] == '"') & (at[i + 1] == 'a') & (at[i + 4] == ':') & (at[i + 5] == 'r');
    found = static_cast<unsigned char>(found | static_cast<unsigned char>(here));
  }
  return found != 0;
}

}  // namespace

void drop_replication_attributes(Page& page) {
  // One search of the page, because such attributes are rare and pages are many.
  if (!may_name_replication(page.body.view())) return;
  for (auto& item : page.items) {
    if (item.item.find("\"aws:rep:") == std::string_view::npos) continue;
    std::string kept = "{";
    std::uint64_t dropped = 0;
    MemberSplitter members(item.item);
    for (auto member = members.next(); !member.empty(); member = members.next()) {
      if (is_replication_attribute(member)) {
        ++dropped;
      } else {
        kept.append(member).push_back(',');
      }
    }
    if (dropped == 0) continue;  // It was inside a value.
    kept.back() = '}';           // The key attributes stay, so there is at least one member.
    page.replication_attributes += dropped;
    page.rewritten.push_back(std::move(kept));
    item.item = page.rewritten.back();
  }
}

}  // namespace dynaferry::model
