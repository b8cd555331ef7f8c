#include "run/pair_proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/grouped.h"
#include "core/mutant.h"
#include "ddb/scan_plan.h"
#include "run/look.h"

namespace dynaferry::run {
namespace {

constexpr const char* kFinishedAt = "finished_at";
// What was read before is not read again: after a longer pause it would prove too little.
constexpr std::chrono::hours kLongestPause{1};

std::string fact(const journal::Contents& contents, const std::string& name) {
  const auto found = contents.facts.find(name);
  return found == contents.facts.end() ? std::string() : found->second;
}

std::vector<std::string> names_of_keys(const model::KeySchema& keys) {
  auto names = keys.hash;
  names.insert(names.end(), keys.range.begin(), keys.range.end());
  return names;
}

model::DigestKey draw_key(Random& random) {
  model::DigestKey key{};
  for (std::size_t at = 0; at < key.size(); at += sizeof(std::uint64_t)) {
    const auto part = random.next();
    std::memcpy(key.data() + at, &part, sizeof(part));
  }
  return key;
}

}  // namespace

PairProof::PairProof(World& world, const Request& request, Look& look, std::string not_before)
    : world_(world), request_(request), look_(look), not_before_(std::move(not_before)) {}

PairProof::~PairProof() = default;

void PairProof::take() {
  auto names = names_of(world_, look_);
  names.of_verify = true;
  auto opened = world_.journals.open(names, world_.loop.wall());
  if (!opened) return add_state_problem(look_, opened.error());
  open_ = *std::move(opened);
  auto contents = open_->recall();
  if (!contents) return pass_over(contents.error());
  remembered_ = *std::move(contents);
}

// It holds how far a reading had come, and nothing that cannot be read again.
void PairProof::pass_over(const Error& error) const {
  world_.listener.warning(
      fmt::format("what an earlier verify of \"{}\" left cannot be used ({}): this one begins anew",
                  look_.pair.source.str(), error.text()));
}

verify::Options PairProof::options() {
  const auto& asked = *request_.verify;
  // As many on both sides, so that they come in about the same order.
  const auto bytes = std::max(look_.source->size_bytes, look_.destination->size_bytes);
  const auto segments = request_.segments.value_or(ddb::segments_for(bytes));
  verify::Options options;
  options.mode = asked.mode;
  options.samples = asked.samples;
  options.digest_key = asked.digest_key ? *asked.digest_key : draw_key(world_.random);
  options.consistent = !request_.eventual_reads;
  options.ignore_replication_attributes = !request_.keep_replication_attributes;
  options.source_segments = segments;
  options.destination_segments = segments;
  options.expected_items = static_cast<std::uint64_t>(
      std::max({look_.source->item_count, look_.destination->item_count, std::int64_t{0}}));
  options.looks.ignore_replication_attributes = options.ignore_replication_attributes;
  options.looks.repairer = repairer_.get();
  options.looks.delete_extra = asked.delete_extra;
  options.looks.check_tables = [this] { return check_tables(); };
  options.unreachable_limit = request_.unreachable_limit;
  return options;
}

// A reading that the same command left half-way a short while ago, of these tables and in this very way;
// behind a copy, one that began behind it.
std::optional<verify::Checkpoint> PairProof::recalled(const verify::Options& options) const {
  const bool is_of_these = fact(remembered_, "source_id") == look_.source->id &&
                           fact(remembered_, "destination_id") == look_.destination->id;
  const bool is_finished =
      !fact(remembered_, kFinishedAt).empty() && !is_mutant(Mutant::resumes_a_finished_reading);
  // Whoever types something else asks something else, of now.
  const bool is_asked_again = fact(remembered_, "command") == request_.command_line;
  if (!is_of_these || !is_asked_again || is_finished) return std::nullopt;
  auto found = verify::checkpoint_in(remembered_, verify::reading_of(options));
  if (!found) {
    pass_over(found.error());
    return std::nullopt;
  }
  auto checkpoint = *std::move(found);
  if (!checkpoint) return std::nullopt;
  const auto& key = request_.verify->digest_key;
  const auto now = world_.loop.wall();
  const bool is_recent = checkpoint->recorded_at >= rfc3339(now - kLongestPause) &&
                         checkpoint->recorded_at <= rfc3339(now);
  const bool has_that_key = !key || *key == checkpoint->digest_key;
  const bool is_whole =
      verify::is_whole(*checkpoint) && !is_mutant(Mutant::resumes_a_finished_reading);
  if (!is_recent || !has_that_key || is_whole || checkpoint->began_at < not_before_) {
    checkpoint.reset();
  }
  if (checkpoint && is_mutant(Mutant::resumes_under_a_new_digest_key))
    checkpoint->digest_key = options.digest_key;
  return checkpoint;
}

rt::Task<Result<>> PairProof::prove() {
  source_table_ = world_.source.open_table(*look_.source);
  destination_table_ = world_.destination.open_table(*look_.destination);
  if (request_.verify->repair) {
    DF_CO_TRY(auto* log, open_->repair_log());
    repairer_ = std::make_unique<sink::Reconciler>(world_.loop, world_.random, *destination_table_,
                                                   look_.pair.destination, *log,
                                                   request_.unreachable_limit);
  }
  const auto options = this->options();
  auto checkpoint = recalled(options);
  if (checkpoint) {
    world_.listener.warning(
        fmt::format("the verify of \"{}\" goes on with a reading that began at {}: what was read "
                    "by then is not read again",
                    look_.pair.source.str(), checkpoint->began_at));
  }
  auto beginning = open_->begin(!checkpoint);
  DF_CO_TRY(auto* journal, co_await std::move(beginning));
  auto running = run(*journal, options, std::move(checkpoint));
  auto ran = co_await std::move(running);
  auto closing = open_->close();
  co_await std::move(closing);
  co_return ran;
}

rt::Task<Result<>> PairProof::run(journal::Journal& journal, verify::Options options,
                                  std::optional<verify::Checkpoint> checkpoint) {
  auto recording = record(journal, "");
  auto recorded = co_await std::move(recording);
  if (!recorded) co_return recorded;
  if (stopped_) co_return fail(Fault::cancelled, "stopped");

  verify_ = std::make_unique<verify::TableVerify>(
      world_.loop, world_.random,
      verify::TableVerify::Tables{*source_table_, *destination_table_,
                                  names_of_keys(look_.source->keys)},
      journal, [this] { return open_->scratch(); }, options, std::move(checkpoint),
      [this](const verify::Difference& difference) {
        world_.listener.differs(look_.pair, difference);
      });
  auto verifying = verify_->run();
  auto verdict = co_await std::move(verifying);
  ended_at_ = verify_->progress();
  verify_.reset();
  if (!verdict) co_return fail(std::move(verdict).error());

  auto checking = check_tables();
  auto checked = co_await std::move(checking);
  if (!checked) co_return checked;
  verdict_ = *std::move(verdict);
  if (repairer_) verdict_->write_units = repairer_->counters().write_units;
  auto finishing = record(journal, verdict_->ended_at);
  co_return co_await std::move(finishing);
}

rt::Task<Result<>> PairProof::check_tables() {
  auto looking = look_again(world_, look_);
  const auto still = co_await std::move(looking);
  if (!still) co_return fail(still.error());
  co_return Result<>{};
}

rt::Task<Result<>> PairProof::record(journal::Journal& journal, std::string finished_at) {
  journal::Batch batch;
  batch.facts = {{"command", request_.command_line},
                 {"source_id", look_.source->id},
                 {"destination_id", look_.destination->id},
                 {kFinishedAt, std::move(finished_at)}};
  auto committing = journal.commit(std::move(batch), journal::Durability::barrier);
  auto committed = co_await std::move(committing);
  if (!committed) co_return fail(Error(committed.error()).while_doing("recording in the journal"));
  co_return committed;
}

void PairProof::stop() {
  stopped_ = true;
  if (verify_) verify_->stop();
}

std::optional<verify::Progress> PairProof::progress() const {
  return verify_ ? verify_->progress() : ended_at_;
}

void PairProof::name_tables(PairEnd& end) const {
  end.source = look_.source;
  end.destination = look_.destination;
  if (has_repaired()) end.repair_log = open_->repair_log_name();
}

void PairProof::add_to(PairEnd& end) const {
  name_tables(end);
  if (look_.comparison) {
    for (const auto& difference : look_.comparison->blocking)
      end.unequal_settings.push_back(difference.text());
  }
  end.verdict = verdict_;
  const bool is_equal = verdict_ && verdict_->is_equal() && end.unequal_settings.empty();
  if (!is_equal && (end.exit == Exit::done || end.exit == Exit::listed)) end.exit = Exit::differs;
}

Problem PairProof::problem_from(const Error& error) const {
  const auto reads =
      std::ranges::find(error.doing, verify::reading_the_source) != error.doing.end();
  auto place = place_of(world_, look_, reads ? world_.source : world_.destination,
                        reads ? "reading" : "verifying");
  place.data = state_of_data();
  return run::problem_from(error, place);
}

bool PairProof::has_repaired() const {
  if (!repairer_) return false;
  const auto& counters = repairer_->counters();
  return counters.put + counters.deleted + counters.put_back + counters.unknown > 0;
}

std::string PairProof::state_of_data() const {
  if (!has_repaired()) return "nothing was written";
  const auto& counters = repairer_->counters();
  auto text = fmt::format("{} items of the destination were repaired",
                          grouped(counters.put + counters.deleted));
  if (counters.unknown > 0)
    text += fmt::format(", and {} more may have been", grouped(counters.unknown));
  if (counters.put_back > 0) text += ", and what somebody else wrote meanwhile was put back";
  return fmt::format("{}; what each was before is in \"{}\"", text, open_->repair_log_name());
}

}  // namespace dynaferry::run
