#include "verify/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "crypto/hash.h"
#include "json/document.h"

namespace dynaferry::verify {
namespace {

constexpr const char* kReading = "verify_reading";
constexpr const char* kState = "verify_state";
constexpr const char* kSums = "verify_sums";

bool read_hex(std::string_view text, std::uint64_t& number) {
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, 16);
  return error == std::errc{} && rest == end;
}

std::unexpected<Error> not_a_checkpoint() {
  return fail(Fault::corrupt, "the journal's checkpoint of the verify is not one");
}

json::Value to_json(const Checkpoint::Read& read) {
  json::Array positions;
  for (const auto& position : read.positions) {
    // true: to its end; null: not begun.
    if (position.finished) {
      positions.emplace_back(true);
    } else if (position.last_evaluated_key) {
      positions.emplace_back(*position.last_evaluated_key);
    } else {
      positions.emplace_back(nullptr);
    }
  }
  const auto& totals = read.totals;
  return json::Object{{"positions", std::move(positions)},
                      {"items", totals.items},
                      {"bytes", totals.bytes},
                      {"read_units", totals.read_units},
                      {"replication_attributes", totals.replication_attributes},
                      {"root_low", fmt::format("{:x}", totals.root.low)},
                      {"root_high", fmt::format("{:x}", totals.root.high)}};
}

Result<Position> position_from(const json::Value& value) {
  Position position;
  if (const auto* key = value.if_string()) {
    position.last_evaluated_key = std::string(*key);
  } else if (value.is_bool()) {
    position.finished = true;
  } else if (!value.is_null()) {
    return not_a_checkpoint();
  }
  return position;
}

Result<Checkpoint::Read> read_from(const json::Object& state, std::string_view side) {
  const auto* object = json::find_object(state, side);
  if (object == nullptr) return not_a_checkpoint();
  const auto count = [&](std::string_view name) {
    const auto* value = json::find(*object, name);
    return value != nullptr && value->is_number() ? std::optional(value->to_number<std::uint64_t>())
                                                  : std::nullopt;
  };
  const auto* positions = json::find_array(*object, "positions");
  const auto items = count("items");
  const auto bytes = count("bytes");
  const auto attributes = count("replication_attributes");
  const auto read_units = json::find_number(*object, "read_units");
  const auto low = json::find_string(*object, "root_low");
  const auto high = json::find_string(*object, "root_high");
  if (positions == nullptr || !items || !bytes || !attributes || !read_units || !low || !high)
    return not_a_checkpoint();
  Checkpoint::Read read{.positions = {}, .totals = {*items, *bytes, *read_units, *attributes, {}}};
  auto& root = read.totals.root;
  if (!read_hex(*low, root.low) || !read_hex(*high, root.high)) return not_a_checkpoint();
  for (const auto& value : *positions) {
    DF_TRY(auto position, position_from(value));
    read.positions.push_back(std::move(position));
  }
  return read;
}

}  // namespace

bool is_whole(const Checkpoint& checkpoint) {
  const auto is_read = [](const Checkpoint::Read& read) {
    return std::ranges::all_of(read.positions, &Position::finished);
  };
  return is_read(checkpoint.source) && is_read(checkpoint.destination);
}

journal::Batch to_batch(const Checkpoint& checkpoint, const std::string& reading) {
  const json::Object state{{"digest_key", crypto::hex(checkpoint.digest_key)},
                           {"began_at", checkpoint.began_at},
                           {"recorded_at", checkpoint.recorded_at},
                           {"bits", checkpoint.sums.bits()},
                           {"source", to_json(checkpoint.source)},
                           {"destination", to_json(checkpoint.destination)}};
  journal::Batch batch;
  batch.facts.emplace_back(kReading, reading);
  batch.facts.emplace_back(kState, json::serialize(state));
  batch.facts.emplace_back(kSums, checkpoint.sums.to_bytes());
  return batch;
}

Result<std::optional<Checkpoint>> checkpoint_in(const journal::Contents& contents,
                                                const std::string& reading) {
  const auto& facts = contents.facts;
  const auto known = facts.find(kReading);
  if (known == facts.end() || known->second != reading) return std::optional<Checkpoint>{};
  const auto text = facts.find(kState);
  const auto sums = facts.find(kSums);
  if (text == facts.end() || sums == facts.end()) return not_a_checkpoint();
  DF_TRY(const auto value, json::parse(text->second));
  const auto* state = value.if_object();
  if (state == nullptr) return not_a_checkpoint();
  const auto key = json::find_string(*state, "digest_key");
  const auto began_at = json::find_string(*state, "began_at");
  const auto recorded_at = json::find_string(*state, "recorded_at");
  const auto bits = json::find_number(*state, "bits");
  if (!key || !began_at || !recorded_at || !bits) return not_a_checkpoint();

  Checkpoint checkpoint;
  checkpoint.began_at = *began_at;
  checkpoint.recorded_at = *recorded_at;
  const auto digest_key = model::digest_key_from(*key);
  if (!digest_key) return not_a_checkpoint();
  checkpoint.digest_key = *digest_key;
  DF_TRY(checkpoint.source, read_from(*state, "source"));
  DF_TRY(checkpoint.destination, read_from(*state, "destination"));
  DF_TRY(checkpoint.sums, BucketSums::from_bytes(static_cast<unsigned>(*bits), sums->second));
  return std::optional(std::move(checkpoint));
}

}  // namespace dynaferry::verify
