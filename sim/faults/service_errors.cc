#include "sim/faults/service_errors.h"

#include <algorithm>
#include <array>
#include <string>

#include "json/document.h"

namespace dynaferry::sim {
namespace {

struct Row {
  std::string_view code;
  std::string_view space;
  std::string_view message;
  int status = 400;
};

constexpr std::string_view availability_space = "com.amazon.coral.availability";

// In the order of facts §2.2.
constexpr std::array kRows = {
    Row{"ProvisionedThroughputExceededException", service_space,
        "The level of configured provisioned throughput for the table was exceeded. Consider "
        "increasing your provisioning level with the UpdateTable API."},
    Row{"ThrottlingException", availability_space, "Rate exceeded"},
    Row{"RequestLimitExceeded", service_space,
        "Throughput exceeds the current throughput limit for your account. Please contact AWS "
        "Support at https://aws.amazon.com/support request a limit increase."},
    Row{"LimitExceededException", service_space,
        "Subscriber limit exceeded: There is a limit to the number of tables that can be created, "
        "updated or deleted at once"},
    Row{"InternalServerError", service_space, "Internal server error", 500},
    Row{"InternalFailure", coral_space, {}, 500},
    Row{"ServiceUnavailable", coral_space, "Service Unavailable, please try again later", 503},
    Row{"ReplicatedWriteConflictException", service_space,
        "One or more items in this request are being modified by a request in another Region.",
        409},
    Row{"TransactionInProgressException", service_space,
        "The transaction with the given request token is already in progress."},
    Row{"TransactionConflictException", service_space, "Transaction is ongoing for the item"},
    Row{"TransactionCanceledException", service_space,
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None]"},
    Row{"ItemCollectionSizeLimitExceededException", service_space, "Collection size exceeded."},
    Row{"ConditionalCheckFailedException", service_space, "The conditional request failed"},
    Row{"ResourceInUseException", service_space,
        "Attempt to change a resource which is still in use"},
    Row{"ResourceNotFoundException", service_space, "Requested resource not found"},
    Row{"ValidationException", validate_space, "One or more parameter values were invalid"},
    Row{"SerializationException", coral_space, {}},
    Row{"AccessDeniedException", coral_space, {}},  // Its words are made for each call.
    Row{"UnrecognizedClientException", coral_space,
        "The security token included in the request is invalid."},
    Row{"ExpiredTokenException", coral_space,
        "The security token included in the request is expired"},
    Row{"InvalidSignatureException", coral_space,
        "The request signature we calculated does not match the signature you provided. Check "
        "your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details."},
    Row{"RequestExpired", coral_space, "Request has expired."},
    Row{"RequestTimeTooSkewed", coral_space,
        "The difference between the request time and the current time is too large."},
    Row{"MissingAuthenticationTokenException", coral_space,
        "Request is missing Authentication Token"},
    Row{"IncompleteSignatureException", coral_space,
        "Authorization header requires 'Signature' parameter."},
    Row{"UnknownOperationException", coral_space, {}},
    Row{"IdempotentParameterMismatchException", service_space,
        "The request uses the same client token as a previous, but non-identical request."},
};

constexpr std::array<std::string_view, 16> kReasons = {
    "TableReadProvisionedThroughputExceeded",  "TableReadAccountLimitExceeded",
    "TableReadKeyRangeThroughputExceeded",     "TableReadMaxOnDemandThroughputExceeded",
    "TableWriteProvisionedThroughputExceeded", "TableWriteAccountLimitExceeded",
    "TableWriteKeyRangeThroughputExceeded",    "TableWriteMaxOnDemandThroughputExceeded",
    "IndexReadProvisionedThroughputExceeded",  "IndexReadAccountLimitExceeded",
    "IndexReadKeyRangeThroughputExceeded",     "IndexReadMaxOnDemandThroughputExceeded",
    "IndexWriteProvisionedThroughputExceeded", "IndexWriteAccountLimitExceeded",
    "IndexWriteKeyRangeThroughputExceeded",    "IndexWriteMaxOnDemandThroughputExceeded"};

std::string arn_of(const ErrorPlace& place) {
  return "arn:aws:dynamodb:" + std::string(place.region) + ":" + std::string(place.account) +
         ":table/" + std::string(place.table.empty() ? "*" : place.table);
}

std::string denial(const ErrorPlace& place) {
  const std::string action = "dynamodb:" + std::string(place.operation);
  return "User: arn:aws:iam::" + std::string(place.account) +
         ":user/simulated is not authorized to perform: " + action +
         " on resource: " + arn_of(place) + " because no identity-based policy allows the " +
         action + " action";
}

// ThrottlingException came late to the service's model; there, and with reasons, it has the
// service's own namespace, a small letter in its member and other words (facts §2.1).
void add_reason(ServiceError& error, std::string_view reason, const ErrorPlace& place) {
  const bool late_comer = error.code == "ThrottlingException";
  if (late_comer) {
    error.space = service_space;
    error.message =
        "Throughput exceeds the current capacity of your table or index. DynamoDB is "
        "automatically scaling your table or index so please try again shortly.";
  }
  error.members = late_comer ? "\"throttlingReasons\"" : "\"ThrottlingReasons\"";
  error.members += ":[{\"reason\":" + json::serialize(json::Value(reason)) +
                   ",\"resource\":" + json::serialize(json::Value(arn_of(place))) + "}]";
}

}  // namespace

bool may_have_reason(std::string_view code) {
  return code == "ProvisionedThroughputExceededException" || code == "ThrottlingException" ||
         code == "RequestLimitExceeded";
}

bool is_throttling_reason(std::string_view reason) {
  return std::ranges::find(kReasons, reason) != kReasons.end();
}

std::vector<std::string_view> throttling_reasons() { return {kReasons.begin(), kReasons.end()}; }

std::optional<ServiceError> service_error(std::string_view code, std::string_view reason,
                                          const ErrorPlace& place) {
  const auto row = std::ranges::find(kRows, code, &Row::code);
  if (row == kRows.end()) return std::nullopt;
  ServiceError error{std::string(row->space), std::string(code), std::string(row->message),
                     row->status};
  if (code == "AccessDeniedException") error.message = denial(place);
  if (code == "TransactionCanceledException") {
    error.members = R"("CancellationReasons":[{"Code":"None"}])";
  }
  if (!reason.empty()) add_reason(error, reason, place);
  return error;
}

std::vector<std::string_view> service_error_codes() {
  std::vector<std::string_view> codes;
  codes.reserve(kRows.size());
  for (const auto& row : kRows) codes.push_back(row.code);
  return codes;
}

}  // namespace dynaferry::sim
