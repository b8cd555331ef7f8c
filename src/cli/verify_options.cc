#include "cli/verify_options.h"

#include <string>
#include <utility>

namespace dynaferry::cli {
namespace {

class VerifyRequestBuilder {
 public:
  explicit VerifyRequestBuilder(const Asked& asked) : asked_(asked) {}

  Parsed<run::VerifyRequest> build() {
    for (const auto step : {&VerifyRequestBuilder::read_mode, &VerifyRequestBuilder::read_repair,
                            &VerifyRequestBuilder::read_files, &VerifyRequestBuilder::read_key}) {
      if (auto error = (this->*step)()) return std::unexpected(*std::move(error));
    }
    return std::move(request_);
  }

 private:
  Outcome read_mode() {
    using verify::Mode;
    if (auto error = asked_.read_word<Mode>(
            "mode", request_.mode,
            {{"full", Mode::full}, {"sample", Mode::sample}, {"count", Mode::count}})) {
      return error;
    }
    std::optional<std::uint32_t> samples;
    if (auto error = asked_.read_count("samples", 1'000'000, false, samples)) return error;
    if (asked_.typed("samples") && request_.mode != Mode::sample) {
      return UsageError{"--samples needs --mode sample", "a full verify compares every item"};
    }
    request_.samples = samples.value_or(static_cast<std::uint32_t>(request_.samples));
    return {};
  }

  Outcome read_repair() {
    request_.delete_extra = asked_.has("delete-extra");
    if (asked_.verb() != Verb::verify) {
      request_.repair = request_.delete_extra;
      return {};
    }
    request_.repair = asked_.has("repair");
    if (request_.delete_extra && !request_.repair) {
      return UsageError{"--delete-extra needs --repair",
                        "without --repair, nothing is written or deleted"};
    }
    if (request_.repair && request_.mode != verify::Mode::full) {
      return UsageError{"--repair needs --mode full", "any other mode knows only some differences"};
    }
    return {};
  }

  Outcome read_files() {
    if (auto error = asked_.read_file_name("diff-out", request_.diff_out)) return error;
    if (auto error = asked_.read_file_name("report", request_.report)) return error;
    request_.diff_values = asked_.has("diff-values");
    if (request_.diff_values && !request_.diff_out) {
      return UsageError{"--diff-values needs --diff-out",
                        "items are written to a file of yours and shown nowhere else"};
    }
    if (asked_.typed("diff-out") && request_.mode == verify::Mode::count) {
      return UsageError{"--diff-out has no use with --mode count",
                        "counting finds no keys; --mode full finds all that differ"};
    }
    return refuse_one_file_for_two();
  }

  Outcome refuse_one_file_for_two() const {
    using Named = std::pair<std::string, std::optional<std::string>>;
    const std::array<Named, 3> files = {Named("--diff-out", request_.diff_out),
                                        Named("--report", request_.report),
                                        Named("--events", asked_.one("events"))};
    for (std::size_t i = 0; i < files.size(); ++i) {
      for (std::size_t k = i + 1; k < files.size(); ++k) {
        if (!files[i].second || files[i].second != files[k].second) continue;
        return UsageError{files[i].first + " and " + files[k].first + " name the same file",
                          "give each a file of its own"};
      }
    }
    return {};
  }

  Outcome read_key() {
    const auto hex = asked_.one("digest-key");
    if (!hex) return {};
    request_.digest_key = model::digest_key_from(*hex);
    if (request_.digest_key) return {};
    return UsageError{"--digest-key takes 32 hexadecimal digits",
                      "a report and the result of an earlier verify name theirs"};
  }

  const Asked& asked_;
  run::VerifyRequest request_{};
};

// What a copy must be, to be able to end in a verify.
Outcome check_copy(const Asked& asked) {
  if (asked.has("delete-extra") && !asked.has("again")) {
    return UsageError{"--delete-extra needs --again",
                      "it deletes behind a full pass; \"dynaferry verify --repair --delete-extra\" "
                      "needs none"};
  }
  if (asked.has("schema-only")) {
    const std::string flag = asked.has("delete-extra") ? "--delete-extra" : "--verify";
    return UsageError{"--schema-only and " + flag + " cannot be combined",
                      "without items there is nothing to compare"};
  }
  return {};
}

// In the file they may stand for other commands; on the command line they mean this one.
Outcome refuse_what_needs_verify(const Asked& asked) {
  for (const auto* name : {"diff-out", "diff-values", "report", "digest-key", "dest-read-budget"}) {
    if (!asked.typed(name)) continue;
    return UsageError{std::string("--") + name + " needs --verify",
                      "add --verify, or verify later with \"dynaferry verify\""};
  }
  return {};
}

}  // namespace

Parsed<std::optional<run::VerifyRequest>> verify_request_of(const Asked& asked) {
  if (asked.verb() != Verb::verify) {
    const bool verifies = asked.has("verify") || asked.has("delete-extra");
    if (auto error = verifies ? check_copy(asked) : refuse_what_needs_verify(asked))
      return std::unexpected(*std::move(error));
    if (!verifies) return std::nullopt;
  }
  auto request = VerifyRequestBuilder(asked).build();
  if (!request) return std::unexpected(std::move(request).error());
  return *std::move(request);
}

}  // namespace dynaferry::cli
