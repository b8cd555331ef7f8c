#include "aws/credentials_provider.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace dynaferry::aws {
namespace {

TEST(StaticCredentials, hand_out_what_they_were_given) {
  Credentials given{"AKIDEXAMPLE", Secret("s"), Secret("t"), std::nullopt};
  StaticCredentials provider(given);
  provider.invalidate();
  boost::asio::io_context context;
  std::optional<Result<Credentials>> got;
  boost::asio::co_spawn(context, provider.get(),
                        [&got](std::exception_ptr, Result<Credentials> r) { got = std::move(r); });
  context.run();
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ((*got)->secret_access_key.reveal(), "s");
  EXPECT_EQ((*got)->session_token->reveal(), "t");
}

}  // namespace
}  // namespace dynaferry::aws
