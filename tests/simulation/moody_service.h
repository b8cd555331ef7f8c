// The simulated service of one world, with its moods: what the HTTP server serves, and the engine's
// fault plan. It also writes down all that reaches it, and lets a test strike at a request.
//
// Threading: one loop's thread.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/random.h"
#include "net/http.h"
#include "rt/loop.h"
#include "sim/engine/engine.h"
#include "sim/front/http_front.h"
#include "tests/simulation/mood.h"

namespace dynaferry::simulation {

enum class Instant : unsigned char { before_the_effect, after_the_effect };

class MoodyService final : public net::HttpService, public sim::FaultPlan {
 public:
  // A page of the source as the service gave it: table, segment and where it began.
  using Page = std::pair<std::string, std::string>;

  MoodyService(rt::Loop& loop, std::uint64_t seed) : loop_(loop), random_(seed) {}

  void connect(sim::Engine& engine, sim::HttpFront& front) {
    engine_ = &engine;
    front_ = &front;
  }
  void set_mood(const Mood& mood) { mood_ = mood; }
  void be_good(bool good) { good_ = good; }  // For calls that go straight to the engine.
  // Items on a page of the source, so that few items make many pages.
  void set_page_items(std::uint64_t items) { page_items_ = items; }
  // Calls `act` when the n-th request from now on arrives; it gets no answer.
  void strike(std::uint64_t n, Instant instant, std::function<void()> act) {
    strike_at_ = requests_ + n;
    strike_instant_ = instant;
    strike_ = std::move(act);
  }
  // What follows is another process's doing.
  void next_process() { pages_.clear(); }

  [[nodiscard]] std::uint64_t requests() const { return requests_; }
  [[nodiscard]] Ns last_arrival() const { return last_arrival_; }
  [[nodiscard]] const std::multiset<Page>& pages() const { return pages_; }
  [[nodiscard]] const std::string& story() const { return story_; }

  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override;
  std::optional<sim::Answer> before(const sim::Call& call) override;
  bool leaves_unprocessed(const sim::BatchEntry& entry) override;

 private:
  bool happens(std::uint64_t chance) { return random_.below(1000) < chance; }
  void tell(std::uint64_t number, std::string_view what);
  bool strikes(std::uint64_t number, Instant instant);
  net::HttpResponse error_instead();
  void spoil(net::HttpResponse& response);
  sim::Answer small_page(const sim::Call& call);

  rt::Loop& loop_;
  Random random_;
  sim::Engine* engine_ = nullptr;
  sim::HttpFront* front_ = nullptr;
  Mood mood_;
  bool good_ = false;
  std::uint64_t page_items_ = 8;
  std::uint64_t requests_ = 0;
  std::uint64_t writes_ = 0;
  std::uint64_t scans_ = 0;
  Ns last_arrival_{0};
  std::uint64_t strike_at_ = 0;
  Instant strike_instant_ = Instant::before_the_effect;
  std::function<void()> strike_;
  std::multiset<Page> pages_;
  std::string story_;
};

}  // namespace dynaferry::simulation
