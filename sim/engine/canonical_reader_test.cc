#include "sim/engine/canonical_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "core/random.h"
#include "sim/engine/json_escapes.h"
#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

// Items and batches with everything in them, some not as the service spells it, some wrong.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::string item() {
    std::string text = "{";
    const auto count = random_.below(random_.below(12) == 0 ? 90 : 8);
    for (std::uint64_t i = 0; i < count; ++i) {
      text += (i > 0 ? ",\"" : "\"") + name() + "\":" + value(1);
    }
    return text + "}";
  }

  // Its key is the one of a simple table, mostly.
  std::string item_with_key() {
    auto text = item();
    if (random_.below(40) == 0) return text;
    auto id = R"({"id":{"S":")" + this->text() + std::to_string(random_.below(1000)) + "\"}";
    return text == "{}" ? id + "}" : id + "," + text.substr(1);
  }

  // A few letters of it changed, lost, doubled or moved.
  std::string mutated(std::string text) {
    static constexpr std::string_view letters = "\"\\{}[]:,0179.-eEu SNBLM=AQ/\xC3\x01t";
    for (auto left = 1 + random_.below(2); left > 0 && !text.empty(); --left) {
      const auto at = random_.below(text.size());
      const auto letter = letters[random_.below(letters.size())];
      switch (random_.below(4)) {
        case 0: text[at] = letter; break;
        case 1: text.insert(at, 1, letter); break;
        case 2: text.erase(at, 1 + random_.below(3)); break;
        default: text.insert(random_.below(text.size()), text.substr(at, random_.below(12))); break;
      }
    }
    return text;
  }

  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

 private:
  std::string one_of(std::initializer_list<const char*> texts) {
    return texts.begin()[random_.below(texts.size())];
  }

  std::string text() {
    std::string text;
    for (auto left = random_.below(5); left > 0; --left) {
      text += one_of({"a", "plain and long enough", "é", "💡", R"(\")", R"(\\)", R"(\n)",
                      R"(\u0000)", R"(\u001f)", "</x>", "\x7F"});
      if (random_.below(30) == 0) {
        text += one_of({R"(\/)", R"(\u000a)", R"(\u001F)", R"(\u0041)", R"(\ud83d\ude00)"});
      }
    }
    return text;
  }

  std::string name() {
    if (random_.below(40) == 0) return text();
    return one_of({"a", "b", "count_", "attribute_", "f00"}) + std::to_string(random_.below(60));
  }

  std::string digits(std::uint64_t most) {
    std::string out;
    for (auto left = random_.below(most); left > 0; --left) {
      out += static_cast<char>('0' + (random_.below(2) == 0 ? 0 : random_.below(10)));
    }
    return out;
  }

  std::string number() {
    const auto most = random_.below(10) == 0 ? 140U : 12U;
    auto out = one_of({"", "-", ""}) + one_of({"0", "1", "90"});
    if (random_.below(2) == 0) out += digits(most);
    if (random_.below(2) == 0) out += "." + digits(most) + one_of({"5", "5", "5", "0", ""});
    if (random_.below(20) == 0) out += one_of({"e3", "E-2", "e200"});
    return out;
  }

  std::string binary() {
    return one_of(
        {"", "AAEC", "/f7/AA==", "AQ==", "AQI=", "AR==", "AQJ=", "AQ=", "A-==", "AAECAwQF"});
  }

  std::string set(const char* letters) {
    std::string out = std::string("{\"") + letters + "\":[";
    const auto count = random_.below(random_.below(20) == 0 ? 80 : 5);
    for (std::uint64_t i = 0; i < count; ++i) {
      out += i > 0 ? ",\"" : "\"";
      out += letters[0] == 'S' ? text() : letters[0] == 'N' ? number() : binary();
      if (letters[0] == 'S' && random_.below(4) > 0) out += std::to_string(i);
      out += '"';
    }
    return out + "]}";
  }

  std::string members(int depth, bool named) {
    std::string out;
    for (auto left = random_.below(4); left > 0; --left) {
      if (!out.empty()) out += ',';
      if (named) out += "\"" + name() + "\":";
      out += value(depth + 1);
    }
    return out;
  }

  std::string value(int depth) {
    if (random_.below(300) == 0) return nested(random_.below(36));
    switch (random_.below(depth > 4 ? 8 : 12)) {
      case 0: return R"({"N":")" + number() + "\"}";
      case 1: return R"({"B":")" + binary() + "\"}";
      case 2: return one_of({R"({"BOOL":true})", R"({"BOOL":false})", R"({"NULL":true})"});
      case 3: return set("SS");
      case 4: return set("NS");
      case 5: return set("BS");
      case 8:
      case 9: return R"({"L":[)" + members(depth, false) + "]}";
      case 10: return R"({"M":{)" + members(depth, true) + "}}";
      default: return R"({"S":")" + text() + "\"}";
    }
  }

  static std::string nested(std::uint64_t levels) {
    std::string out = R"({"S":""})";
    for (; levels > 0; --levels) out = R"({"L":[)" + out + "]}";
    return out;
  }

  Random random_;
};

// What an image is, to compare two of them.
struct Seen {
  std::string json;
  std::size_t size = 0;
  std::vector<std::tuple<std::string, std::string, std::string, std::uint32_t, AttributeType>>
      attributes{};

  explicit Seen(const ItemImage& image) : json(image.json()), size(image.size()) {
    std::string room;
    for (const auto& attribute : image.attributes()) {
      attributes.emplace_back(attribute.name, image.span(attribute), attribute.text(room),
                              attribute.size, attribute.type);
    }
  }
  bool operator==(const Seen&) const = default;
};

std::optional<Seen> read_exactly(const std::string& text) {
  dom::parser parser;
  dom::object object;
  ItemImage image;
  if (parser.parse(text).get(object) != simdjson::SUCCESS || !image.read(object)) return {};
  return Seen(image);
}

std::optional<Seen> read_as_canonical(const std::string& text) {
  CanonicalReader reader(text);
  ItemImage image;
  if (!reader.item(image) || !reader.is_at_end()) return {};
  return Seen(image);
}

bool has_escaped_name(const Seen& seen) {
  return std::ranges::any_of(seen.attributes, [](const auto& attribute) {
    return first_escape(std::get<0>(attribute)) < std::get<0>(attribute).size();
  });
}

TEST(CanonicalReader, reads_every_item_that_is_canonical_as_the_exact_reader_does) {
  std::size_t read = 0;
  for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
    const auto exact = read_exactly(Maker(seed).item());
    if (!exact || has_escaped_name(*exact)) continue;
    ++read;
    ASSERT_EQ(read_as_canonical(exact->json), read_exactly(exact->json)) << seed << exact->json;
  }
  EXPECT_GT(read, 1000U);
}

TEST(CanonicalReader, says_yes_to_nothing_else) {
  std::size_t accepted = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    Maker maker(seed);
    auto text = maker.item();
    if (const auto exact = read_exactly(text); exact && maker.below(2) == 0) text = exact->json;
    if (maker.below(4) > 0) text = maker.mutated(text);
    const auto seen = read_as_canonical(text);
    if (!seen) continue;
    ++accepted;
    ASSERT_EQ(seen->json, text) << seed;
    ASSERT_EQ(seen, read_exactly(text)) << seed << ' ' << text;
  }
  EXPECT_GT(accepted, 2000U);
}

TEST(CanonicalReader, takes_numbers_up_to_the_edges_and_not_beyond) {
  const auto nines = std::string(38, '9');
  const auto zeros = [](std::size_t count) { return std::string(count, '0'); };
  for (const auto& number :
       {nines + zeros(88), "-" + nines + zeros(88), "0." + zeros(129) + "1",
        "0." + zeros(129) + nines, nines.substr(1) + ".9", "0." + nines, std::string("0")}) {
    const auto text = R"({"n":{"N":")" + number + "\"}}";
    EXPECT_NE(read_as_canonical(text), std::nullopt) << number;
    EXPECT_EQ(read_as_canonical(text), read_exactly(text)) << number;
  }
  for (const auto& number : {nines + zeros(89), "0." + zeros(130) + "1", nines + ".9", nines + "1",
                             "0.1" + nines, std::string("-0"), std::string("01")}) {
    EXPECT_EQ(read_as_canonical(R"({"n":{"N":")" + number + "\"}}"), std::nullopt) << number;
  }
}

// A space before a request makes the engine read it the exact way; else it is the same request.
class TwoEngines {
 public:
  static EngineOptions options() {
    EngineOptions out;
    out.swallowing = {"swallowing*"};
    return out;
  }
  TwoEngines() : quick_(options()), exact_(options()) {
    for (auto* world : {&quick_, &exact_}) {
      for (const auto* table : tables) world->create_simple(table);
    }
  }

  void expect_same(const std::string& request) {
    const auto quick =
        quick_.engine().call(quick_.caller(), "BatchWriteItem", std::string_view(request));
    const auto spaced = " " + request;
    const auto exact =
        exact_.engine().call(exact_.caller(), "BatchWriteItem", std::string_view(spaced));
    ASSERT_EQ(quick.body(), exact.body()) << request;
    if (!quick.error) ++written;
  }
  void expect_same_items() {
    for (const auto* table : tables) {
      EXPECT_EQ(quick_.engine().digest(quick_.caller(), table),
                exact_.engine().digest(exact_.caller(), table))
          << table;
    }
  }

  std::size_t written = 0;

 private:
  static constexpr std::array tables = {"keeping", "swallowing"};
  TestWorld quick_;
  TestWorld exact_;
};

std::string batch(Maker& maker) {
  std::string request = maker.below(2) == 0 ? "{" : R"({"ReturnConsumedCapacity":"TOTAL",)";
  request += R"("RequestItems":{)";
  for (auto tables = 1 + maker.below(2); tables > 0; --tables) {
    if (request.back() == ']') request += ',';
    request += maker.below(2) == 0 ? R"("keeping":[)" : R"("swallowing":[)";
    const auto most = maker.below(20) == 0 ? 27U : 4U;
    for (auto items = 1 + maker.below(most); items > 0; --items) {
      if (request.back() != '[') request += ',';
      const auto item = maker.item_with_key();
      const auto exact = read_exactly(item);
      request += R"({"PutRequest":{"Item":)" + (exact ? exact->json : item) + "}}";
    }
    request += ']';
  }
  return request + "}}";
}

TEST(CanonicalReader, makes_no_difference_to_what_a_batch_does) {
  TwoEngines engines;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(seed);
    Maker maker(seed);
    auto request = batch(maker);
    if (maker.below(3) == 0) request = maker.mutated(request);
    engines.expect_same(request);
    if (::testing::Test::HasFatalFailure()) return;
  }
  engines.expect_same_items();
  EXPECT_GT(engines.written, 200U);
}

}  // namespace
}  // namespace dynaferry::sim
