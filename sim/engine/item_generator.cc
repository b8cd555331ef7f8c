#include "sim/engine/item_generator.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "core/check.h"
#include "crypto/hash.h"
#include "sim/engine/key_layout.h"
#include "sim/engine/number.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t pool_offsets = 65'536;
constexpr std::size_t usual_filler = 120;
constexpr std::size_t most_fillers = 16;

// What is easily damaged on the way; every item has one of these. In the service's spelling.
constexpr std::array<std::string_view, 10> attributes = {
    R"("text":{"S":"a \"b\" \\ \u0000 \t é 💡 </x>"})",
    R"("empty":{"S":""},"no_bytes":{"B":""})",
    R"("exact":{"N":"3.1415926535897932384626433832795028842"},"least":{"N":"-1e-130"})",
    R"("large":{"N":"9.9999999999999999999999999999999999999e125"})",
    R"("bytes":{"B":"AAEC/f7/"},"yes":{"BOOL":true},"no":{"BOOL":false},"none":{"NULL":true})",
    R"("words":{"SS":["b","a","ä"]},"numbers":{"NS":["1","-2.5","1e20"]})",
    R"("blobs":{"BS":["AA==","AQ=="]},"nothing":{"L":[]},"nobody":{"M":{}})",
    R"("list":{"L":[{"S":"x"},{"N":"0"},{"L":[{"M":{"k":{"NULL":true}}}]},{"BOOL":false}]})",
    R"("map":{"M":{"\"":{"S":"\u001f"}," ":{"N":"-0.001"}}})",
    R"("map":{"M":{"a":{"M":{"b":{"M":{"c":{"L":[{"B":"/w=="}]}}}}},"é":{"SS":["x"]}}})"};

// A bijection of 64-bit numbers that looks random (SplitMix64's finish).
std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBULL;
  return bits ^ (bits >> 31U);
}

std::uint64_t seed_of(std::uint64_t seed, std::uint64_t collection, std::uint32_t number) {
  return mixed(mixed(seed + 0x9E3779B97F4A7C15ULL) + collection) + mixed(number + 1ULL);
}

// Eight digits, all at once: each nibble into a byte of its own, and a letter above nine.
void write_hex(char* out, std::uint32_t bits) {
  std::uint64_t digits = bits;
  digits = (digits | digits << 16U) & 0x0000FFFF0000FFFFU;
  digits = (digits | digits << 8U) & 0x00FF00FF00FF00FFU;
  digits = (digits | digits << 4U) & 0x0F0F0F0F0F0F0F0FU;
  const auto letters = ((digits + 0x0606060606060606U) >> 4U) & 0x0101010101010101U;
  digits += 0x3030303030303030U + letters * ('a' - '9' - 1);
  static_assert(std::endian::native == std::endian::little);
  digits = std::byteswap(digits);
  std::memcpy(out, &digits, sizeof digits);
}

void append_hex(std::string& out, std::uint32_t bits) {
  std::array<char, 8> text{};
  write_hex(text.data(), bits);
  out.append(text.data(), text.size());
}

void append_bytes(std::string& out, std::uint64_t bits, unsigned count) {
  while (count-- > 0) out += static_cast<char>(static_cast<unsigned char>(bits >> (8 * count)));
}

template <class T>
void append_decimal(std::string& out, T number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// In [0, bound), the smaller the likelier.
std::uint64_t skewed_below(Random& random, std::uint64_t bound, std::uint32_t skew) {
  const double unit = random.unit();
  auto scaled = static_cast<double>(bound);
  for (std::uint32_t i = 0; i < skew; ++i) scaled *= unit;
  return std::min(static_cast<std::uint64_t>(scaled), bound - 1);
}

std::string filler_pool(std::uint64_t seed) {
  static constexpr std::string_view letters =
      "0123456789 abcdefghijklmnopqrstuvwxyz.ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static_assert(letters.size() == 64);
  Random random(seed ^ 0x706F6F6CU);
  std::string pool;
  const auto length = pool_offsets + max_item_size / most_fillers + usual_filler;
  for (std::size_t i = 0; i < length; ++i) pool += letters[random.below(letters.size())];
  return pool;
}

// What stands before the value of a key.
std::string key_head(std::string_view before, std::string_view name, AttributeType type) {
  std::string head(before);
  head.append("\"").append(name).append("\":{\"").append(name_of(type)).append("\":");
  return head;
}

}  // namespace

ItemGenerator::ItemGenerator(Generation generation)
    : generation_(std::move(generation)),
      pool_(filler_pool(generation_.seed)),
      hash_head_(key_head("{", "pk", generation_.hash_type)),
      range_head_(key_head(",", "sk", generation_.range_type.value_or(AttributeType::s))) {
  dom::parser parser;
  ItemImage image;
  for (const auto attribute : attributes) {
    dom::object object;
    const auto text = "{" + std::string(attribute) + "}";
    check(parser.parse(text).get(object) == simdjson::SUCCESS, "generator: not JSON");
    check(image.read(object).has_value(), "generator: not an item");
    const auto json = image.json();
    fragments_.push_back({"," + std::string(json.substr(1, json.size() - 2)), image.size()});
  }
  plan_collections();
}

void ItemGenerator::plan_collections() {
  collections_ = generation_.items;
  last_size_ = 1;
  if (!generation_.range_type) return;
  std::uint64_t left = generation_.items;
  for (collections_ = 0; left > 0; ++collections_) {
    last_size_ =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(planned_size(collections_), left));
    left -= last_size_;
  }
}

std::uint32_t ItemGenerator::planned_size(std::uint64_t collection) const {
  if (collection < generation_.hot_keys) {
    const auto hot = generation_.items * generation_.hot_percent / 100;
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(hot / generation_.hot_keys, 1));
  }
  Random random(mixed(generation_.seed ^ 0x73697A65U) + collection);
  return static_cast<std::uint32_t>(1 + skewed_below(random, generation_.most_collection, 4));
}

std::uint32_t ItemGenerator::size_of(std::uint64_t collection) const {
  if (!generation_.range_type) return 1;
  return collection + 1 == collections_ ? last_size_ : planned_size(collection);
}

// Different for every collection; a bijection of its number is in it.
void ItemGenerator::spell_hash_key(std::uint64_t collection) {
  spelled_.clear();
  const auto bits = mixed(collection + mixed(generation_.seed));
  if (generation_.hash_type == AttributeType::n) {
    if (bits % 3 == 0) spelled_ += '-';
    append_decimal(spelled_, collection + 1);
    if (bits % 2 == 0) spelled_ += ".5";
  } else if (generation_.hash_type == AttributeType::s) {
    spelled_ += "customer#";
    append_hex(spelled_, static_cast<std::uint32_t>(bits >> 32U));
    append_hex(spelled_, static_cast<std::uint32_t>(bits));
    if (bits % 16 == 0) spelled_ += " \"é\"\n";
  } else {
    std::string bytes;
    append_bytes(bytes, bits, 8);
    bytes.append(bits % 5, '\0');
    spelled_ = crypto::base64_encode(bytes);
  }
}

// Rises with the number.
void ItemGenerator::spell_range_key(std::uint64_t collection, std::uint32_t number) {
  spelled_.clear();
  const auto bits = mixed(seed_of(generation_.seed, collection, number));
  if (generation_.range_type == AttributeType::n) {
    append_decimal(spelled_, std::int64_t{number} * 3 - 100);
    if (bits % 2 == 0) spelled_ += ".25";
  } else if (generation_.range_type == AttributeType::s) {
    append_hex(spelled_, number);
    if (bits % 2 == 0) spelled_ += "\\é";
  } else {
    std::string bytes;
    append_bytes(bytes, number, 4);
    append_bytes(bytes, bits, static_cast<unsigned>(bits % 4));
    spelled_ = crypto::base64_encode(bytes);
  }
}

void ItemGenerator::begin_place(std::uint64_t collection) {
  spell_hash_key(collection);
  place_.bytes.clear();
  append_key_part(place_.bytes, generation_.hash_type, spelled_);
}

const ItemKey& ItemGenerator::place_of(std::uint64_t collection) {
  begin_place(collection);
  place_.hash = hash_of(place_.bytes);
  return place_;
}

const ItemKey& ItemGenerator::place_of(std::uint64_t collection, std::uint32_t number) {
  (void)place_of(collection);
  if (!generation_.range_type) return place_;
  spell_range_key(collection, number);
  append_key_part(place_.bytes, *generation_.range_type, spelled_);
  return place_;
}

std::size_t ItemGenerator::append_key(std::string& out, std::string_view head, AttributeType type) {
  constexpr std::size_t name_size = 2;  // "pk", "sk"
  out += head;
  append_quoted(out, spelled_);
  out += '}';
  if (type == AttributeType::n) return name_size + Number::parse(spelled_)->size();
  if (type == AttributeType::s) return name_size + spelled_.size();
  const auto pads = static_cast<std::size_t>(std::ranges::count(spelled_, '='));
  return name_size + spelled_.size() / 4 * 3 - pads;
}

// Text that makes an item of `size` bytes one of `target`; answers what it has then.
std::size_t ItemGenerator::append_filler(std::string& out, Random& random, std::size_t target,
                                         std::size_t size) {
  constexpr std::string_view head = R"(,"f000":{"S":")";
  constexpr std::string_view tail = R"("})";
  constexpr std::size_t name_size = 4;  // "f000"
  constexpr std::string_view digits = "0123456789abcdef";
  const auto length = std::max(usual_filler, target / most_fillers);
  const auto old = out.size();
  const auto fillers = target / (length + name_size) + 2;
  out.resize_and_overwrite(
      old + target + fillers * (head.size() + tail.size()), [&](char* bytes, std::size_t) {
        auto* at = bytes + old;
        for (std::size_t n = 0; size + name_size < target; ++n) {
          const auto take = std::min(length, target - size - name_size);
          at = std::ranges::copy(head, at).out;
          at[-10] = digits[n / 16];
          at[-9] = digits[n % 16];
          at = std::copy_n(pool_.data() + random.next() % pool_offsets, take, at);
          at = std::ranges::copy(tail, at).out;
          size += name_size + take;
        }
        return static_cast<std::size_t>(at - bytes);
      });
  return size;
}

std::size_t ItemGenerator::append(std::string& out, std::uint64_t collection,
                                  std::uint32_t number) {
  Random random(seed_of(generation_.seed, collection, number));
  spell_hash_key(collection);
  auto size = append_key(out, hash_head_, generation_.hash_type);
  if (generation_.range_type) {
    spell_range_key(collection, number);
    size += append_key(out, range_head_, *generation_.range_type);
  }
  const auto span = std::uint64_t{generation_.most_size} - generation_.least_size + 1;
  const auto target = generation_.least_size + skewed_below(random, span, generation_.size_skew);
  const auto& fragment = fragments_[random.next() % attributes.size()];
  out += fragment.json;
  size = append_filler(out, random, target, size + fragment.size);
  out += '}';
  return size;
}

const Record& ItemGenerator::record(std::uint64_t collection, std::uint32_t number,
                                    std::uint64_t hash) {
  json_.clear();
  const auto size = append(json_, collection, number);
  begin_place(collection);
  place_.hash = hash;
  if (generation_.range_type) {
    spell_range_key(collection, number);
    append_key_part(place_.bytes, *generation_.range_type, spelled_);
  }
  if (record_) {
    record_->assign(place_, json_, size);
  } else {
    record_.emplace(place_, json_, size);
  }
  return *record_;
}

}  // namespace dynaferry::sim
