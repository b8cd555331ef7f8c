#include "aws/credentials.h"

namespace dynaferry::aws {

std::string shortened(std::string_view access_key_id) {
  if (access_key_id.size() < 12) return "…";
  std::string shown(access_key_id.substr(0, 4));
  shown += "…";
  shown += access_key_id.substr(access_key_id.size() - 4);
  return shown;
}

}  // namespace dynaferry::aws
