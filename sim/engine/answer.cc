#include "sim/engine/answer.h"

#include "json/document.h"

namespace dynaferry::sim {

std::string Answer::body() const {
  if (!error) return document;
  std::string out = "{\"__type\":\"" + error->space + "#" + error->code + "\"";
  if (!error->message.empty()) {
    out += ",\"message\":" + json::serialize(json::Value(error->message));
  }
  if (!error->members.empty()) out += "," + error->members;
  return out + "}";
}

Refusal refuse(std::string_view space, std::string_view code, std::string message) {
  return Refusal(ServiceError{std::string(space), std::string(code), std::move(message)});
}

Refusal validation(std::string message) {
  return refuse(validate_space, "ValidationException", std::move(message));
}

Refusal invalid_value(std::string message) {
  return validation("One or more parameter values were invalid: " + message);
}

Refusal not_found(std::string message) {
  return refuse(service_space, "ResourceNotFoundException", std::move(message));
}

Refusal in_use(std::string message) {
  return refuse(service_space, "ResourceInUseException", std::move(message));
}

Refusal unreadable(std::string message) {
  return refuse(coral_space, "SerializationException", std::move(message));
}

Refusal not_simulated(std::string_view what) {
  return refuse("com.dynaferry.simulator", "NotSimulatedException",
                "The simulator does not know " + std::string(what));
}

}  // namespace dynaferry::sim
