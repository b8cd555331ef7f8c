// The front behind a bad line: what a schedule does to requests and answers on their way, and the
// time that the way takes. The engine's part of each verdict is handed on to the player, which is
// the engine's fault plan.
//
// A request that is for no operation of the service's passes untouched. A late effect is made when
// it is due, signature and all: one that comes more than five minutes late is refused by a front
// that checks signatures, as the service would.
//
// Threading: one loop's thread. stop() must have returned before destruction.
// Failure: serve() fails with `lost` where the connection is to end without an answer.

#pragma once

#include "net/http.h"
#include "rt/loop.h"
#include "rt/scope.h"
#include "sim/faults/fault_player.h"
#include "sim/front/http_front.h"
#include "sim/front/line.h"

namespace dynaferry::sim {

class FaultyFront final : public net::HttpService {
 public:
  FaultyFront(rt::Loop& loop, HttpFront& front, FaultPlayer& player, Line line, std::uint64_t seed)
      : loop_(loop), front_(front), player_(player), line_(line), random_(seed), late_(loop) {}

  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override;
  // Drops what is still to have its effect.
  [[nodiscard]] rt::Task<> stop();

 private:
  [[nodiscard]] Verdict judge(const net::HttpRequest& request);
  // Calls the front as the verdict wants it.
  [[nodiscard]] net::HttpResponse answer(net::HttpRequest request, Verdict verdict);
  rt::Task<> answer_late(net::HttpRequest request, Verdict verdict);
  void damage(net::HttpResponse& response, const Damage& how);
  void flip_a_bit(net::HttpResponse& response);

  rt::Loop& loop_;
  HttpFront& front_;
  FaultPlayer& player_;
  Line line_;
  Random random_;  // For the place of damage.
  rt::Scope late_;
};

}  // namespace dynaferry::sim
