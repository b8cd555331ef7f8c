// Reading big answers without decoding them: where the values lie in the received bytes.
//
// A SpanReader walks one document of the shape that bulk answers have, an object with one long
// array of objects in it, and gives views into the body. Nothing is copied, no value is decoded.
// The views live as long as the body's bytes stay where they are. One thread; keep and reuse a
// reader, it owns the parser's working memory.

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/buffer.h"
#include "core/error.h"

namespace dynaferry::json {

struct Spans {
  using Member = std::pair<std::string_view, std::string_view>;  // Name, raw value.

  bool has_array = false;
  // The raw JSON of each element of the array.
  std::vector<std::string_view> elements{};
  // For each element, the raw JSON values of the wanted members, in the order wanted; an empty view
  // where an element lacks one. elements.size() × wanted.size() views.
  std::vector<std::string_view> members{};
  // Every other member of the document, raw: name without quotes, value. A document with an escape
  // in one of these names is not of the expected shape.
  std::vector<Member> others{};
};

class SpanReader {
 public:
  SpanReader();
  ~SpanReader();
  SpanReader(const SpanReader&) = delete;
  SpanReader& operator=(const SpanReader&) = delete;

  // `array` names the member that holds the elements; it may be absent, but not there twice. Names in
  // `wanted` are compared after unescaping. Fault: invalid (not JSON, or not of that shape).
  // Throws bad_alloc where there is no memory left.
  [[nodiscard]] Result<Spans> read(const Buffer& body, std::string_view array,
                                   std::span<const std::string> wanted);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// A member of an object by itself: the name unescaped, the value raw.
struct NamedValue {
  std::string name;
  std::string_view value;
};

// The members of one object, in order; the values are views into `object`. Fault: invalid (not JSON, not
// an object, or a name stands there twice).
[[nodiscard]] Result<std::vector<NamedValue>> members_of(std::string_view object);

// Appends `text` to `out` as a JSON string, quotes included, with no other escapes than the service
// writes: the digest of an item depends on them (docs/formats/canonical-item.md).
void append_quoted(std::string& out, std::string_view text);

// Appends raw JSON so that it is on one line: outside of its texts, a line's end is only a space.
void append_on_one_line(std::string& out, std::string_view raw);

}  // namespace dynaferry::json
