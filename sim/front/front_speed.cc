// How fast the simulator is down to the bytes of HTTP, without a network: requests and items per CPU
// second of batches put into a table that swallows, and of pages of one that is generated. Prints
// figures; gates nothing. sim_front_speed [ITEMS [ROUNDS [KIND]]], KIND as behind --generate.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "sim/engine/generated_items.h"
#include "sim/front/http_front.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t batch_items = 25;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void report(const char* what, std::size_t requests, std::size_t items, double seconds) {
  std::printf("%-14s %8.0f requests/CPU s %9.0f items/CPU s\n", what,
              static_cast<double>(requests) / seconds, static_cast<double>(items) / seconds);
}

Buffer ask(HttpFront& front, const std::string& operation, const std::string& body) {
  net::HttpRequest request;
  request.method = "POST";
  request.headers.set("Content-Type", "application/x-amz-json-1.0");
  request.headers.set("X-Amz-Target", "DynamoDB_20120810." + operation);
  request.headers.set("X-Amz-Date", "20261123T210936Z");
  request.headers.set("Authorization",
                      "AWS4-HMAC-SHA256 Credential=KEY/20261123/us-east-1/dynamodb/aws4_request, "
                      "SignedHeaders=host;x-amz-date, Signature=00");
  request.body = body;
  auto response = front.answer(std::move(request));
  if (response.status != 200) {
    std::fprintf(stderr, "%s\n", std::string(response.body.view()).c_str());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread.
  }
  return std::move(response.body);
}

std::vector<std::string> batches(const GeneratedItems& items) {
  std::vector<std::string> bodies;
  std::string body;
  std::size_t count = 0;
  for (auto at = items.begin(); at != items.end(); at = items.next(at)) {
    body += body.empty() ? R"({"RequestItems":{"copied":[)" : ",";
    body += R"({"PutRequest":{"Item":)";
    body += items.record(at).json();
    body += "}}";
    ++count;
    if (count % batch_items == 0 || count == items.count()) {
      bodies.push_back(body + "]}}");
      body.clear();
    }
  }
  return bodies;
}

void write(HttpFront& front, const std::vector<std::string>& bodies, std::size_t items) {
  const auto begin = cpu_seconds();
  for (const auto& body : bodies) ask(front, "BatchWriteItem", body);
  report("write batches", bodies.size(), items, cpu_seconds() - begin);
}

void scan(HttpFront& front, std::size_t items) {
  const auto begin = cpu_seconds();
  std::size_t pages = 0;
  std::string start;
  do {
    const auto answer = ask(front, "Scan", R"({"TableName":"things")" + start + "}");
    const auto page = answer.view();
    ++pages;
    const auto at = page.rfind("\"LastEvaluatedKey\":");
    start = at == std::string::npos ? ""
                                    : ",\"ExclusiveStartKey\":" +
                                          std::string(page.substr(at + 19, page.size() - at - 20));
  } while (!start.empty());
  report("scan pages", pages, items, cpu_seconds() - begin);
}

// Every round anew, for other programs on the machine disturb some of them.
void measure(std::size_t items, int rounds, const char* kind) {
  auto generation = *read_generation("things", kind);
  generation.items = items;
  EngineOptions options;
  options.generated = {generation};
  options.swallowing = {"copied"};
  Engine engine(std::move(options));
  HttpFront front(engine, {});
  const auto bodies = batches(GeneratedItems(generation));
  auto creation = creation_of(generation);
  creation["TableName"] = "copied";
  ask(front, "CreateTable", json::serialize(creation));

  for (int round = 0; round < rounds; ++round) {
    write(front, bodies, items);
    scan(front, items);
  }
}

}  // namespace
}  // namespace dynaferry::sim

int main(int argc, char** argv) {
  const auto argument = [&](int at, unsigned long long otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  dynaferry::sim::measure(argument(1, 100'000), static_cast<int>(argument(2, 3)),
                          argc > 3 ? argv[3] : "size:700-1000,keys:S+N");
  return 0;
}
