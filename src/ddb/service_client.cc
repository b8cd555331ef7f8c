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
  error.request_id = response.headers.get("x-amzn-RequestId");
  return fail(std::move(error));
}

// The service's words, as far as they may be shown. A refused signature is answered by some with the
// whole canonical request behind the first line, session token included.
std::string one_line(std::string_view text) {
  text = text.substr(0, text.find_first_of("\r\n"));
  const auto token = text.find("x-amz-security-token");
  std::string out(text.substr(0, token));
  if (token != std::string_view::npos) out += "…";
  std::ranges::replace_if(out, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return out;
}

}  // namespace

ServiceClient::ServiceClient(const rt::Clock& clock, net::HttpService& http,
                             aws::CredentialsProvider& credentials, Region region,
                             std::string authority)
    : clock_(clock),
      http_(http),
      credentials_(credentials),
      signer_(std::move(region), "dynamodb"),
      authority_(std::move(authority)) {}

rt::Task<Result<net::HttpResponse>> ServiceClient::send(std::string_view action, std::string body) {
  DF_CO_TRY(const auto who, co_await credentials_.get());
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
  auto response = co_await http_.serve(std::move(request));
  co_return response;
}

rt::Task<Result<Buffer>> ServiceClient::call(std::string_view action, std::string body) {
  bool cured = false;
  while (true) {
    auto sent = co_await send(action, body);
    if (!sent) co_return fail(std::move(sent).error().while_doing(std::string(action)));
    const auto sound = check_crc(*sent);
    if (!sound) co_return fail(Error(sound.error()).while_doing(std::string(action)));
    if (sent->status == 200) co_return std::move(sent->body);

    auto refusal = refusal_from(*sent, action);
    refusal.error.message = one_line(refusal.error.message);
    if (cured || refusal.remedy == Remedy::none) co_return fail(std::move(refusal.error));
    cured = true;
    if (refusal.remedy == Remedy::refresh_credentials) credentials_.invalidate();
    if (refusal.remedy == Remedy::correct_clock) correct_clock(*sent);
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
