// How fast the engine is, alone: items per CPU second written in batches, put, and scanned. Prints
// figures; gates nothing.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "core/random.h"
#include "sim/engine/engine.h"

namespace dynaferry::sim {
namespace {

constexpr int batch_items = 25;

// About 0.84 KB stored and 1.2 KB on the wire, as in the project's other measurements.
std::string item(int number, Random& random) {
  std::string text = R"({"pk":{"S":"customer#)" + std::to_string(number) + R"("},"sk":{"N":")" +
                     std::to_string(number % 1000) + "\"}";
  for (int i = 0; i < 12; ++i) {
    text += ",\"attribute_" + std::to_string(i) + "\":{\"S\":\"";
    for (int word = 0; word < 5; ++word) text += std::to_string(random.next() % 10'000'000'000ULL);
    text += "\"}";
  }
  for (int i = 0; i < 6; ++i) {
    text += ",\"count_" + std::to_string(i) + R"(":{"N":")" +
            std::to_string(random.below(1000000)) + ".25\"}";
  }
  return text + R"(,"tags":{"L":[{"S":"a"},{"BOOL":true},{"M":{"k":{"NULL":true}}}]}})";
}

std::vector<std::string> batches(int items) {
  Random random(7);
  std::vector<std::string> bodies;
  for (int number = 0; number < items; number += batch_items) {
    std::string body = R"({"RequestItems":{"things":[)";
    for (int i = 0; i < batch_items; ++i) {
      if (i > 0) body += ',';
      body += R"({"PutRequest":{"Item":)" + item(number + i, random) + "}}";
    }
    bodies.push_back(body + "]}}");
  }
  return bodies;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void report(const char* what, int items, std::size_t bytes, double seconds) {
  std::printf("%-12s %9.0f items/CPU s  %6.0f MB/CPU s\n", what, items / seconds,
              static_cast<double>(bytes) / seconds / 1e6);
}

class Speed {
 public:
  explicit Speed(int items) : items_(items), bodies_(batches(items)) {
    run("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                              {"AttributeName":"sk","AttributeType":"N"}],
      "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                   {"AttributeName":"sk","KeyType":"RANGE"}]})");
  }

  void write(const char* what) {
    std::size_t bytes = 0;
    const auto begin = cpu_seconds();
    for (const auto& body : bodies_) {
      run("BatchWriteItem", body);
      bytes += body.size();
    }
    report(what, items_, bytes, cpu_seconds() - begin);
  }

  void scan(const char* what, const std::string& more) {
    std::size_t bytes = 0;
    std::string start;
    const auto begin = cpu_seconds();
    do {
      const auto page = run("Scan", R"({"TableName":"things")" + more + start + "}");
      bytes += page.size();
      const auto at = page.rfind("\"LastEvaluatedKey\":");
      start = at == std::string::npos
                  ? ""
                  : ",\"ExclusiveStartKey\":" + page.substr(at + 19, page.size() - at - 20);
    } while (!start.empty());
    report(what, items_, bytes, cpu_seconds() - begin);
  }

 private:
  std::string run(std::string_view operation, std::string_view request) {
    auto answer = engine_.call(caller_, operation, request);
    if (answer.error) {
      std::fprintf(stderr, "%s\n", answer.body().c_str());
      std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread.
    }
    return std::move(answer.document);
  }

  Engine engine_{EngineOptions{}};
  Caller caller_{"111111111111", "us-east-1"};
  int items_;
  std::vector<std::string> bodies_;
};

}  // namespace
}  // namespace dynaferry::sim

int main(int argc, char** argv) {
  const int items = argc > 1 ? std::atoi(argv[1]) : 250'000;
  dynaferry::sim::Speed speed(items);
  speed.write("write");
  for (int i = 0; i < (argc > 2 ? std::atoi(argv[2]) : 1); ++i) speed.write("overwrite");
  speed.scan("scan 1 MB", "");
  speed.scan("scan 200", ",\"Limit\":200");
  return 0;
}
