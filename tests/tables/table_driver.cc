// Lets a script ask one table through ddb::HttpTable, as the program does:
//
//   table_driver ENDPOINT ACCESS_KEY SECRET TABLE KEY [SORT KEY]
//
// One JSON object a line on standard input, one answer a line on standard output:
//
//   {"get":[KEY,…],"consistent":true}                → {"items":[ITEM or null,…],"unprocessed":[0,…]}
//   {"key":KEY,"before":ITEM or null,"after":…}      → {"done":true,"found":ITEM or null}
//   whatever fails                                   → {"fault":"lost","error":"…"}

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "aws/credentials_provider.h"
#include "ddb/http_table.h"
#include "json/document.h"
#include "net/client_pool.h"
#include "net/tcp_dialer.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"

namespace dynaferry {
namespace {

class Driver {
 public:
  Driver(const net::Url& target, aws::Credentials credentials, TableName table,
         std::vector<std::string> keys)
      : credentials_(std::move(credentials)),
        dialer_(loop_, net::TcpDialerOptions{.target = target, .tls = {}, .proxy = {}}),
        pool_(loop_, dialer_),
        client_(loop_, pool_, credentials_, Region("us-east-1"), target.host_header()),
        table_(client_, std::move(table), std::move(keys)) {}

  std::string answer(const json::Object& command) {
    return json::find(command, "get") != nullptr ? get(command) : exchange(command);
  }

 private:
  static std::string failed(const Error& error) {
    json::Object out{{"fault", name_of(error.fault)}, {"error", error.text()}};
    return json::serialize(out);
  }
  static std::string or_null(const std::optional<std::string>& item) {
    return item.value_or("null");
  }
  static std::optional<std::string> given(const json::Object& command, std::string_view name) {
    const auto* value = json::find_object(command, name);
    return value == nullptr ? std::nullopt : std::optional(json::serialize(*value));
  }

  std::string get(const json::Object& command) {
    std::vector<std::string> keys;
    for (const auto& key : *json::find_array(command, "get")) keys.push_back(json::serialize(key));
    const auto consistent = json::find_bool(command, "consistent").value_or(true);
    auto getting = table_.get_batch(std::move(keys), consistent);
    const auto got = rt::run_task(loop_, std::move(getting));
    if (!got) return failed(got.error());
    std::vector<std::string> items;
    for (const auto& item : got->items) items.push_back(or_null(item));
    return fmt::format(R"({{"items":[{}],"unprocessed":[{}]}})", fmt::join(items, ","),
                       fmt::join(got->unprocessed, ","));
  }

  std::string exchange(const json::Object& command) {
    ddb::Exchange change{.key = given(command, "key").value_or("{}"),
                         .before = given(command, "before"),
                         .after = given(command, "after")};
    auto exchanging = table_.exchange(std::move(change));
    const auto exchanged = rt::run_task(loop_, std::move(exchanging));
    if (!exchanged) return failed(exchanged.error());
    return fmt::format(R"({{"done":{},"found":{}}})", exchanged->done, or_null(exchanged->found));
  }

  rt::RealLoop loop_;
  aws::StaticCredentials credentials_;
  net::TcpDialer dialer_;
  net::ClientPool pool_;
  ddb::ServiceClient client_;
  ddb::HttpTable table_;
};

int drive(const std::vector<std::string>& words) {
  const auto target = words.size() < 6 ? fail(Fault::invalid, "") : net::Url::parse(words[1]);
  if (!target) return 2;
  Driver driver(*target, {words[2], aws::Secret(words[3])}, TableName(words[4]),
                {words.begin() + 5, words.end()});
  for (std::string line; std::getline(std::cin, line);) {
    const auto command = json::parse(line, 256);
    if (!command || !command->is_object()) return 2;
    std::cout << driver.answer(command->get_object()) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace dynaferry

int main(int argc, char** argv) { return dynaferry::drive({argv, argv + argc}); }
