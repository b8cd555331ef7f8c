// ListStreams, DescribeStream, GetShardIterator, GetRecords (facts §4.1).

#include <algorithm>

#include "sim/engine/operation.h"
#include "sim/engine/request.h"
#include "sim/engine/stream_iterator.h"

namespace dynaferry::sim {
namespace {

constexpr std::int64_t max_listed = 100;
constexpr std::int64_t max_records = 1000;
constexpr std::size_t min_shard_id = 28;
constexpr std::size_t max_shard_id = 65;

// A Limit from 1 to `most`, which it is when absent.
Outcome<std::size_t> limit_member(dom::object request, std::int64_t most,
                                  std::string_view complaint) {
  SIM_TRY(const auto given, whole_member(request, "Limit"));
  const auto limit = given.value_or(most);
  if (limit < 1) {
    return out_of_bounds(std::to_string(limit), "limit",
                         "Member must have value greater than or equal to 1");
  }
  if (limit > most) return invalid_value(std::string(complaint) + std::to_string(most));
  return static_cast<std::size_t>(limit);
}

Outcome<> check_length(std::string_view text, std::string_view where, std::size_t least,
                       std::size_t most) {
  if (text.size() < least) {
    return out_of_bounds(
        text, where, "Member must have length greater than or equal to " + std::to_string(least));
  }
  if (text.size() > most) {
    return out_of_bounds(text, where,
                         "Member must have length less than or equal to " + std::to_string(most));
  }
  return {};
}

// The id of a shard; empty when absent.
Outcome<std::string_view> shard_member(dom::object owner, std::string_view name,
                                       std::string_view where) {
  SIM_TRY(const auto id, text_member(owner, name));
  if (!id) return std::string_view{};
  SIM_CHECK(check_length(*id, where, min_shard_id, max_shard_id));
  return *id;
}

Refusal no_stream(std::string_view arn) {
  return not_found("Requested resource not found: Stream: " + std::string(arn) + " not found");
}

Outcome<Stream*> stream_of(Operation& operation, std::string_view arn) {
  const auto name = table_name_in(arn);
  if (!name) return no_stream(arn);
  const auto table = operation.world.find(*name);
  if (table != operation.world.end()) {
    if (auto* const stream = table->second.streams.find(arn, operation.now)) return stream;
  }
  if (auto* const stream = operation.orphans.find(arn)) return stream;
  return no_stream(arn);
}

Outcome<Stream*> stream_member(Operation& operation, dom::object request) {
  SIM_TRY(const auto arn, text_member(request, "StreamArn"));
  if (!arn) return out_of_bounds("null", "streamArn", "Member must not be null");
  return stream_of(operation, *arn);
}

Refusal refusal_of(StreamFault fault) {
  switch (fault) {
    case StreamFault::no_shard: return not_found("Shard does not exist");
    case StreamFault::no_number: return invalid_value("Invalid SequenceNumber");
    case StreamFault::trimmed:
      return refuse(service_space, "TrimmedDataAccessException",
                    "The data you are trying to access has been trimmed");
    case StreamFault::too_many_calls: break;
  }
  return refuse(service_space, "LimitExceededException", "Rate exceeded");
}

// By ARN; of one table name, if there is one.
std::map<std::string_view, const Stream*> readable_streams(Operation& operation,
                                                           std::optional<std::string_view> only) {
  std::map<std::string_view, const Stream*> streams;
  const auto add = [&](const std::vector<Stream*>& some) {
    for (const auto* stream : some) {
      const auto& birth = stream->birth();
      if (!only || *only == birth.table) streams.emplace(birth.arn, stream);
    }
  };
  for (auto& [name, table] : operation.world) add(table.streams.readable(operation.now));
  add(operation.orphans.readable(operation.now));
  return streams;
}

Outcome<std::string> list_streams(Operation& operation, dom::object request) {
  SIM_TRY(
      const auto limit,
      limit_member(request, max_listed, "Limit cannot be greater than the maximum allowed size: "));
  SIM_TRY(const auto only, text_member(request, "TableName"));
  SIM_TRY(const auto start, text_member(request, "ExclusiveStartStreamArn"));
  const auto streams = readable_streams(operation, only);
  json::Array listed;
  auto at = start ? streams.upper_bound(*start) : streams.begin();
  json::Object answer;
  for (; at != streams.end() && listed.size() < limit; ++at) {
    const auto& birth = at->second->birth();
    listed.push_back(json::Object{
        {"StreamArn", birth.arn}, {"TableName", birth.table}, {"StreamLabel", birth.label}});
  }
  if (at != streams.end()) answer["LastEvaluatedStreamArn"] = std::prev(at)->first;
  answer["Streams"] = std::move(listed);
  return json::serialize(answer);
}

// The ShardId of a ShardFilter; empty without one.
Outcome<std::string_view> filter_member(dom::object request) {
  SIM_TRY(const auto filter, object_member(request, "ShardFilter"));
  if (!filter) return std::string_view{};
  SIM_TRY(const auto type, text_member(*filter, "Type"));
  SIM_TRY(const auto parent, shard_member(*filter, "ShardId", "shardFilter.shardId"));
  if (!type || parent.empty()) {
    return invalid_value("ShardFilter needs both a Type and a ShardId");
  }
  if (*type != "CHILD_SHARDS") {
    return out_of_bounds(*type, "shardFilter.type",
                         "Member must satisfy enum value set: [CHILD_SHARDS]");
  }
  return parent;
}

json::Object describe_shard(const Stream::ListedShard& listed) {
  const auto& shard = *listed.shard;
  json::Object range{{"StartingSequenceNumber", shard.starting.text()}};
  if (!listed.open) range["EndingSequenceNumber"] = shard.ending->text();
  json::Object told{{"ShardId", shard.id}, {"SequenceNumberRange", std::move(range)}};
  if (!shard.parent.empty()) told["ParentShardId"] = shard.parent;
  return told;
}

json::Object describe_stream_itself(const Stream& stream, WallTime now) {
  static constexpr std::array<std::string_view, 4> statuses = {"ENABLING", "ENABLED", "DISABLING",
                                                               "DISABLED"};
  const auto& birth = stream.birth();
  const auto created = static_cast<double>(birth.created.time_since_epoch().count()) / 1000.0;
  return {{"StreamArn", birth.arn},
          {"StreamLabel", birth.label},
          {"StreamStatus", statuses[static_cast<std::size_t>(stream.status(now))]},
          {"StreamViewType", name_of(birth.view)},
          {"CreationRequestDateTime", created},
          {"TableName", birth.table},
          {"KeySchema", *json::parse(birth.key_schema)}};
}

Outcome<std::string> describe_stream(Operation& operation, dom::object request) {
  Stream::ListRequest asked;
  SIM_TRY(asked.limit,
          limit_member(request, max_listed, "Limit cannot be greater than the maximum: "));
  SIM_TRY(asked.after, shard_member(request, "ExclusiveStartShardId", "exclusiveStartShardId"));
  SIM_TRY(asked.parent, filter_member(request));
  SIM_TRY(auto* const stream, stream_member(operation, request));
  const auto listing = stream->list(asked, operation.now);
  if (!listing) return refuse(service_space, "ThrottlingException", "Rate exceeded");
  json::Array shards;
  for (const auto& shard : listing->shards) shards.push_back(describe_shard(shard));
  auto told = describe_stream_itself(*stream, operation.now);
  if (listing->more) told["LastEvaluatedShardId"] = listing->shards.back().shard->id;
  told["Shards"] = std::move(shards);
  return json::serialize(json::Object{{"StreamDescription", std::move(told)}});
}

Outcome<StreamStart> start_member(dom::object request) {
  static constexpr std::array<std::string_view, 4> starts = {
      "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"};
  SIM_TRY(const auto type, text_member(request, "ShardIteratorType"));
  const auto found = std::ranges::find(starts, type.value_or(""));
  if (found == starts.end()) {
    return out_of_bounds(type.value_or("null"), "shardIteratorType",
                         type ? "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, "
                                "LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"
                              : "Member must not be null");
  }
  return static_cast<StreamStart>(found - starts.begin());
}

Outcome<std::optional<SequenceNumber>> number_member(dom::object request, StreamStart start) {
  SIM_TRY(const auto text, text_member(request, "SequenceNumber"));
  const bool by_number = start == StreamStart::at_number || start == StreamStart::after_number;
  if (!text) {
    if (by_number) return invalid_value("Invalid SequenceNumber");
    return std::nullopt;
  }
  if (!by_number) {
    return invalid_value("SequenceNumber should not be passed for this iterator type");
  }
  SIM_CHECK(check_length(*text, "sequenceNumber", SequenceNumber::min_digits,
                         SequenceNumber::max_digits));
  const auto number = SequenceNumber::parse(*text);
  if (!number) return invalid_value("Invalid SequenceNumber");
  return number;
}

Outcome<std::string> get_shard_iterator(Operation& operation, dom::object request) {
  SIM_TRY(const auto start, start_member(request));
  SIM_TRY(const auto number, number_member(request, start));
  SIM_TRY(const auto shard, shard_member(request, "ShardId", "shardId"));
  if (shard.empty()) return out_of_bounds("null", "shardId", "Member must not be null");
  SIM_TRY(auto* const stream, stream_member(operation, request));
  const auto position = stream->position(shard, start, number, operation.now);
  if (!position) return refusal_of(position.error());
  const StreamIterator iterator{stream->birth().arn, std::string(shard), *position,
                                stream->next_reader(), operation.now};
  return json::serialize(json::Object{{"ShardIterator", iterator.text()}});
}

Outcome<std::string> get_records(Operation& operation, dom::object request) {
  SIM_TRY(const auto limit,
          limit_member(request, max_records, "Limit should be less than or equal to "));
  SIM_TRY(const auto text, text_member(request, "ShardIterator"));
  auto iterator = StreamIterator::parse(text.value_or(""));
  if (!iterator) return validation("Invalid ShardIterator");
  if (operation.now >= iterator->issued + operation.options.streams.iterator_life) {
    return refuse(service_space, "ExpiredIteratorException", "The iterator has expired");
  }
  SIM_TRY(auto* const stream, stream_of(operation, iterator->stream));
  const auto reading =
      stream->read({iterator->shard, iterator->from, limit, iterator->reader}, operation.now);
  if (!reading) return refusal_of(reading.error());
  std::string out = "{\"Records\":[";
  for (const auto* record : reading->records) {
    if (out.back() != '[') out += ',';
    out += record->json;
  }
  out += ']';
  if (reading->next) {
    iterator->from = *reading->next;
    iterator->issued = operation.now;
    append_member(out, "NextShardIterator");
    append_quoted(out, iterator->text());
  }
  out += '}';
  return out;
}

}  // namespace

const ItemOperations& stream_operations() {
  static const ItemOperations operations = {{"ListStreams", list_streams},
                                            {"DescribeStream", describe_stream},
                                            {"GetShardIterator", get_shard_iterator},
                                            {"GetRecords", get_records}};
  return operations;
}

}  // namespace dynaferry::sim
