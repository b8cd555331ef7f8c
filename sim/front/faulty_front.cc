#include "sim/front/faulty_front.h"

#include <algorithm>
#include <string>
#include <utility>

namespace dynaferry::sim {
namespace {

constexpr std::string_view checksum_field = "x-amz-crc32";

std::unexpected<Error> hang_up() { return fail(Fault::lost, "the service hangs up"); }

net::HttpResponse page(int status) {
  net::HttpResponse response;
  response.status = status;
  response.headers.set("Content-Type", "text/html");
  response.body = Buffer("<html><body><h1>Something in between answered</h1></body></html>");
  return response;
}

void remove_checksum(net::HttpResponse& response) {
  net::Headers kept;
  for (const auto& [name, value] : response.headers.all()) {
    if (name != checksum_field) kept.add(name, value);
  }
  response.headers = std::move(kept);
}

void truncate(net::HttpResponse& response, const Truncate& cut) {
  const auto whole = response.body.size();
  const auto wanted = cut.percent ? whole * cut.at / 100 : cut.at;
  if (wanted >= whole) return;
  response.headers.set("Content-Length", std::to_string(whole));
  response.headers.set("Connection", "close");
  response.body = Buffer(response.body.view().substr(0, wanted));
}

void tell_wrong_length(net::HttpResponse& response, std::int64_t off) {
  const auto told = static_cast<std::int64_t>(response.body.size()) + off;
  response.headers.set("Content-Length", std::to_string(std::max<std::int64_t>(0, told)));
}

}  // namespace

rt::Task<Result<net::HttpResponse>> FaultyFront::serve(net::HttpRequest request) {
  auto verdict = judge(request);
  if (verdict.drop_before) co_return hang_up();
  if (verdict.late) {
    late_.spawn(answer_late(std::move(request), std::move(verdict)));
    co_return hang_up();
  }
  const auto coming = verdict.wait_before + line_.request_takes(loop_.now(), request.body.size());
  if (coming > Ns{0}) co_await loop_.sleep(coming);
  if (verdict.page_before) co_return page(*verdict.page_before);
  const auto after = verdict;
  auto response = answer(std::move(request), std::move(verdict));
  if (after.drop_after) co_return hang_up();
  if (after.page_after) response = page(*after.page_after);
  const auto going = after.wait_after + line_.answer_takes(loop_.now(), response.body.size());
  if (going > Ns{0}) co_await loop_.sleep(going);
  damage(response, after.damage);
  co_return response;
}

rt::Task<> FaultyFront::stop() {
  late_.cancel();
  co_await late_.join();
}

Verdict FaultyFront::judge(const net::HttpRequest& request) {
  if (!player_.has_rules()) return {};
  const auto operation = HttpFront::operation_of(request);
  if (operation.empty()) return {};
  const auto caller = front_.claimed_caller(request);
  if (!caller) return {};
  return player_.decide(*caller, operation, request.body);
}

net::HttpResponse FaultyFront::answer(net::HttpRequest request, Verdict verdict) {
  front_.set_clock_off(verdict.clock_off.value_or(std::chrono::milliseconds(0)));
  player_.expect(std::move(verdict));
  auto response = front_.answer(std::move(request));
  player_.expect_none();  // The front may have refused it before the engine.
  front_.set_clock_off(std::chrono::milliseconds(0));
  return response;
}

rt::Task<> FaultyFront::answer_late(net::HttpRequest request, Verdict verdict) {
  co_await loop_.sleep(*verdict.late);
  (void)answer(std::move(request), std::move(verdict));
}

void FaultyFront::damage(net::HttpResponse& response, const Damage& how) {
  if (how.checksum) {
    if (how.checksum->absent) {
      remove_checksum(response);
    } else {
      const auto right = std::string(response.headers.get(checksum_field));
      response.headers.set(std::string(checksum_field), right == "1234567" ? "7654321" : "1234567");
    }
  }
  if (how.flip) {
    flip_a_bit(response);
    if (how.flip->without_checksum) remove_checksum(response);
  }
  if (how.length_off) tell_wrong_length(response, *how.length_off);
  if (how.cut) truncate(response, *how.cut);
  response.body_bytes_per_second = how.bytes_per_second.value_or(0);
}

void FaultyFront::flip_a_bit(net::HttpResponse& response) {
  if (response.body.size() == 0) return;
  auto& byte = response.body.data()[random_.below(response.body.size())];
  byte = static_cast<char>(static_cast<unsigned char>(byte) ^ 1U);
}

}  // namespace dynaferry::sim
