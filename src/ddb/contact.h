// Since when a service has not answered, for a word to whoever waits for it.
//
// An answer is whatever the service itself said, whole; a refusal and a throttle are. A service that
// nobody asks is not silent. Nothing is decided here: when to give up is ddb/patience.h's.
//
// Threading: one loop's thread.

#pragma once

#include <optional>
#include <string>

#include "core/error.h"
#include "core/time.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

struct Silence {
  Ns lasts{0};
  std::string last_failure{};  // Empty: the first call is still waiting.
};

class Contact {
 public:
  // A call under way, for as long as it lives.
  class Call {
   public:
    explicit Call(Contact& contact);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Contact& contact_;
  };

  explicit Contact(const rt::Clock& clock) : clock_(clock) {}

  void answered();
  void failed(const Error& why);  // No answer came, or none that is one.
  [[nodiscard]] std::optional<Silence> silence() const;

 private:
  const rt::Clock& clock_;
  unsigned under_way_ = 0;
  std::optional<Ns> silent_since_{};
  std::string last_failure_{};
};

}  // namespace dynaferry::ddb
