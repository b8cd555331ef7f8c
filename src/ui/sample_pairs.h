// Pairs, verdicts and differences for the tests of this room.

#pragma once

#include <string>
#include <utility>

#include "run/listener.h"

namespace dynaferry::ui {

inline run::TablePair sample_pair() { return {TableName("DEV-ORDERS"), TableName("PROD-ORDERS")}; }

inline verify::Verdict equal_verdict() {
  verify::Verdict verdict;
  verdict.source = {.items = 1'204'331,
                    .bytes = 512'000'000,
                    .read_units = 125'000.5,
                    .root = {.low = 0x93fd20b3c1aa5e10, .high = 0x8f0c61e2a1b94d77}};
  verdict.destination = verdict.source;
  verdict.began_at = "2026-11-27T02:31:00.000Z";
  verdict.ended_at = "2026-11-27T02:42:10.125Z";
  verdict.digest_key = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return verdict;
}

inline verify::Verdict different_verdict() {
  auto verdict = equal_verdict();
  verdict.destination.items = 1'204'330;
  verdict.destination.root = {.low = 7, .high = 1};
  verdict.missing = 2;
  verdict.extra = 1;
  verdict.different = 1'500;
  verdict.unsettled = 1;
  verdict.in_flux = 12;
  return verdict;
}

inline run::PairEnd sample_end(verify::Verdict verdict) {
  run::PairEnd end;
  end.pair = sample_pair();
  end.exit = verdict.is_equal() ? run::Exit::done : run::Exit::differs;
  end.verdict = std::move(verdict);
  return end;
}

inline verify::Difference sample_difference(std::string id = "a-1") {
  return {.kind = verify::Kind::different,
          .key = R"({"id":{"S":")" + id + R"("},"at":{"N":"7"}})",
          .paths = {"price", "lines[0].sku"},
          .source = R"({"id":{"S":"a-1"},"at":{"N":"7"},"price":{"N":"1"}})",
          .destination = R"({"id":{"S":"a-1"},"at":{"N":"7"},"price":{"N":"2"}})"};
}

}  // namespace dynaferry::ui
