// The composition root: the only place that names implementations.

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "aws/credentials_provider.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/side.h"
#include "ddb/http_catalog.h"
#include "ddb/http_table.h"
#include "ddb/retrying_catalog.h"
#include "ddb/service_client.h"
#include "journal/directory_pair_store.h"
#include "net/client_pool.h"
#include "net/proxy.h"
#include "net/tcp_dialer.h"
#include "net/trust.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "run/tables_run.h"
#include "sim/front/simulator_command.h"
#include "ui/console.h"
#include "ui/difference_file.h"
#include "ui/event_log.h"
#include "ui/fan_out.h"
#include "ui/output_files.h"
#include "ui/report.h"

namespace dynaferry {
namespace {

int complain(const std::string& what, const std::string& data, const std::string& next,
             run::Exit exit = run::Exit::usage) {
  std::fputs(fmt::format("error: {}\n", what).c_str(), stderr);
  if (!data.empty()) std::fputs(fmt::format("  data: {}\n", data).c_str(), stderr);
  if (!next.empty()) std::fputs(fmt::format("  next: {}\n", next).c_str(), stderr);
  return static_cast<int>(exit);
}

constexpr const char* kUntouched = "nothing was created or written";

// It came to its end, and its result is worth something.
bool is_finished(run::Exit exit) {
  return exit == run::Exit::done || exit == run::Exit::listed || exit == run::Exit::differs;
}

int lost_output(const std::string& what, const std::string& why, const std::string& data,
                const std::string& next) {
  return complain(what + " could not be written: " + why, data, next, run::Exit::failed);
}

Result<net::TcpDialerOptions> way_to(const cli::Side& side, const cli::NetworkOptions& network) {
  net::TcpDialerOptions way;
  DF_TRY(way.target, net::Url::parse(side.endpoint.url()));
  net::ProxySettings proxies;
  if (network.https_proxy) proxies.https_proxy = network.https_proxy->reveal();
  proxies.no_proxy = network.no_proxy.value_or("");
  DF_TRY(way.proxy, net::choose_proxy(proxies, way.target));
  if (way.target.is_tls()) {
    net::TrustOptions trust;
    if (const auto& bundle = side.ca_bundle ? side.ca_bundle : network.ca_bundle)
      trust.bundle = *bundle;
    DF_TRY(const auto store, net::find_trust(trust));
    DF_TRY(way.tls, net::TlsContext::for_client(store));
  }
  return way;
}

// Everything between a side's credentials and its tables. Stays where it is.
class Wiring {
 public:
  Wiring(rt::RealLoop& loop, Random& random, const cli::Side& side, net::TcpDialerOptions way,
         std::chrono::seconds unreachable_limit)
      : credentials_(side.credentials),
        dialer_(loop, std::move(way)),
        pool_(loop, dialer_),
        client_(loop, pool_, credentials_, side.endpoint.signing_region, side.endpoint.authority()),
        attempts_(client_),
        catalog_(loop, random, unreachable_limit, attempts_),
        side_{.text = text_of(side),
              .region = side.region,
              .account = fmt::format("{}\n{}\n{}", side.credentials.access_key_id,
                                     side.endpoint.signing_region.str(), side.endpoint.url()),
              .catalog = catalog_,
              .open_table = [this](const model::TableDescription& table) { return open(table); },
              .silence = [this] { return client_.contact().silence(); }} {}
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;

  [[nodiscard]] run::Side& side() { return side_; }

 private:
  static run::SideText text_of(const cli::Side& side) {
    return {side.region.str(), side.endpoint.url(),
            fmt::format("{} ({})", aws::shortened(side.credentials.access_key_id),
                        side.credentials_from)};
  }

  std::unique_ptr<ddb::Table> open(const model::TableDescription& table) {
    auto keys = table.keys.hash;
    keys.insert(keys.end(), table.keys.range.begin(), table.keys.range.end());
    return std::make_unique<ddb::HttpTable>(client_, table.name, std::move(keys));
  }

  aws::StaticCredentials credentials_;
  net::TcpDialer dialer_;
  net::ClientPool pool_;
  ddb::ServiceClient client_;
  ddb::HttpCatalog attempts_;
  ddb::RetryingCatalog catalog_;
  run::Side side_;
};

// What to type after a stop. Without --again: it would begin a pass of its own for every table; and
// so without --delete-extra, which needs it, but with the verify that it asked for.
std::string command_to_go_on(const run::Request& request) {
  auto command = request.command_line;
  const auto cut = [&command](std::string_view flag) {
    const auto at = command.find(flag);
    if (at != std::string::npos) command.erase(at, flag.size());
    return at != std::string::npos;
  };
  if (!request.again || !cut(" --again")) return command;
  const bool deletes = cut(" --delete-extra");
  if (deletes && !command.contains(" --verify")) command += " --verify";
  command += " (without --again, which would begin finished tables anew)";
  if (!deletes) return command;
  return command + ", then a verify of the same tables with --repair --delete-extra";
}

ui::VerdictWords verdict_words(const run::Request& request) {
  if (!request.verify) return {};
  return {.consistent = !request.eventual_reads,
          .keys = request.verify->diff_out,
          .repairs = request.verify->repair,
          .deletes_extra = request.verify->delete_extra};
}

ui::ConsoleOptions console_options(const run::Request& request) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  return {.live = terminal && request.verbosity != run::Verbosity::quiet,
          .colour = terminal && std::getenv("NO_COLOR") == nullptr,  // NOLINT: none writes it.
          .silent = request.json_log,
          .plan = request.dry_run,
          .verbosity = request.verbosity,
          .interval = request.interval,
          .again = command_to_go_on(request),
          .copies = request.copies,
          .verifies = request.verify.has_value(),
          .verify = verdict_words(request)};
}

// What listens to the run.
struct Screen {
  Screen(rt::Loop& loop, const run::Request& request) : console(loop, console_options(request)) {}

  Result<> open_files(rt::Loop& loop, const run::Request& request, const std::string& run_id) {
    if (auto apart = ui::check_output_files(files_of(request), request.state_directory); !apart)
      return apart;
    if (auto opened = open_events(loop, request, run_id); !opened) return opened;
    return request.verify ? open_proof(loop, request, run_id) : Result<>{};
  }

  static ui::OutputFiles files_of(const run::Request& request) {
    ui::OutputFiles files;
    if (request.events_file) files.emplace_back("--events", *request.events_file);
    if (!request.verify) return files;
    if (request.verify->diff_out) files.emplace_back("--diff-out", *request.verify->diff_out);
    if (request.verify->report) files.emplace_back("--report", *request.verify->report);
    return files;
  }

  Result<> open_events(rt::Loop& loop, const run::Request& request, const std::string& run_id) {
    const auto add = [&](std::FILE* file) {
      events.push_back(std::make_unique<ui::EventLog>(
          loop, file, run_id, [this](const std::string& text) { console.warning(text); }));
    };
    if (request.json_log) add(stderr);
    if (!request.events_file) return {};
    std::FILE* file = std::fopen(request.events_file->c_str(), "w");
    if (file == nullptr) {
      const Error error{Fault::invalid, std::generic_category().message(errno)};
      return not_opened("--events", *request.events_file, error);
    }
    add(file);
    return {};
  }

  // The files of a verify.
  Result<> open_proof(rt::Loop& loop, const run::Request& request, const std::string& run_id) {
    if (const auto& path = request.verify->diff_out) {
      auto opened = ui::DifferenceFile::open(*path, request.verify->diff_values);
      if (!opened) return not_opened("--diff-out", *path, opened.error());
      differences = *std::move(opened);
    }
    if (const auto& path = request.verify->report) {
      auto prepared = ui::Report::prepare(loop, {.path = *path,
                                                 .program = cli::program_name(),
                                                 .run_id = run_id,
                                                 .command = request.command_line,
                                                 .copies = request.copies,
                                                 .consistent = !request.eventual_reads});
      if (!prepared) return not_opened("--report", *path, prepared.error());
      report = *std::move(prepared);
    }
    return {};
  }

  static Result<> not_opened(const char* flag, const std::string& path, const Error& error) {
    return fail(Fault::invalid, fmt::format("{} {}: {}", flag, path, error.message));
  }

  ui::FanOut all() {
    std::vector<run::Listener*> to = {&console};
    for (const auto& log : events) to.push_back(log.get());
    if (differences) to.push_back(differences.get());
    if (report) to.push_back(report.get());
    return ui::FanOut(std::move(to));
  }

  // What a script or a reader would miss without knowing, and why.
  struct Lost {
    std::string what, why;
  };
  [[nodiscard]] std::optional<Lost> lost() const {
    if (const auto& why = console.lost_result()) return Lost{"standard output", *why};
    if (differences && differences->lost()) return Lost{"--diff-out", *differences->lost()};
    if (report && report->lost()) return Lost{"--report", *report->lost()};
    return std::nullopt;
  }

  ui::Console console;
  std::vector<std::unique_ptr<ui::EventLog>> events;
  std::unique_ptr<ui::DifferenceFile> differences;
  std::unique_ptr<ui::Report> report;
};

void stop_on_signals(rt::RealLoop& loop, run::TablesRun& run) {
  const auto on = [&](int signal, run::Exit exit) {
    struct sigaction inherited{};
    // Whoever started us wants it ignored: nohup, a script's background job.
    if (sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN) return;
    loop.on_signal(signal, [&run, exit, times = 0]() mutable {
      // The second time: now. What was acknowledged is in the journal or will be read again.
      if (++times > 1) {
        std::fputs(
            "\nstopped at once; run the same command to go on: what is recorded is skipped, the "
            "rest is read and written again\n",
            stderr);
        _exit(static_cast<int>(exit));
      }
      run.stop(exit);
    });
  };
  on(SIGINT, run::Exit::interrupted);
  on(SIGTERM, run::Exit::terminated);
  on(SIGHUP, run::Exit::hung_up);
}

int run_command(const cli::RunCommand& command, const cli::Environment& environment) {
  const auto source = cli::resolve_side(command.source, environment);
  if (!source) return complain(source.error().what, kUntouched, source.error().next);
  const auto destination = cli::resolve_side(command.destination, environment);
  if (!destination) return complain(destination.error().what, kUntouched, destination.error().next);
  auto source_way = way_to(*source, command.network);
  if (!source_way) return complain("source: " + source_way.error().text(), kUntouched, "");
  auto destination_way = way_to(*destination, command.network);
  if (!destination_way)
    return complain("destination: " + destination_way.error().text(), kUntouched, "");

  const auto& request = command.request;
  rt::RealLoop loop;
  Random random(Random::seed_from_system());
  Screen screen(loop, request);
  const auto opened = screen.open_files(loop, request, fmt::format("{:016x}", random.next()));
  if (!opened)
    return complain(opened.error().text(), kUntouched, "name a file that can be written");
  auto listener = screen.all();
  for (const auto& warning : command.warnings) listener.warning(warning);

  Wiring from(loop, random, *source, *std::move(source_way), request.unreachable_limit);
  Wiring to(loop, random, *destination, *std::move(destination_way), request.unreachable_limit);
  journal::DirectoryPairStore journals(
      loop, request.state_directory,
      [&listener](const std::string& text) { listener.warning(text); });
  run::World world{loop, random, from.side(), to.side(), journals, listener};
  run::TablesRun run(world, request);
  stop_on_signals(loop, run);
  auto task = run.run();
  const auto summary = rt::run_task(loop, std::move(task));
  // A script that got half a result must not take it for a whole one.
  if (const auto lost = screen.lost(); lost && is_finished(summary.exit)) {
    return lost_output(lost->what, lost->why,
                       request.dry_run ? kUntouched : "what the run did is done and recorded",
                       "run the same command again with room for it, and standard output open");
  }
  return static_cast<int>(summary.exit);
}

int show(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return 0;
  return lost_output("standard output", std::generic_category().message(errno), kUntouched, "");
}

// A file opened later must not be taken for standard output. These can only be read, so that a result
// which goes nowhere is noticed.
void fill_standard_descriptors() {
  for (const int wanted : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(wanted, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDONLY));
  }
}

// Each table being copied needs some files, each connection one.
void allow_many_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int start(int argc, char** argv) {
  fill_standard_descriptors();
  allow_many_files();
  // An arena for each thread that waits for a disk is memory for nothing.
  mallopt(M_ARENA_MAX, 1);  // NOLINT(concurrency-mt-unsafe): no thread yet.
  // Pages come and go by the megabyte: their memory is kept, and not asked for again for each.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);   // NOLINT(concurrency-mt-unsafe)
  mallopt(M_TRIM_THRESHOLD, 32 << 20);  // NOLINT(concurrency-mt-unsafe)
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // A full disk quota is an error like any other.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);  // A core would hold the secret keys.
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments[0] == "simulator")
    return sim::simulator_command(argc - 1, argv + 1);
  if (arguments == std::vector<std::string>{"help", "simulator"}) {
    constexpr std::array help{"dynaferry simulator", "--help"};
    return sim::simulator_command(static_cast<int>(help.size()), help.data());
  }
  const auto environment = cli::Environment::of_process();
  const auto command = cli::parse(arguments, environment);
  if (!command) return complain(command.error().what, kUntouched, command.error().next);
  if (const auto* display = std::get_if<cli::ShowCommand>(&*command)) {
    return show(display->text);
  }
  return run_command(std::get<cli::RunCommand>(*command), environment);
}

}  // namespace
}  // namespace dynaferry

int main(int argc, char** argv) {
  try {
    return dynaferry::start(argc, argv);
  } catch (const std::exception& error) {
    // What a library throws where the system refuses it something: too few files, no memory.
    return dynaferry::complain(
        std::string("the system refused something that is needed: ") + error.what(),
        "nothing unacknowledged was recorded; the journal is as of its last commit",
        "give this process more of what the message names, then run the same command",
        dynaferry::run::Exit::failed);
  }
}
