#include "aws/credentials_provider.h"

namespace dynaferry::aws {

rt::Task<Result<Credentials>> StaticCredentials::get() { co_return credentials_; }

}  // namespace dynaferry::aws
