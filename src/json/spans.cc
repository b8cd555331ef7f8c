#include "json/spans.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <set>
#include <utility>

namespace dynaferry::json {

using namespace simdjson;  // NOLINT(google-build-using-namespace): its result types are everywhere here

struct SpanReader::Parser {
  ondemand::parser parser;
};

SpanReader::SpanReader() : parser_(std::make_unique<Parser>()) {}
SpanReader::~SpanReader() = default;

namespace {

// The bytes of a key as they stand between its quotes.
std::string_view raw_name(ondemand::raw_json_string name) {
  const char* begin = name.raw();
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string_view trimmed(std::string_view raw) {
  const auto last = raw.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : raw.substr(0, last + 1);
}

// Which of `wanted` this field is, or wanted.size().
simdjson_result<std::size_t> index_of(ondemand::field& field, std::span<const std::string> wanted) {
  auto name = raw_name(field.key());
  if (name.find('\\') != std::string_view::npos) {
    SIMDJSON_TRY(field.unescaped_key().get(name));
  }
  return static_cast<std::size_t>(std::find(wanted.begin(), wanted.end(), name) - wanted.begin());
}

error_code read_element(ondemand::object object, std::span<const std::string> wanted, Spans& out) {
  std::string_view whole;
  SIMDJSON_TRY(object.raw_json().get(whole));
  out.elements.push_back(trimmed(whole));
  if (wanted.empty()) return SUCCESS;

  const auto first = out.members.size();
  out.members.resize(first + wanted.size());
  SIMDJSON_TRY(object.reset().error());
  std::size_t missing = wanted.size();
  for (auto found : object) {
    ondemand::field field;
    SIMDJSON_TRY(std::move(found).get(field));
    std::size_t index = 0;
    SIMDJSON_TRY(index_of(field, wanted).get(index));
    if (index == wanted.size()) continue;
    ondemand::object value;
    SIMDJSON_TRY(field.value().get_object().get(value));
    std::string_view raw;
    SIMDJSON_TRY(value.raw_json().get(raw));
    out.members[first + index] = trimmed(raw);
    if (--missing == 0) break;
  }
  return SUCCESS;
}

simdjson_result<std::string_view> raw_value(ondemand::value& value) {
  ondemand::json_type type{};
  SIMDJSON_TRY(value.type().get(type));
  std::string_view raw;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    SIMDJSON_TRY(value.get_object().get(object));
    SIMDJSON_TRY(object.raw_json().get(raw));
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    SIMDJSON_TRY(value.get_array().get(array));
    SIMDJSON_TRY(array.raw_json().get(raw));
  } else {
    raw = value.raw_json_token();
  }
  return trimmed(raw);
}

error_code read_document(ondemand::document& document, std::string_view array,
                         std::span<const std::string> wanted, Spans& out) {
  ondemand::object top;
  SIMDJSON_TRY(document.get_object().get(top));
  for (auto found : top) {
    ondemand::field field;
    SIMDJSON_TRY(std::move(found).get(field));
    const auto name = raw_name(field.key());
    // Nobody writes the service's own names with escapes; one that is passed over, such as that of
    // LastEvaluatedKey, would change what the answer means.
    if (name.contains('\\')) return INCORRECT_TYPE;
    if (name != array) {
      std::string_view raw;
      SIMDJSON_TRY(raw_value(field.value()).get(raw));
      out.others.emplace_back(name, raw);
      continue;
    }
    if (std::exchange(out.has_array, true)) return INCORRECT_TYPE;
    ondemand::array elements;
    SIMDJSON_TRY(field.value().get_array().get(elements));
    for (auto element : elements) {
      ondemand::object object;
      SIMDJSON_TRY(element.get_object().get(object));
      SIMDJSON_TRY(read_element(object, wanted, out));
    }
  }
  // At the end of a document there is no current location.
  return document.current_location().error() == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
}

}  // namespace

Result<Spans> SpanReader::read(const Buffer& body, std::string_view array,
                               std::span<const std::string> wanted) {
  static_assert(Buffer::padding >= SIMDJSON_PADDING);
  if (body.size() == 0) return fail(Fault::invalid, "not JSON: empty");
  Spans out;
  ondemand::document document;
  auto failed =
      parser_->parser.iterate(body.view().data(), body.size(), body.size() + SIMDJSON_PADDING)
          .get(document);
  if (failed == SUCCESS) failed = read_document(document, array, wanted, out);
  // Not the answer's fault, so that asking again would be for nothing; told as all code tells it.
  if (failed == MEMALLOC) throw std::bad_alloc();
  if (failed != SUCCESS) {
    return fail(Fault::invalid,
                fmt::format("not the JSON that was expected: {}", error_message(failed)));
  }
  return out;
}

namespace {

error_code read_members(ondemand::document& document, std::vector<NamedValue>& out) {
  ondemand::object top;
  SIMDJSON_TRY(document.get_object().get(top));
  for (auto found : top) {
    ondemand::field field;
    SIMDJSON_TRY(std::move(found).get(field));
    auto& member = out.emplace_back();
    std::string_view name;
    SIMDJSON_TRY(field.unescaped_key().get(name));
    member.name = name;
    SIMDJSON_TRY(raw_value(field.value()).get(member.value));
  }
  return document.current_location().error() == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
}

}  // namespace

Result<std::vector<NamedValue>> members_of(std::string_view object) {
  if (object.empty()) return fail(Fault::invalid, "not JSON: empty");
  const Buffer padded(object);
  std::vector<NamedValue> out;
  ondemand::parser parser;
  ondemand::document document;
  auto failed =
      parser.iterate(padded.view().data(), padded.size(), padded.size() + SIMDJSON_PADDING)
          .get(document);
  if (failed == SUCCESS) failed = read_members(document, out);
  // Not the answer's fault, so that asking again would be for nothing; told as all code tells it.
  if (failed == MEMALLOC) throw std::bad_alloc();
  if (failed != SUCCESS) {
    return fail(Fault::invalid, fmt::format("not a JSON object: {}", error_message(failed)));
  }
  std::set<std::string_view> names;
  for (auto& [name, value] : out) {
    if (!names.insert(name).second) {
      return fail(Fault::invalid, "not a JSON object whose members have different names");
    }
    value =
        object.substr(static_cast<std::size_t>(value.data() - padded.view().data()), value.size());
  }
  return out;
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr std::string_view letters = "\"\\\b\f\n\r\t";
  static constexpr std::string_view escapes = "\"\\bfnrt";
  out += '"';
  for (const char c : text) {
    if (const auto letter = letters.find(c); letter != std::string_view::npos) {
      out += '\\';
      out += escapes[letter];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_on_one_line(std::string& out, std::string_view raw) {
  const auto begin = out.size();
  out += raw;
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

}  // namespace dynaferry::json
