// Hands out credentials and may refresh them: ask it before each request and never keep what it
// gave. Every kind of identity is one of these.
//
// Threading: the loop's thread.
// Failure: refused (there are none, or whoever hands them out said no), busy (could not be asked).

#pragma once

#include <utility>

#include "aws/credentials.h"
#include "core/error.h"
#include "rt/task.h"

namespace dynaferry::aws {

class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;

  // Credentials that are good now. Cheap when nothing has to be refreshed.
  virtual rt::Task<Result<Credentials>> get() = 0;
  // The service called the last ones expired or unknown: the next get() must not hand them out
  // again if there is any other.
  virtual void invalidate() = 0;
};

// Keys that somebody wrote down. They cannot be refreshed: once invalidated because they expired,
// the service's own refusal is the message that the user sees.
class StaticCredentials final : public CredentialsProvider {
 public:
  explicit StaticCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}

  rt::Task<Result<Credentials>> get() override;
  void invalidate() override {}

 private:
  Credentials credentials_;
};

}  // namespace dynaferry::aws
