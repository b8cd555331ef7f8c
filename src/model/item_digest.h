// The digest of an item by value: what "equal" means is written in docs/formats/canonical-item.md.
//
// Numbers are equal by value, sets and maps without order, lists with; types are never confused. The
// digest is a keyed sum over attributes, mixed once more at its end, so that nothing is sorted and
// nothing cancels between items.
//
// Threading: one thread; keep and reuse a digester, it owns working memory.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/digest.h"

namespace dynaferry::model {

struct ItemDigest {
  Digest key{};                              // Of the primary key alone.
  Digest item{};                             // Of the whole item, key included.
  std::uint64_t replication_attributes = 0;  // aws:rep:*, left out of the digest.
};

class ItemDigester {
 public:
  // `key_names`: the partition key's name and, if there is one, the sort key's.
  ItemDigester(const DigestKey& key, std::vector<std::string> key_names,
               bool ignore_replication_attributes = true);
  ~ItemDigester();
  ItemDigester(const ItemDigester&) = delete;
  ItemDigester& operator=(const ItemDigester&) = delete;

  // `item` is DynamoDB JSON, an object of attributes as a page has it (model::RawItem::item). Bytes
  // behind it are never read. Fault: corrupt (the page lists what no item is: an attribute twice, a
  // number that is none, a key attribute missing …); the message says where, and never a value. The
  // next item may be asked for after that.
  [[nodiscard]] Result<ItemDigest> digest(std::string_view item);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace dynaferry::model
