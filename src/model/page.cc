#include "model/page.h"

#include <utility>

#include "model/key.h"

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

namespace {

// Where the text that begins with the quote at `begin` ends: the place of its last quote.
std::size_t end_of_text(std::string_view json, std::size_t begin) {
  for (auto i = begin + 1; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      return i;
    }
  }
  return json.size();
}

// An attribute value names its type: a text right behind "N": is a number, and so is each text of the
// array behind "NS":. An attribute of such a name has an object behind it.
class NumberShortener {
 public:
  explicit NumberShortener(std::string_view item) : item_(item) {}

  std::string shortened() {
    for (std::size_t i = 0; i < item_.size(); ++i) {
      const char c = item_[i];
      if (c == '"') {
        const auto end = end_of_text(item_, i);
        read_text(i + 1, end);
        i = end;
      } else if (c == ':') {
        are_numbers_ = text_ == "N" || text_ == "NS";
      } else if (c == '{' || c == '}' || c == ']') {
        are_numbers_ = false;
      }
    }
    out_.append(item_.substr(copied_));
    return std::move(out_);
  }

 private:
  void read_text(std::size_t begin, std::size_t end) {
    text_ = item_.substr(begin, end - begin);
    if (!are_numbers_) return;
    const auto number = canonical_number(text_);
    if (!number || number->size() >= text_.size()) return;
    out_.append(item_.substr(copied_, begin - copied_)).append(*number);
    copied_ = end;
  }

  std::string_view item_;
  std::string_view text_;  // The last one that was read.
  bool are_numbers_ = false;
  std::string out_;
  std::size_t copied_ = 0;
};

}  // namespace

std::string with_short_numbers(std::string_view item) { return NumberShortener(item).shortened(); }

void shorten_numbers(Page& page, std::size_t most) {
  if (page.body.size() <= most) return;
  for (auto& item : page.items) {
    if (item.item.size() <= most) continue;
    page.rewritten.push_back(with_short_numbers(item.item));
    item.item = page.rewritten.back();
  }
}

}  // namespace dynaferry::model
