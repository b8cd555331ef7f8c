#include "tests/simulation/killed_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "tests/simulation/repeated_pages.h"

namespace dynaferry::simulation {
namespace {

// Pages of the source that processes have read, or written to.
class Work {
 public:
  // Adds what the last process did. How many of its pages one before had done, at most in one segment.
  [[nodiscard]] std::size_t add(WatchedService& service) {
    const auto repeated =
        std::max(most_repeated(read_, service.pages()), most_repeated(written_, service.written()));
    read_.insert(service.pages().begin(), service.pages().end());
    written_.insert(service.written().begin(), service.written().end());
    return repeated;
  }

 private:
  std::set<WatchedService::Page> read_;
  std::set<WatchedService::Page> written_;
};

std::string unless_empty(std::string_view what, const std::string& text) {
  return text.empty() ? "" : fmt::format("{}: {}\n", what, text);
}

// A journal that a finished copy leaves says so, and nothing is written any more.
std::string check_finished(SimulatedWorld& world) {
  const auto before = world.service().story().size();
  const auto again = world.copy();
  if (!again.is_done()) return "a finished copy is not known as one: " + again.text() + "\n";
  std::string wrong;
  for (const auto& pair : again.summary->pairs) {
    if (!pair.note.starts_with("was finished at")) wrong += "not known as finished\n";
  }
  const auto story = world.service().story().substr(before);
  for (const auto* call : {"CreateTable", "BatchWriteItem", "Scan"}) {
    if (story.find(call) != std::string::npos) wrong += fmt::format("{} once more\n", call);
  }
  return wrong;
}

}  // namespace

Scene tiny_copy(std::vector<SourceTable> source) {
  Scene scene{.source = std::move(source), .page_items = 2};
  scene.request.segments = 2;
  return scene;
}

Mood tiny_mood() {
  auto mood = Mood::calm();
  mood.service += "on BatchWriteItem: unprocessed 600\n";
  mood.disk.most_wait = std::chrono::milliseconds(60);
  return mood;
}

Lives live_through(SimulatedWorld& world, const std::vector<Kill>& kills) {
  Lives lives;
  Work work;
  bool may_repeat_all = false;
  const auto look = [&](const Outcome& outcome) {
    lives.wrong += unless_empty("in excess", world.excess());
    if (outcome.stall) lives.wrong += outcome.text() + "\n";
    const auto repeated = work.add(world.service());
    if (may_repeat_all || repeated <= kReadAhead) return;
    lives.wrong += fmt::format("{} pages of a segment were repeated\n", repeated);
  };
  bool is_done = false;
  for (const auto& kill : kills) {
    world.kill_at(kill.at);
    const auto outcome = world.copy();
    look(outcome);
    is_done = outcome.is_done();
    if (!outcome.was_killed()) break;
    ++lives.killed;
    if (kill.power_cut) world.disk().cut_power(kill.power_cut->kept, kill.power_cut->torn);
    may_repeat_all |= kill.power_cut.has_value();  // It may take the whole progress with it.
  }
  if (!is_done) {
    const auto last = world.copy();
    look(last);
    if (!last.is_done()) lives.wrong += "it does not go on: " + last.text() + "\n";
  }
  lives.wrong += unless_empty("not as the source", world.difference());
  lives.wrong += check_finished(world);
  return lives;
}

}  // namespace dynaferry::simulation
