// What a person sees: results on standard output, everything else on standard error.
//
// On a terminal one live line shows how far all tables are; on a pipe there is one line per
// interval. Nothing here knows of colours the user did not want (NO_COLOR), and nothing prompts.
//
// Threading: the loop's thread.

#pragma once

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rt/loop.h"
#include "run/listener.h"
#include "run/request.h"
#include "ui/verdict_text.h"
#include "ui/verify_progress.h"

namespace dynaferry::ui {

struct ConsoleOptions {
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  bool live = false;  // err is a terminal.
  bool colour = false;
  bool silent = false;  // Events go where the words would (--log-format json).
  bool plan = false;    // Show the look of each table in full, as the result.
  run::Verbosity verbosity = run::Verbosity::normal;
  std::chrono::seconds interval{30};
  std::string again{};    // The command to type to go on.
  bool copies = true;     // false: a verify alone.
  bool verifies = false;  // Alone, or behind the copy.
  VerdictWords verify{};  // How it verifies, if it does.
};

class Console final : public run::Listener {
 public:
  Console(const rt::Clock& clock, ConsoleOptions options);
  ~Console() override;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void sides(const run::SideText& source, const run::SideText& destination) override;
  void looked(const run::Look& look) override;
  void phase(const run::TablePair& pair, run::Phase phase) override;
  void warning(const std::string& text) override;
  void differs(const run::TablePair& pair, const verify::Difference& difference) override;
  void quarantined(const run::TablePair& pair, const run::Quarantined& item) override;
  void problem(const run::Problem& problem) override;
  void progress(const std::vector<run::PairProgress>& pairs) override;
  void pair_ended(const run::PairEnd& end) override;
  void ended(const run::Summary& summary) override;

  // Why a line of the result did not reach `out`, in the system's words. Absent: all of it did.
  [[nodiscard]] const std::optional<std::string>& lost_result() const { return lost_result_; }

 private:
  void say(const std::string& line);     // To err, above the live line.
  void result(const std::string& line);  // To out.
  void clear_live();
  void planned(const run::Look& look);
  void tell_quarantined(const run::PairEnd& end);
  void copied(const run::PairEnd& end, const std::string& name);
  void verified(const run::PairEnd& end);
  void stopped(const run::Summary& summary);
  void tell_end_of_all(const run::Summary& summary);
  [[nodiscard]] std::string name_of(const run::TablePair& pair) const;
  [[nodiscard]] std::string totals(const std::vector<run::PairProgress>& pairs);
  [[nodiscard]] std::string bold(const std::string& text) const;
  [[nodiscard]] std::string paint(const char* code, const std::string& text) const;

  const rt::Clock& clock_;
  ConsoleOptions options_;
  Ns begun_;
  Ns last_line_;
  std::map<std::string, std::uint64_t> quarantined_;   // By file.
  std::map<std::string, ShownDifferences> differing_;  // By destination.
  VerifyProgress verify_progress_;
  std::uint64_t problems_ = 0;
  std::uint64_t planned_ = 0;  // Tables shown by a plan, and how many of them are blocked.
  std::uint64_t blocked_ = 0;
  bool live_shown_ = false;
  std::optional<std::string> lost_result_;
};

}  // namespace dynaferry::ui
