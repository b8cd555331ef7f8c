#include "sim/front/other_services.h"

#include <algorithm>
#include <utility>

#include "sim/front/signature.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view scaling_prefix = "AnyScaleFrontendService.";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::size_t max_sessions = 10'000;

net::HttpResponse response_of(int status, std::string_view type, std::string_view body) {
  net::HttpResponse response;
  response.status = status;
  response.headers.set("Content-Type", std::string(type));
  response.body = Buffer(body);
  return response;
}

net::HttpResponse json_response(const Answer& answer) {
  return response_of(answer.status(), "application/x-amz-json-1.1", answer.body());
}

}  // namespace

OtherServices::OtherServices(Engine& engine, std::vector<Account>& accounts, Options options)
    : accounts_(accounts),
      options_(std::move(options)),
      scaling_({.now = options_.now,
                .seed = options_.seed,
                .exists =
                    [&engine](const Caller& caller, const ScalableResource& resource) {
                      return engine.has_table(caller, resource.table(), resource.index());
                    }}),
      tokens_({.seed = options_.seed, .longest = options_.longest_session}) {}

std::string_view OtherServices::service_of(const net::HttpRequest& request) {
  if (request.headers.get("X-Amz-Target").starts_with(scaling_prefix)) {
    return "application-autoscaling";
  }
  if (request.headers.get("Content-Type").starts_with(form_type)) return "sts";
  return {};
}

net::HttpResponse OtherServices::answer(const net::HttpRequest& request,
                                        std::string_view request_id) {
  return service_of(request) == "sts" ? answer_tokens(request, request_id)
                                      : answer_scaling(request);
}

Outcome<Principal> OtherServices::identify(const net::HttpRequest& request,
                                           std::string_view service) const {
  SIM_TRY(const auto authorization, read_authorization(request.headers));
  const auto known = std::ranges::find(accounts_, authorization.access_key, &Account::access_key);
  Principal principal{{account_of_key(authorization.access_key), std::string(authorization.region)},
                      std::string(authorization.access_key),
                      {},
                      false};
  if (known == accounts_.end()) {
    if (!options_.check_signatures) return principal;
    return refuse(coral_space, "UnrecognizedClientException",
                  "The security token included in the request is invalid.");
  }
  const auto now = options_.now();
  SIM_CHECK(check_session(*known, request.headers, now));
  if (options_.check_signatures) {
    SIM_CHECK(check_signature(authorization, request, known->secret, now, service));
  }
  principal.caller.account = known->id;
  principal.arn = known->arn;
  principal.temporary = !known->arn.empty();
  return principal;
}

net::HttpResponse OtherServices::answer_scaling(const net::HttpRequest& request) {
  const auto caller = identify(request, "application-autoscaling");
  if (!caller) return json_response({{}, caller.error()});
  const auto operation = request.headers.get("X-Amz-Target").substr(scaling_prefix.size());
  return json_response(scaling_.call(caller->caller, operation, request.body));
}

net::HttpResponse OtherServices::answer_tokens(const net::HttpRequest& request,
                                               std::string_view request_id) {
  const auto refuse_by_xml = [&](const ServiceError& error) {
    return response_of(security_error_status(error), "text/xml",
                       security_error_xml(error, request_id));
  };
  const auto principal = identify(request, "sts");
  if (!principal) return refuse_by_xml(principal.error());
  auto answered = tokens_.call(*principal, parse_form(request.body), options_.now(), request_id);
  if (!answered) return refuse_by_xml(answered.error());
  if (answered->issued) remember(*std::move(answered->issued));
  return response_of(200, "text/xml", answered->xml);
}

void OtherServices::remember(TemporaryCredentials made) {
  const auto is_session = [](const Account& account) { return !account.arn.empty(); };
  if (std::ranges::count_if(accounts_, is_session) >= static_cast<std::ptrdiff_t>(max_sessions)) {
    accounts_.erase(std::ranges::find_if(accounts_, is_session));
  }
  accounts_.push_back({std::move(made.access_key), std::move(made.secret), std::move(made.account),
                       std::move(made.session_token), made.expires, std::move(made.arn)});
}

}  // namespace dynaferry::sim
