#include "tests/simulation/state_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/check.h"
#include "tests/simulation/killed_copy.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::simulation {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// The same each time: a copy that was stopped when it had come half-way.
class StoppedCopy {
 public:
  explicit StoppedCopy(bool killed) : world_(1, Mood::calm(), scene(directory_ / "state")) {
    const auto stop = killed ? &SimulatedWorld::kill : &SimulatedWorld::interrupt;
    world_.calls().strike(11, [this, stop] { (world_.*stop)(); }, "commit");
    const auto stopped = world_.copy();
    check(stopped.was_killed() || stopped.summary->interrupted, "it was to be stopped");
  }

  [[nodiscard]] SimulatedWorld& world() { return world_; }
  [[nodiscard]] fs::path state() const { return directory_ / "state"; }

 private:
  static Scene scene(const fs::path& state) {
    auto source = tiny_source();
    source.resize(1);
    auto scene = tiny_copy(std::move(source));
    scene.state_directory = state;
    return scene;
  }

  TemporaryDirectory directory_ = TemporaryDirectory::in_memory();
  SimulatedWorld world_;
};

}  // namespace

StateFiles::StateFiles(bool killed) : killed_(killed) {
  const StoppedCopy stopped(killed);
  for (const auto& file : fs::directory_iterator(stopped.state())) {
    const auto name = file.path().filename().string();
    // SQLite's index of its log is made anew by whoever comes first.
    if (!name.ends_with("-shm")) files_.emplace_back(name, read_file(file.path()));
  }
  std::ranges::sort(files_);
}

std::uint64_t StateFiles::total_size() const {
  std::uint64_t size = 0;
  for (const auto& [name, bytes] : files_) size += bytes.size();
  return size;
}

std::uint64_t StateFiles::last_place_of(const std::string& bytes) const {
  std::string all;
  for (const auto& [name, content] : files_) all += content;
  const auto at = all.rfind(bytes);
  check(at != std::string::npos, "it was to be in the files");
  return at;
}

StateFiles::End StateFiles::go_on_with(Damage damage) const {
  StoppedCopy stopped(killed_);
  auto file = files_.begin();
  auto at = damage.at;
  for (; at >= file->second.size(); ++file) at -= file->second.size();
  auto bytes = file->second;
  if (damage.bit) {
    bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << *damage.bit));
  } else {
    bytes.resize(at);
  }
  write_file(stopped.state() / file->first, bytes);

  auto& world = stopped.world();
  world.pass(std::chrono::minutes(5));  // What the first process sent has arrived.
  const auto before = world.service().story().size();
  const auto outcome = world.copy();
  if (outcome.is_done()) return {.wrong = world.difference()};
  End end{.wrong = world.excess(), .refused = true};
  if (!outcome.summary || outcome.summary->exit != run::Exit::failed) end.wrong += outcome.text();
  const auto story = world.service().story().substr(before);
  for (const auto* write : {"CreateTable", "BatchWriteItem"}) {
    if (story.find(write) != std::string::npos) end.wrong += "written to in spite of damage\n";
  }
  return end;
}

}  // namespace dynaferry::simulation
