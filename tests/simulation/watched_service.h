// The simulated service of one world as its HTTP server serves it: the faulty front, watched. It
// writes down all that reaches it, and gives small pages.
//
// Threading: one loop's thread.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "net/http.h"
#include "rt/loop.h"
#include "sim/engine/engine.h"
#include "sim/faults/fault_player.h"
#include "tests/simulation/outside_calls.h"

namespace dynaferry::simulation {

class WatchedService final : public net::HttpService, public sim::FaultPlan {
 public:
  // A page of the source as the service gave it: table, segment and where it began.
  using Page = std::pair<std::string, std::string>;

  // What a request for items cost, and when it did.
  struct Read {
    Ns at;
    double units;
  };

  // Pages of the source have `page_items` items, so that few items make many pages.
  WatchedService(rt::Loop& loop, OutsideCalls& calls, sim::FaultPlayer& player,
                 std::uint64_t page_items)
      : loop_(loop), calls_(calls), player_(player), page_items_(page_items) {}

  void connect(sim::Engine& engine, net::HttpService& front) {
    engine_ = &engine;
    front_ = &front;
  }
  void be_good(bool good) { good_ = good; }  // For calls that go straight to the engine.
  // Items that this account is given are spelled in another way than they are kept (spelling.h).
  void spell_otherwise(std::string account) { otherwise_ = std::move(account); }
  // The n-th page of a Scan that has items from now on ends with one that is none.
  void spoil_page(std::uint64_t n) { pages_to_spoiled_ = n; }
  // What follows is another process's doing.
  void next_process() {
    pages_.clear();
    written_.clear();
  }

  [[nodiscard]] Ns last_arrival() const { return last_arrival_; }
  [[nodiscard]] const std::multiset<Page>& pages() const { return pages_; }
  // Those of which an item was put.
  [[nodiscard]] const std::set<Page>& written() const { return written_; }
  [[nodiscard]] const std::map<std::string, std::vector<Read>>& reads() const { return reads_; }
  [[nodiscard]] const std::string& story() const { return story_; }

  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override;
  std::optional<sim::Answer> before(const sim::Call& call) override;
  std::optional<sim::Answer> after(const sim::Call& call, const sim::Answer& answer) override;
  bool leaves_unprocessed(const sim::BatchEntry& entry) override;

 private:
  void tell(std::uint64_t number, std::string_view what);
  std::optional<sim::Answer> small_page(const sim::Call& call);
  void remember_items(const Page& page, const sim::Answer& answer);
  void note_read(const sim::Call& call, const sim::Answer& answer);
  void note_written(std::string_view entry);

  rt::Loop& loop_;
  OutsideCalls& calls_;
  sim::FaultPlayer& player_;
  std::uint64_t page_items_;
  sim::Engine* engine_ = nullptr;
  net::HttpService* front_ = nullptr;
  bool good_ = false;
  std::string otherwise_;
  std::uint64_t pages_to_spoiled_ = 0;
  std::uint64_t requests_ = 0;
  Ns last_arrival_{0};
  std::multiset<Page> pages_;
  std::set<Page> written_;
  std::map<std::string, std::vector<Read>> reads_;    // By account.
  std::map<std::string, Page, std::less<>> page_of_;  // Of each item, in JSON.
  std::string story_;
};

}  // namespace dynaferry::simulation
