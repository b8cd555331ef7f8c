#include "tests/simulation/killed_verify.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/simulation/judged.h"

namespace dynaferry::simulation {
namespace {

std::set<WatchedService::Page> set_of(const std::multiset<WatchedService::Page>& pages) {
  return {pages.begin(), pages.end()};
}

}  // namespace

Scene tiny_verify(std::vector<SourceTable> source, bool repairs) {
  auto scene = Scene::of_verify(std::move(source));
  scene.page_items = 2;
  scene.request.segments = 2;
  scene.request.verify->repair = repairs;
  scene.request.verify->delete_extra = repairs;
  return scene;
}

KilledVerifyEnd live_through(KilledVerify verify) {
  const bool repairs = verify.scene.request.verify->repair;
  SimulatedWorld world(verify.seed, verify.mood, std::move(verify.scene));
  const auto planted = plant_differences(world, verify.seed, verify.most_planted);
  KilledVerifyEnd end;
  std::set<WatchedService::Page> read;
  const auto live = [&] {
    auto outcome = world.copy();
    const auto pages = set_of(world.service().pages());
    end.repeated += static_cast<std::uint64_t>(
        std::ranges::count_if(pages, [&](const auto& page) { return read.contains(page); }));
    read.insert(pages.begin(), pages.end());
    end.wrong += invented(world, outcome, repairs ? Kinds{} : planted);
    return outcome;
  };
  auto outcome = Outcome{};
  for (const auto& kill : verify.kills) {
    world.kill_at(kill.at);
    outcome = live();
    if (!outcome.was_killed()) break;
    ++end.killed;
    if (kill.power_cut) world.disk().cut_power(kill.power_cut->kept, kill.power_cut->torn);
  }
  if (!outcome.summary) outcome = live();
  end.stops = world.calls().count();
  end.wrong += repairs ? misrepaired(world, outcome) : misjudged(world, outcome, planted);
  return end;
}

std::string a_verify_killed_in_the_middle(std::uint64_t seed) {
  KilledVerify verify{.scene = Scene::of_verify(large_source()), .seed = seed};
  verify.scene.page_items = 1;
  verify.most_planted = seed % 3;
  verify.kills.push_back({.at = 20 + seed * 37 % 110});
  return live_through(std::move(verify)).wrong;
}

}  // namespace dynaferry::simulation
