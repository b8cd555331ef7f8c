#include "sim/faults/table_owner.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

Answer refusal(std::string code) {
  return {{}, ServiceError{std::string(service_space), std::move(code), {}}};
}

TEST(TableOwner, counts_a_re_creation_that_is_refused_in_the_end_as_refused) {
  std::string code_of_creation = "ResourceInUseException";
  const auto ask = [&](const Caller&, std::string_view operation, std::string_view) -> Answer {
    if (operation == "CreateTable") return refusal(code_of_creation);
    return {R"({"Table":{"TableName":"T","AttributeDefinitions":[],"KeySchema":[],
        "BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"}}})"};
  };
  TableOwner owner([] { return Ns{0}; }, ask);
  const auto counts = std::make_shared<ActCounts>();
  owner.act({{Happening::Kind::re_create_table}, counts}, {"111111111111", "us-east-1"}, "T");
  EXPECT_EQ(counts->made, 1U);
  EXPECT_EQ(counts->refused, 0U) << "the old table is still there";
  code_of_creation = "LimitExceededException";
  owner.go_on();
  owner.go_on();
  EXPECT_EQ(counts->refused, 1U);
  EXPECT_EQ(counts->last_code, "LimitExceededException");
}

}  // namespace
}  // namespace dynaferry::sim
