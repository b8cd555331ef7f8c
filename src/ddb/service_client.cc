#include "ddb/service_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <utility>

#include "crypto/hash.h"
#include "ddb/faults.h"

namespace dynaferry::ddb {
namespace {

// The answer arrived whole over TCP and its CRC still differs: what the call did is unknown
// (facts §1.2: treat as transient).
Result<> check_crc(const net::HttpResponse& response) {
  const auto told = response.headers.get("x-amz-crc32");
  if (told.empty()) return {};
  std::uint32_t expected = 0;
  const auto [rest, failed] = std::from_chars(told.data(), told.data() + told.size(), expected);
  if (failed == std::errc{} && rest == told.data() + told.size() &&
      expected == crypto::crc32(response.body.view())) {
    return {};
  }
  Error error{Fault::lost, "the answer's CRC-32 is not the one that was sent with it"};
  error.code = "ChecksumMismatch";
  return fail(std::move(error));
}

constexpr std::string_view hidden = "…";

void hide(std::string& text, std::string_view secret) {
  constexpr std::size_t shortest = 8;  // Less is no secret, and could be a part of any word.
  if (secret.size() < shortest) return;
  for (auto at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + hidden.size())) {
    text.replace(at, secret.size(), hidden);
  }
}

// The service's words, as far as they may be shown: a refused signature is answered by some with the
// whole canonical request behind the first line, and anything may repeat what it was sent.
std::string presentable(std::string_view text, const aws::Credentials& as) {
  std::string out(text.substr(0, text.find_first_of("\r\n")));
  const auto header = std::ranges::search(out, std::string_view("x-amz-security-token"),
                                          [](char a, char b) { return (a | 0x20) == b; });
  if (!header.empty()) out.replace(header.begin(), out.end(), hidden);
  hide(out, as.secret_access_key.reveal());
  if (as.session_token) hide(out, as.session_token->reveal());
  std::ranges::replace_if(out, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return out;
}

void make_presentable(Error& error, const aws::Credentials& as) {
  for (auto* text : {&error.message, &error.code, &error.request_id}) {
    *text = presentable(*text, as);
  }
}

}  // namespace

ServiceClient::ServiceClient(const rt::Clock& clock, net::HttpService& http,
                             aws::CredentialsProvider& credentials, Region region,
                             std::string authority)
    : clock_(clock),
      http_(http),
      credentials_(credentials),
      signer_(std::move(region), "dynamodb"),
      authority_(std::move(authority)),
      contact_(clock) {}

rt::Task<Result<ServiceClient::Sent>> ServiceClient::send(std::string_view action,
                                                          std::string body) {
  DF_CO_TRY(auto who, co_await credentials_.get());
  net::HttpRequest request;
  request.headers = {{"Host", authority_},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", fmt::format("DynamoDB_20120810.{}", action)},
                     {"Accept-Encoding", "identity"}};
  const aws::Signable what{.fields = request.headers.all(), .body_hash = crypto::sha256(body)};
  for (auto& [name, value] : signer_.sign(what, who, clock_.wall() + clock_offset_)) {
    request.headers.set(std::move(name), std::move(value));
  }
  request.body = std::move(body);
  DF_CO_TRY(auto response, co_await http_.serve(std::move(request)));
  const auto sound = check_crc(response);
  if (!sound) co_return fail(sound.error());
  co_return Sent{std::move(response), std::move(who)};
}

rt::Task<Result<Buffer>> ServiceClient::call(std::string_view action, std::string body) {
  auto asking = ask(action, std::move(body), false);
  DF_CO_TRY(auto answer, co_await std::move(asking));
  co_return std::move(answer.body);
}

rt::Task<Result<ServiceClient::ConditionalAnswer>> ServiceClient::call_if(std::string_view action,
                                                                          std::string body) {
  auto asking = ask(action, std::move(body), true);
  co_return co_await std::move(asking);
}

rt::Task<Result<ServiceClient::ConditionalAnswer>> ServiceClient::ask(std::string_view action,
                                                                      std::string body,
                                                                      bool conditional) {
  const Contact::Call under_way(contact_);
  for (unsigned cures = 0;; ++cures) {
    auto sent = co_await send(action, body);
    if (!sent) {
      contact_.failed(sent.error());
      co_return fail(std::move(sent).error().while_doing(std::string(action)));
    }
    if (sent->response.status < 500) contact_.answered();
    if (sent->response.status == 200) {
      co_return ConditionalAnswer{true, std::move(sent->response.body)};
    }

    auto refusal = refusal_from(sent->response, action);
    if (conditional && is_failed_condition(refusal.error)) {
      co_return ConditionalAnswer{false, std::move(sent->response.body)};
    }
    make_presentable(refusal.error, sent->as);
    if (sent->response.status >= 500) contact_.failed(refusal.error);
    if (cures == most_cures || refusal.remedy == Remedy::none)
      co_return fail(std::move(refusal.error));
    if (refusal.remedy == Remedy::refresh_credentials) credentials_.invalidate();
    if (refusal.remedy == Remedy::correct_clock) correct_clock(sent->response);
  }
}

void ServiceClient::correct_clock(const net::HttpResponse& response) {
  const std::string date(response.headers.get("Date"));
  std::tm parts{};
  if (strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr) return;
  const auto theirs = std::chrono::system_clock::from_time_t(timegm(&parts));
  clock_offset_ = std::chrono::floor<std::chrono::milliseconds>(theirs - clock_.wall());
}

}  // namespace dynaferry::ddb
