// The simulated service of one world as its HTTP server serves it: the faulty front, watched. It
// writes down all that reaches it, lets a test strike at a request, and gives small pages.
//
// Threading: one loop's thread.

#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "net/http.h"
#include "rt/loop.h"
#include "sim/engine/engine.h"
#include "sim/faults/fault_player.h"

namespace dynaferry::simulation {

enum class Instant : unsigned char { before_the_effect, after_the_effect };

class WatchedService final : public net::HttpService, public sim::FaultPlan {
 public:
  // A page of the source as the service gave it: table, segment and where it began.
  using Page = std::pair<std::string, std::string>;

  WatchedService(rt::Loop& loop, sim::FaultPlayer& player) : loop_(loop), player_(player) {}

  void connect(sim::Engine& engine, net::HttpService& front) {
    engine_ = &engine;
    front_ = &front;
  }
  void be_good(bool good) { good_ = good; }  // For calls that go straight to the engine.
  // Calls `act` when the n-th request from now on arrives; it gets no answer.
  void strike(std::uint64_t n, Instant instant, std::function<void()> act) {
    strike_at_ = requests_ + n;
    strike_instant_ = instant;
    strike_ = std::move(act);
  }
  void spare() { strike_ = nullptr; }
  // What follows is another process's doing.
  void next_process() { pages_.clear(); }

  [[nodiscard]] std::uint64_t requests() const { return requests_; }
  [[nodiscard]] Ns last_arrival() const { return last_arrival_; }
  [[nodiscard]] const std::multiset<Page>& pages() const { return pages_; }
  [[nodiscard]] const std::string& story() const { return story_; }

  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override;
  std::optional<sim::Answer> before(const sim::Call& call) override;
  std::optional<sim::Answer> after(const sim::Call& call, const sim::Answer& answer) override;
  bool leaves_unprocessed(const sim::BatchEntry& entry) override;

 private:
  void tell(std::uint64_t number, std::string_view what);
  bool strikes(std::uint64_t number, Instant instant);
  sim::Answer small_page(const sim::Call& call);

  rt::Loop& loop_;
  sim::FaultPlayer& player_;
  sim::Engine* engine_ = nullptr;
  net::HttpService* front_ = nullptr;
  bool good_ = false;
  std::uint64_t requests_ = 0;
  Ns last_arrival_{0};
  std::uint64_t strike_at_ = 0;
  Instant strike_instant_ = Instant::before_the_effect;
  std::function<void()> strike_;
  std::multiset<Page> pages_;
  std::string story_;
};

}  // namespace dynaferry::simulation
