#include "run/pair_quarantine.h"

#include <utility>

#include "json/spans.h"
#include "model/key.h"

namespace dynaferry::run {
rt::Task<Result<>> PairQuarantine::set_aside(model::RawItem item, Error why) {
  const auto quarantine = open_.quarantine();
  if (!quarantine) co_return fail(quarantine.error());
  auto line = line_of(item, why);
  auto adding = (*quarantine)->add(std::move(line));
  auto added = co_await std::move(adding);
  if (!added) co_return added;
  const auto key = model::canonical_key(item.hash, item.range);
  listener_.quarantined(
      pair_, {sink::item_in_words(item, tell_keys_), key ? model::key_digest(*key) : "unreadable",
              why.code, open_.quarantine_name()});
  co_return added;
}

std::string PairQuarantine::line_of(const model::RawItem& item, const Error& why) const {
  std::string line = R"({"v":1,"table":)";
  json::append_quoted(line, pair_.source.str());
  line += R"(,"key":{)";
  json::append_quoted(line, keys_.hash.front());
  line += ':';
  json::append_on_one_line(line, item.hash);
  if (!item.range.empty()) {
    line += ',';
    json::append_quoted(line, keys_.range.front());
    line += ':';
    json::append_on_one_line(line, item.range);
  }
  line += R"(},"item":)";
  json::append_on_one_line(line, item.item);
  line += R"(,"reason":)";
  json::append_quoted(line, why.message);
  line += R"(,"code":)";
  json::append_quoted(line, why.code);
  line += '}';
  return line;
}

}  // namespace dynaferry::run
