#include "sim/streams/stream_record.h"

#include <algorithm>
#include <array>

namespace dynaferry::sim {
namespace {

constexpr std::array<std::string_view, 4> view_names = {"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE",
                                                        "NEW_AND_OLD_IMAGES"};

bool shows_new(StreamView view) {
  return view == StreamView::new_image || view == StreamView::new_and_old_images;
}

bool shows_old(StreamView view) {
  return view == StreamView::old_image || view == StreamView::new_and_old_images;
}

std::string_view event_name(const Change& change) {
  if (change.before.json.empty()) return "INSERT";
  return change.after.json.empty() ? "REMOVE" : "MODIFY";
}

std::string event_id(Random& random) {
  std::string id;
  append_hex(id, random.next(), 16);
  append_hex(id, random.next(), 16);
  return id;
}

}  // namespace

std::string_view name_of(StreamView view) { return view_names[static_cast<std::size_t>(view)]; }

std::optional<StreamView> stream_view_named(std::string_view name) {
  const auto found = std::ranges::find(view_names, name);
  if (found == view_names.end()) return std::nullopt;
  return static_cast<StreamView>(found - view_names.begin());
}

void append_hex(std::string& out, std::uint64_t bits, std::size_t count) {
  static constexpr std::string_view digits = "0123456789abcdef";
  for (auto shift = 4 * count; shift > 0; shift -= 4) out += digits[(bits >> (shift - 4)) & 15U];
}

StreamRecord make_record(const Change& change, const RecordPlace& place, Random& random) {
  StreamRecord record{place.number, place.created, change.keys.size, "{\"eventID\":\""};
  auto& out = record.json;
  const auto add = [&](std::string_view before, std::string_view text) {
    out.append(before) += text;
  };
  const auto add_image = [&](std::string_view name, const StreamImage& image, bool shown) {
    if (!shown || image.json.empty()) return;
    add(name, image.json);
    record.size += image.size;
  };
  const auto second = std::chrono::floor<std::chrono::seconds>(place.created).time_since_epoch();
  out += event_id(random);
  add("\",\"eventName\":\"", event_name(change));
  add(R"(","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":")", place.region);
  add(R"(","dynamodb":{"ApproximateCreationDateTime":)", std::to_string(second.count()));
  add(",\"Keys\":", change.keys.json);
  add_image(",\"NewImage\":", change.after, shows_new(place.view));
  add_image(",\"OldImage\":", change.before, shows_old(place.view));
  add(",\"SequenceNumber\":\"", place.number.text());
  add("\",\"SizeBytes\":", std::to_string(record.size));
  add(",\"StreamViewType\":\"", name_of(place.view));
  out += "\"}";
  if (change.by_time_to_live) {
    out += R"(,"userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"})";
  }
  out += '}';
  return record;
}

}  // namespace dynaferry::sim
