// The door to the items of tables: every operation that reads or changes one passes here, so that
// whatever else has a say in it (capacity, the stream) is asked in one place. Inside sim/engine only.

#pragma once

#include <optional>
#include <vector>

#include "sim/engine/operation.h"

namespace dynaferry::sim {

// Whose write it is. What time to live deletes takes no capacity, and the stream names it.
enum class Writer : unsigned char { client, time_to_live };

// Makes the change and answers what it cost. Refused when capacity is short, and then nothing
// happened.
[[nodiscard]] Outcome<ConsumedUnits> write_item(Operation& operation, Table& table,
                                                PreparedWrite write,
                                                Writer writer = Writer::client);

// A put of which nothing is kept but its part of a sum.
struct SummedPut {
  SpelledKey key;
  std::string_view json;
  std::size_t size = 0;
};
// Whether puts into the table are no more than that: it swallows, and neither capacity nor a stream
// nor an index has a say in it.
[[nodiscard]] bool only_sums(const Operation& operation, Table& table);
// Makes one, which has passed every check, and answers what it cost.
[[nodiscard]] double sum_item(Table& table, const SummedPut& put);

// The refusal of a write that could not be made because of `why`. If that is a condition that did
// not hold, it took capacity all the same: as much as the larger of the item that is there and the
// one of so many bytes that was to be (facts §3.3). When that is short, it is the reason.
[[nodiscard]] Refusal refuse_write(Operation& operation, Table& table, const ItemKey& place,
                                   std::size_t bytes, ServiceError why);

// One of several writes that happen together or not at all; none of two is to the same item.
struct JointWrite {
  Table* table = nullptr;
  ItemKey place;
  std::optional<PreparedWrite> write;  // Absent: the item was only looked at, which costs as much.
  ConsumedUnits units{};               // Twice those of the write alone (facts §3.2).
  std::optional<ServiceError> refused{};  // Capacity is short for it, or its collection is full.
};
// Whether they happened. If not, nothing did, though what capacity sufficed for was charged.
[[nodiscard]] bool write_together(Operation& operation, std::vector<JointWrite>& writes);

struct ReadItem {
  const Record* record = nullptr;  // Absent: there is none.
  double units = 0;
};
// Refused when capacity is short.
[[nodiscard]] Outcome<ReadItem> read_item(const Operation& operation, Table& table,
                                          const ItemKey& key, bool consistent);

// One of several strongly consistent reads that happen together or not at all.
struct JointRead {
  Table* table = nullptr;
  const ItemKey& key;
  ReadItem done{};                        // For twice what it costs alone (facts §3.2).
  std::optional<ServiceError> refused{};  // Capacity is short for it.
};
// Whether they happened. If not, none is charged.
[[nodiscard]] bool read_together(const Operation& operation, std::vector<JointRead>& reads);

// Whether a refusal says that capacity is short, so that trying again later may help.
[[nodiscard]] bool is_throttle(const ServiceError& error);

// One read of a table or an index: asked for, added up record by record, and charged. Where
// capacity is enforced, each partition that is touched costs at least the least (facts §3.1).
class Reading {
 public:
  // Where it begins. Refused when capacity is short there.
  [[nodiscard]] static Outcome<Reading> begin(const Operation& operation, Table& table,
                                              const IndexDefinition* index, PlaceView from);

  void pass(const Record& record) {
    if (resource_ != nullptr) enter(resource_->partitions().at({record.hash(), record.key()}));
    pass(record.size());
  }
  // Whether it matters where a record stands. If not, its size will do.
  [[nodiscard]] bool needs_places() const { return resource_ != nullptr; }
  void pass(std::size_t size) {
    bytes_ += size;
    parts_.back().bytes += size;
  }
  // Everything before this place was looked at, though nothing may have been there.
  void look_up_to(PlaceView end);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // Charges it, and answers the units.
  [[nodiscard]] double charge(bool consistent);

 private:
  struct Part {
    std::size_t partition = 0;
    std::size_t bytes = 0;
  };

  Reading() = default;
  void enter(std::size_t partition);

  Resource* resource_ = nullptr;
  std::size_t bytes_ = 0;
  std::vector<Part> parts_;  // In the order of reading; one where capacity is not enforced.
};

}  // namespace dynaferry::sim
