#include "aws/credentials.h"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>

namespace dynaferry::aws {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Streamable<Secret>);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::convertible_to<Secret, std::string_view>);

TEST(Secret, wipes_the_string_it_came_in_and_shares_its_bytes) {
  std::string short_text = "hunter2";
  const Secret secret(std::move(short_text));
  EXPECT_EQ(short_text.data()[0], '\0');
  const Secret copy = secret;
  EXPECT_TRUE(copy == secret);
  EXPECT_EQ(copy.reveal().data(), secret.reveal().data());
  EXPECT_EQ(secret.reveal(), "hunter2");
  EXPECT_TRUE(Secret().empty());
}

TEST(AccessKey, is_shown_shortened) {
  EXPECT_EQ(shortened("AKIAIOSFODNN7EXAMPLE"), "AKIA…MPLE");
  EXPECT_EQ(shortened("dummy"), "…");
  EXPECT_EQ(shortened(""), "…");
}

}  // namespace
}  // namespace dynaferry::aws
