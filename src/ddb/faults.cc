#include "ddb/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "json/document.h"

namespace dynaferry::ddb {
namespace {

// However long the service asks us to wait.
constexpr std::chrono::milliseconds longest_wait{60'000};

struct Row {
  std::string_view code;
  Fault fault;
  Remedy remedy = Remedy::none;
};

// facts §2.2, in its order.
constexpr std::array kRows = {
    Row{"ProvisionedThroughputExceededException", Fault::busy},
    Row{"ThrottlingException", Fault::busy},
    Row{"RequestLimitExceeded", Fault::busy},
    Row{"LimitExceededException", Fault::busy},
    Row{"ThrottledException", Fault::busy},
    Row{"TooManyRequestsException", Fault::busy},
    Row{"SlowDown", Fault::busy},
    Row{"InternalServerError", Fault::lost},
    Row{"InternalFailure", Fault::lost},
    Row{"ServiceUnavailable", Fault::lost},
    Row{"ReplicatedWriteConflictException", Fault::busy},
    Row{"TransactionInProgressException", Fault::busy},
    Row{"TransactionConflictException", Fault::busy},
    Row{"TransactionCanceledException", Fault::conflict},
    Row{"ItemCollectionSizeLimitExceededException", Fault::invalid},
    Row{"ConditionalCheckFailedException", Fault::conflict},
    Row{"ResourceInUseException", Fault::conflict},
    Row{"ResourceNotFoundException", Fault::absent},
    Row{"ValidationException", Fault::invalid},
    Row{"SerializationException", Fault::invalid},
    Row{"AccessDeniedException", Fault::refused},
    Row{"UnrecognizedClientException", Fault::refused, Remedy::refresh_credentials},
    Row{"InvalidClientTokenId", Fault::refused, Remedy::refresh_credentials},
    Row{"ExpiredTokenException", Fault::refused, Remedy::refresh_credentials},
    Row{"ExpiredToken", Fault::refused, Remedy::refresh_credentials},
    Row{"InvalidSignatureException", Fault::refused, Remedy::correct_clock},
    Row{"SignatureDoesNotMatch", Fault::refused, Remedy::correct_clock},
    Row{"RequestExpired", Fault::refused, Remedy::correct_clock},
    Row{"RequestTimeTooSkewed", Fault::refused, Remedy::correct_clock},
    Row{"AuthFailure", Fault::refused, Remedy::correct_clock},
    Row{"MissingAuthenticationToken", Fault::refused},
    Row{"MissingAuthenticationTokenException", Fault::refused},
    Row{"IncompleteSignature", Fault::refused},
    Row{"IncompleteSignatureException", Fault::refused},
    Row{"UnknownOperationException", Fault::invalid},
    Row{"IdempotentParameterMismatchException", Fault::invalid},
};

// What an answer without a code we know means.
Fault fault_of_status(int status) {
  if (status == 429) return Fault::busy;
  if (status == 408 || status >= 500) return Fault::lost;
  if (status == 401 || status == 403 || status == 407) return Fault::refused;
  return Fault::invalid;
}

// A word of the service, if it is one: it goes to terminals and logs.
std::string word(std::string_view text) {
  constexpr std::size_t longest = 80;
  const bool plain = text.size() <= longest && std::ranges::all_of(text, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                     });
  return plain ? std::string(text) : "unreadable";
}

// "com.amazonaws.dynamodb.v20120810#ThrottlingException:http://…" → "ThrottlingException".
std::string bare_code(std::string_view type) {
  const auto hash = type.rfind('#');
  if (hash != std::string_view::npos) type.remove_prefix(hash + 1);
  return word(type.substr(0, type.find(':')));
}

// The first throttling reason, if the answer names one (facts §2.1).
std::string reason_in(const json::Object& body) {
  for (const auto* name : {"ThrottlingReasons", "throttlingReasons"}) {
    const auto* reasons = json::find_array(body, name);
    if (reasons == nullptr || reasons->empty() || !reasons->front().is_object()) continue;
    const auto reason = json::find_string(reasons->front().get_object(), "reason");
    if (reason) return word(*reason);
  }
  return {};
}

void read_body(const net::HttpResponse& response, Error& error) {
  const auto document = json::parse(response.body.view());
  const auto* body = document ? document->if_object() : nullptr;
  if (body == nullptr) return;
  if (const auto type = json::find_string(*body, "__type")) error.code = bare_code(*type);
  // DynamoDB Local writes `Message`.
  for (const auto* name : {"message", "Message"}) {
    if (const auto message = json::find_string(*body, name); message && !message->empty()) {
      error.message = std::string(*message);
    }
  }
  if (const auto reason = reason_in(*body); !reason.empty()) error.message += " [" + reason + "]";
}

}  // namespace

Refusal refusal_from(const net::HttpResponse& response, std::string_view action) {
  Refusal out;
  out.error.message = fmt::format("HTTP status {}", response.status);
  out.error.request_id = word(response.headers.get("x-amzn-RequestId"));
  read_body(response, out.error);
  const auto row = std::ranges::find(kRows, out.error.code, &Row::code);
  // A 5xx is an unknown outcome whatever its body says.
  const bool known = row != kRows.end() && response.status < 500;
  out.error.fault = known ? row->fault : fault_of_status(response.status);
  if (known) out.remedy = row->remedy;
  // A request that is too large is that in whatever words somebody on the way says so.
  if (out.error.code.empty() || response.status == 413) {
    out.error.code = fmt::format("HTTP {}", response.status);
  } else if (response.status != 400) {
    out.error.message += fmt::format(" [HTTP {}]", response.status);
  }

  const auto wait = response.headers.get("x-amz-retry-after");
  long milliseconds = -1;
  std::from_chars(wait.data(), wait.data() + wait.size(), milliseconds);
  if (milliseconds >= 0) {
    out.error.retry_after = std::min(longest_wait, std::chrono::milliseconds(milliseconds));
  }
  out.error = std::move(out.error).while_doing(std::string(action));
  return out;
}

bool is_failed_condition(const Error& error) {
  return error.fault == Fault::conflict && error.code == "ConditionalCheckFailedException";
}

bool may_be_of_one_item(const Error& error) {
  static constexpr std::array<std::string_view, 4> codes = {
      "ValidationException", "SerializationException", "ItemCollectionSizeLimitExceededException",
      too_large_code};
  return error.fault == Fault::invalid && std::ranges::find(codes, error.code) != codes.end();
}

bool may_pass(const Error& error) {
  return error.fault == Fault::busy || error.fault == Fault::lost;
}

bool is_throttle(const Error& error) {
  if (error.fault != Fault::busy) return false;
  const auto row = std::ranges::find(kRows, error.code, &Row::code);
  return row != kRows.end() || error.code == "HTTP 429";
}

}  // namespace dynaferry::ddb
