// Requests and answers about single items as bytes, whatever carries them: reading some by their keys,
// and exchanging one for another. TableWire is for items in bulk.
//
// Items go out and come in as raw JSON. Which key an answer speaks of is told by the key's value.
//
// Threading: one loop's thread. Failure: lost (an answer that is none), corrupt (not what the service
// promises), invalid (a key or an item of ours that is none).

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddb/table.h"
#include "json/spans.h"

namespace dynaferry::ddb {

class ItemWire {
 public:
  // `keys` are the names of the partition key and, if there is one, the sort key.
  ItemWire(TableName name, std::vector<std::string> keys);

  // For BatchGetItem.
  [[nodiscard]] std::string get_body(const std::vector<std::string>& keys, bool consistent) const;
  [[nodiscard]] Result<GetAnswer> get_answer_from(const Buffer& body,
                                                  const std::vector<std::string>& keys);

  // PutItem or DeleteItem, and its body.
  [[nodiscard]] static const char* exchange_action(const Exchange& change);
  [[nodiscard]] Result<std::string> exchange_body(const Exchange& change) const;
  // `held`: the condition held. If not, `body` is that of the service's refusal.
  [[nodiscard]] Result<ExchangeAnswer> exchange_answer_from(bool held, const Buffer& body,
                                                            const Exchange& change);

 private:
  using Waiting = std::map<std::string, std::size_t>;  // Canonical keys that nothing is known of.

  [[nodiscard]] Result<> read_items(std::string_view responses, Waiting& waiting, GetAnswer& out);
  [[nodiscard]] Result<> read_unprocessed(std::string_view unprocessed, Waiting& waiting,
                                          GetAnswer& out) const;
  [[nodiscard]] Result<> check_key_of(std::string_view item, const Exchange& change) const;

  TableName name_;
  std::vector<std::string> keys_;
  json::SpanReader reader_;
};

}  // namespace dynaferry::ddb
