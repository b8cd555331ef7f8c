#include "ddb/contact.h"

namespace dynaferry::ddb {

Contact::Call::Call(Contact& contact) : contact_(contact) {
  ++contact_.under_way_;
  if (!contact_.silent_since_) contact_.silent_since_ = contact_.clock_.now();
}

Contact::Call::~Call() {
  if (--contact_.under_way_ == 0 && contact_.last_failure_.empty()) contact_.silent_since_.reset();
}

void Contact::answered() {
  silent_since_ = clock_.now();
  last_failure_.clear();
}

void Contact::failed(const Error& why) { last_failure_ = why.text(); }

std::optional<Silence> Contact::silence() const {
  if (!silent_since_) return std::nullopt;
  return Silence{clock_.now() - *silent_since_, last_failure_};
}

}  // namespace dynaferry::ddb
