#include "ui/guarantee.h"

#include <fmt/format.h>

#include "ui/numbers.h"

namespace dynaferry::ui {
namespace {

using verify::Mode;
using verify::Verdict;

using Sentences = std::vector<std::string>;

// How a key is looked at before anything is told of it.
constexpr const char* by_key = "by key: source, destination, source, strongly consistent";

std::uint64_t differing(const Verdict& verdict) {
  return verdict.missing + verdict.extra + verdict.different;
}

// The same of both modes that look at keys.
void tell_of_keys(const Verdict& verdict, Sentences& out) {
  if (const auto n = differing(verdict); n > 0) {
    out.push_back(fmt::format("{} {} found to differ, and did when read again {}",
                              counted(n, "key"), n == 1 ? "was" : "were", by_key));
  }
  if (verdict.in_flux > 0) {
    out.push_back(fmt::format("{} differed at first and {} found equal when read again {}",
                              counted(verdict.in_flux, "key"),
                              verdict.in_flux == 1 ? "was" : "were",
                              differing(verdict) > 0 ? "in the same way" : by_key));
  }
  if (verdict.unsettled > 0) {
    out.push_back(fmt::format("{} changed whenever looked at: nothing is proven of {}",
                              counted(verdict.unsettled, "key"),
                              verdict.unsettled == 1 ? "it" : "them"));
  }
  if (verdict.changed_between_looks) {
    out.emplace_back(
        "some of these keys changed while they were looked at: the tables are written to, and may "
        "differ by now");
  }
  if (const auto n = verdict.repaired + verdict.deleted; n > 0) {
    out.push_back(fmt::format(
        "{} {} written or deleted here, only where the destination was still as it had "
        "been seen, and {} found equal when read again after that; digests and numbers of "
        "items are of before",
        counted(n, "key"), n == 1 ? "was" : "were", n == 1 ? "was" : "were"));
  }
}

void tell_of_whole(const Verdict& verdict, Sentences& out) {
  const bool roots_are_equal = verdict.source.root == verdict.destination.root;
  out.emplace_back("every item of both tables was read");
  if (roots_are_equal) {
    out.back() +=
        " once, and the keyed 128-bit digests of both sides are equal: a difference that existed "
        "while they were read goes unseen with a probability of about 2^-128";
  } else {
    out.back() +=
        " twice, and compared by keyed 128-bit digests: a difference in what was read goes "
        "unseen with a probability of about 2^-128";
    if (verdict.is_equal() && verdict.in_flux + verdict.repaired + verdict.deleted == 0)
      out.emplace_back("something differed at first, and did not when both were read again");
  }
  if (verdict.goes_on) {
    out.push_back(fmt::format(
        "an earlier process began to read, at {}, and was stopped: this one went on from there",
        verdict.began_at));
  }
  if (verdict.changed_between_readings)
    out.emplace_back(
        "items changed between the first reading and the second, which found the keys: what is not "
        "among those keys is as the first one found it");
  tell_of_keys(verdict, out);
}

std::string bound_of(std::uint64_t sampled, const char* side) {
  if (sampled == 0) return fmt::format("the {} gave no key, so nothing is known of it", side);
  if (sampled <= 3)
    return fmt::format("{} of the {} {} too few to conclude anything", counted(sampled, "key"),
                       side, sampled == 1 ? "is" : "are");
  // The rule of three: none of n found, so at most 3/n of all with 95 % confidence.
  return fmt::format("with 95 % confidence fewer than 3 in {} of the {}'s keys differ",
                     grouped(sampled), side);
}

void tell_of_sample(const Verdict& verdict, Sentences& out) {
  out.push_back(fmt::format("{} of the source and {} of the destination, drawn at random, {}",
                            counted(verdict.sampled_of_source, "key"),
                            grouped(verdict.sampled_of_destination),
                            "were compared with the other side; the others were not looked at"));
  tell_of_keys(verdict, out);
  if (verdict.is_equal() && verdict.draws_are_clustered) {
    out.emplace_back(
        "keys of one partition key were drawn together, so how many others may differ cannot be "
        "said");
  } else if (verdict.is_equal()) {
    out.push_back(bound_of(verdict.sampled_of_source, "source"));
    out.push_back(bound_of(verdict.sampled_of_destination, "destination"));
  } else {
    out.emplace_back("how many others differ is not known: --mode full finds all");
  }
}

void tell_of_count(const Verdict& verdict, Sentences& out) {
  out.emplace_back("only the numbers of items were compared");
  out.emplace_back(verdict.is_equal()
                       ? "this is no proof: equal numbers may be of other items"
                       : "which items differ is not known: --mode full finds their keys");
}

}  // namespace

std::vector<std::string> guarantees(const Verdict& verdict, bool consistent) {
  Sentences sentences;
  switch (verdict.mode) {
    case Mode::full: tell_of_whole(verdict, sentences); break;
    case Mode::sample: tell_of_sample(verdict, sentences); break;
    case Mode::count: tell_of_count(verdict, sentences); break;
  }
  if (!consistent) {
    sentences.emplace_back(
        "the tables were read eventually consistent: what was written shortly before may have been "
        "missed, at either side");
  }
  sentences.emplace_back("what is written to an item after it was read is not covered");
  return sentences;
}

std::string guarantee(const Verdict& verdict, bool consistent) {
  return fmt::format("{}", fmt::join(guarantees(verdict, consistent), "; "));
}

std::string_view outcome_of(const Verdict& verdict) {
  if (verdict.is_equal()) {
    switch (verdict.mode) {
      case Mode::full: return "equal";
      case Mode::sample: return "no difference in the sample";
      case Mode::count: return "equal in number";
    }
  }
  return differing(verdict) == 0 && verdict.unsettled > 0 ? "unsettled" : "different";
}

}  // namespace dynaferry::ui
