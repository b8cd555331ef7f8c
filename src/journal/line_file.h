// A pair's `.quarantine.ndjson` or `.repair.ndjson`, written by a thread of its own (writer_thread.h).
//
// Threading: the loop's thread, which outlives it. open() blocks while it reads what is there.
//
// What is in the file is in it for good only while it has its name: no line is taken for written once
// somebody has moved the file away or put another in its place.
//
// A line that a kill cut off is taken away at the next opening: add() had not returned, so that nothing
// was done on the strength of it.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "core/error.h"
#include "journal/line_log.h"
#include "journal/writer_thread.h"
#include "rt/loop.h"

namespace dynaferry::journal {

class LineFile final : public LineLog {
 public:
  // Opens the file, or makes it (0600), durably. Take the pair's lock first. Fault: internal.
  static Result<std::unique_ptr<LineFile>> open(rt::Loop& loop, std::filesystem::path path,
                                                Repeats repeats);

  ~LineFile() override = default;
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  rt::Task<Result<>> add(std::string line) override;

 private:
  using Digest = std::array<std::uint8_t, 16>;

  LineFile(rt::Loop& loop, std::filesystem::path path, int file, Repeats repeats);

  Result<> read_what_is_there();
  Result<> end_last_line(std::string_view tail, std::uint64_t begin);
  Result<> append(std::span<const std::string* const> lines);
  [[nodiscard]] Result<> check_it_is_ours() const;
  [[nodiscard]] bool takes(std::string_view line);
  static Digest digest_of(std::string_view line);

  struct Descriptor {
    explicit Descriptor(int which) : number(which) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();
    int number;
  };

  std::filesystem::path path_;
  Descriptor file_;  // Closed when the thread is gone.
  Repeats repeats_;
  std::set<Digest> known_{};  // The thread's, once it runs. Empty where repeats are kept.
  WriterThread<std::string> thread_;
};

}  // namespace dynaferry::journal
