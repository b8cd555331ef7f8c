#include "aws/secret.h"

#include <openssl/crypto.h>

namespace dynaferry::aws {
namespace {

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace

Secret::Secret(std::string&& text) {
  // Copied, not moved: a moved short string would leave its bytes behind.
  bytes_ = std::shared_ptr<const std::string>(new std::string(text), [](const std::string* bytes) {
    auto* mine = const_cast<std::string*>(bytes);
    wipe(*mine);
    delete mine;
  });
  wipe(text);
}

std::string_view Secret::reveal() const {
  return bytes_ ? std::string_view(*bytes_) : std::string_view();
}

}  // namespace dynaferry::aws
