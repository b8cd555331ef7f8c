#include "core/error.h"

namespace dynaferry {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::busy: return "busy";
    case Fault::lost: return "lost";
    case Fault::absent: return "absent";
    case Fault::conflict: return "conflict";
    case Fault::refused: return "refused";
    case Fault::invalid: return "invalid";
    case Fault::corrupt: return "corrupt";
    case Fault::cancelled: return "cancelled";
    case Fault::internal: return "internal";
  }
  return "unknown";
}

Error Error::while_doing(std::string what) && {
  doing.insert(doing.begin(), std::move(what));
  return std::move(*this);
}

std::string Error::text() const {
  std::string out;
  for (const auto& step : doing) out += step + ": ";
  out += message;
  if (!code.empty() || !request_id.empty()) {
    out += " (" + code;
    if (!request_id.empty()) out += (code.empty() ? "request " : ", request ") + request_id;
    out += ")";
  }
  return out;
}

}  // namespace dynaferry
