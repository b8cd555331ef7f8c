#include "ui/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/printable.h"
#include "crypto/hash.h"
#include "ui/guarantee.h"
#include "ui/key_digest.h"
#include "ui/numbers.h"

namespace dynaferry::ui {
namespace {

using verify::Mode;
using verify::Verdict;

constexpr std::size_t text_column = 15;  // As of the other results.
constexpr std::size_t columns = 80;

// One label and what belongs to it, broken between words.
class Block {
 public:
  void add(std::string_view label, std::string_view text) {
    while (true) {
      const auto end = end_of_line(text);
      lines_.push_back(fmt::format("  {:<{}}{}", label, text_column - 2, text.substr(0, end)));
      if (end == text.size()) return;
      text.remove_prefix(end + 1);
      label = "";
    }
  }
  void add_counted(std::string_view label, std::uint64_t n, std::string_view text) {
    if (n > 0) add(label, fmt::format("{} {}", grouped(n), text));
  }
  // As it stands, however long.
  void add_whole(std::string_view label, std::string_view text) {
    lines_.push_back(fmt::format("  {:<{}}{}", label, text_column - 2, text));
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

 private:
  static std::size_t end_of_line(std::string_view text) {
    constexpr auto most = columns - text_column;
    if (text.size() <= most) return text.size();
    const auto before = text.rfind(' ', most);
    return before == std::string_view::npos ? std::min(text.find(' '), text.size()) : before;
  }

  std::vector<std::string> lines_;
};

void add_items(const Verdict& verdict, Block& block) {
  const auto& source = verdict.source;
  const auto& destination = verdict.destination;
  // Mode sample counts nothing; where the headline has one number for both, it is not told twice.
  if (verdict.mode == Mode::sample || (verdict.mode == Mode::count && !verdict.is_equal())) return;
  if (source.items != destination.items || !verdict.is_equal()) {
    block.add("items", fmt::format("{} at the source, {} at the destination{}",
                                   grouped(source.items), grouped(destination.items),
                                   verdict.repaired + verdict.deleted + verdict.left_alone > 0
                                       ? ", as first read"
                                       : ""));
  }
}

void add_kinds(const Verdict& verdict, Block& block) {
  block.add_counted("missing", verdict.missing, "in the source only");
  block.add_counted("extra", verdict.extra, "in the destination only");
  block.add_counted("different", verdict.different, "in both, with other values");
  block.add_counted("unsettled", verdict.unsettled, "changing whenever they were looked at");
  block.add_counted("in flux", verdict.in_flux, "differed at first and are equal now");
  block.add_counted("repaired", verdict.repaired, "written to the destination");
  block.add_counted("deleted", verdict.deleted, "from the destination");
  block.add_counted("left alone", verdict.left_alone, "that changed meanwhile");
}

void add_keys(const ShownDifferences& shown, const VerdictWords& words, Block& block) {
  std::string_view label = "keys";
  for (const auto& line : shown.lines) {
    block.add_whole(label, line);
    label = "";
  }
  const auto others = shown.all - shown.lines.size();
  if (others > 0) block.add(label, fmt::format("and {} more", grouped(others)));
  if (shown.all == 0) return;
  if (words.keys) {
    block.add_whole("", fmt::format("all of them in \"{}\"", printable(*words.keys)));
  } else {
    block.add("", "--diff-out FILE writes the keys of all of them to a file");
  }
}

void add_digests(const Verdict& verdict, Block& block) {
  if (verdict.mode != Mode::full) return;
  const auto source = to_hex(verdict.source.root);
  if (verdict.source.root == verdict.destination.root) {
    block.add("digest", source + " of both");
  } else {
    block.add("digest", source + " of the source, as first read");
    block.add("", to_hex(verdict.destination.root) + " of the destination");
  }
  block.add("digest key", crypto::hex(verdict.digest_key));
}

void add_next(const Verdict& verdict, const VerdictWords& words, Block& block) {
  std::string text;
  if (verdict.missing + verdict.different > 0 && !words.repairs) {
    text = "a verify of the same tables with --repair writes what is missing or different";
    if (verdict.extra > 0) text += "; with --delete-extra it deletes what is extra";
  } else if (verdict.extra > 0 && !words.deletes_extra) {
    text = "a verify of the same tables with --repair --delete-extra deletes what is extra";
  } else if (verdict.unsettled + verdict.left_alone > 0) {
    text = "run it again when less is written to these keys";
  }
  if (!text.empty()) block.add("next", text);
}

std::string compared(const Verdict& verdict) {
  switch (verdict.mode) {
    case Mode::full: return "every item";
    case Mode::sample: return "random keys of each side";
    case Mode::count: return "the numbers of items";
  }
  return "";
}

}  // namespace

void ShownDifferences::add(const verify::Difference& difference, bool by_key) {
  ++all;
  if (lines.size() == most) return;
  auto line = fmt::format("{:<10} {}", name_of(difference.kind),
                          by_key ? printable(difference.key) : digest_of_key(difference.key));
  // The names of attributes are the user's too.
  if (by_key && !difference.paths.empty()) {
    std::string_view before = "  at ";
    for (const auto& path : difference.paths) {
      line.append(before).append(printable(path));
      before = ", ";
    }
  }
  lines.push_back(std::move(line));
}

std::string headline(const Verdict& verdict) {
  const auto differing = verdict.missing + verdict.extra + verdict.different;
  if (differing > 0)
    return fmt::format("{} {}", counted(differing, "key"), differing == 1 ? "differs" : "differ");
  if (verdict.unsettled > 0) return fmt::format("{} unsettled", counted(verdict.unsettled, "key"));
  const auto source = verdict.source.items;
  const auto destination = verdict.destination.items;
  switch (verdict.mode) {
    case Mode::full: {
      const auto mended = verdict.repaired + verdict.deleted;
      if (mended > 0)
        return fmt::format("equal when last read, {} repaired", counted(mended, "key"));
      if (source != destination) return "equal";
      return fmt::format("equal, {} each", counted(source, "item"));
    }
    case Mode::sample:
      return fmt::format(
          "no difference in a sample of {}",
          counted(verdict.sampled_of_source + verdict.sampled_of_destination, "key"));
    case Mode::count:
      if (source == destination)
        return fmt::format("{} each, counted and not compared", counted(source, "item"));
      return fmt::format("{} at the source, {} at the destination", counted(source, "item"),
                         grouped(destination));
  }
  return "";
}

std::vector<std::string> details(const run::PairEnd& end, const ShownDifferences& shown,
                                 const VerdictWords& words) {
  const auto& verdict = *end.verdict;
  Block block;
  add_items(verdict, block);
  add_kinds(verdict, block);
  add_keys(shown, words, block);
  if (!end.repair_log.empty())
    block.add_whole("repair log", fmt::format("\"{}\"", printable(end.repair_log)));
  for (const auto& setting : end.unequal_settings) block.add("setting", printable(setting));
  add_digests(verdict, block);
  block.add("compared", compared(verdict));
  block.add("", fmt::format("{} to {}", verdict.began_at, verdict.ended_at));
  block.add("capacity", fmt::format("{} read at the source, {} at the destination",
                                    counted(whole_units(verdict.source.read_units), "unit"),
                                    grouped(whole_units(verdict.destination.read_units))));
  if (verdict.write_units > 0)
    block.add("", counted(whole_units(verdict.write_units), "unit") + " written by the repair");
  if (const auto n =
          verdict.source.replication_attributes + verdict.destination.replication_attributes;
      n > 0) {
    block.add("left out", fmt::format("{} aws:rep:* attributes", grouped(n)));
  }
  std::string_view label = "proves";
  for (const auto& sentence : guarantees(verdict, words.consistent)) {
    block.add(label, sentence);
    label = "";
  }
  add_next(verdict, words, block);
  return block.take();
}

}  // namespace dynaferry::ui
