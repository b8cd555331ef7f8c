// Text that must never be seen: a secret key, a session token. Immutable; copies share the bytes,
// which are wiped when the last of them goes. There is no operator<<, no fmt formatter and no
// conversion: whoever needs the bytes says reveal(), and a search for that word finds them all.

#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dynaferry::aws {

class Secret {
 public:
  Secret() = default;
  // Takes the text over and wipes the string it came in.
  explicit Secret(std::string&& text);
  explicit Secret(std::string_view text) : Secret(std::string(text)) {}
  explicit Secret(const char* text) : Secret(std::string(text)) {}

  [[nodiscard]] std::string_view reveal() const;
  [[nodiscard]] bool empty() const { return reveal().empty(); }
  friend bool operator==(const Secret& a, const Secret& b) { return a.reveal() == b.reveal(); }

 private:
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace dynaferry::aws
