#include "sim/front/simulator.h"

#include <malloc.h>

#include <csignal>
#include <cstdio>

#include "net/http_server.h"
#include "net/tcp_listener.h"
#include "rt/event.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "sim/front/faulty_front.h"
#include "sim/front/neighbours.h"

namespace dynaferry::sim {
namespace {

// Everything that listens and must be told to stop.
struct Service {
  rt::Loop& loop;
  net::HttpServer& server;
  net::TcpListener& listener;
  FaultyFront& front;
  Engine& engine;
  bool has_neighbours;
  rt::Event& stop;
};

constexpr std::chrono::milliseconds tick{50};

// Neighbours go on also while nobody calls.
rt::Task<> let_time_pass(Service& service) {
  while (!service.stop.is_set()) {
    co_await service.loop.sleep(tick);
    service.engine.advance();
  }
}

rt::Task<> accept_until_stopped(Service& service, rt::Scope& scope) {
  scope.spawn(service.listener.run());
  if (service.has_neighbours) scope.spawn(let_time_pass(service));
  co_await service.stop.wait();
  service.listener.close();
  co_await service.server.stop();
  co_await service.front.stop();
}

rt::Task<> live(Service& service) {
  rt::Scope scope(service.loop);
  co_await scope.run(accept_until_stopped(service, scope));
}

EngineOptions engine_options(const SimulatorOptions& options, const rt::Clock& clock,
                             FaultPlayer& player, std::uint64_t seed) {
  EngineOptions engine;
  engine.now = [&clock] { return clock.wall(); };
  engine.creating = options.creating;
  if (options.physics) engine.physics.emplace();
  engine.control = options.control;
  engine.generated = options.generated;
  engine.swallowing = options.swallowing;
  engine.streams = options.streams;
  engine.neighbours = options.neighbours;
  engine.seed = seed;
  // Without rules there is nothing to ask for each entry of a batch.
  if (!options.faults.rules.empty()) engine.faults = &player;
  return engine;
}

FrontOptions front_options(const SimulatorOptions& options, const rt::Clock& clock,
                           std::uint64_t seed) {
  FrontOptions front;
  front.now = [&clock] { return clock.wall(); };
  front.check_signatures = options.check_signatures;
  front.accounts = options.accounts;
  front.longest_session = options.longest_session;
  front.seed = seed;
  return front;
}

// One that whoever started us wants ignored stays so: nohup, a script's background job.
void on_signal(rt::RealLoop& loop, int signal, rt::Event& stop) {
  struct sigaction inherited{};
  if (sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN) return;
  loop.on_signal(signal, [&stop] { stop.set(); });
}

// False: nobody would know where it is.
bool say_where(const std::string& address, std::uint16_t port) {
  const bool bracketed = address.contains(':');  // As URLs have it.
  std::printf("simulator listening on http://%s%s%s:%u\n", bracketed ? "[" : "", address.c_str(),
              bracketed ? "]" : "", static_cast<unsigned>(port));
  if (std::fflush(stdout) == 0) return true;
  std::fputs("error: standard output does not take the simulator's address\n", stderr);
  return false;
}

bool has_mishaps(const SimulatorOptions& options) {
  return !options.faults.rules.empty() || options.line.tail > Ns{0};
}

// Pages of a megabyte come and go: their memory is kept, or half of the work would be the kernel's,
// taking it back and clearing it.
void keep_memory() {
  constexpr int largest_page = 64 << 20;
  mallopt(M_MMAP_THRESHOLD, largest_page);      // NOLINT(concurrency-mt-unsafe): no thread yet.
  mallopt(M_TRIM_THRESHOLD, 4 * largest_page);  // NOLINT(concurrency-mt-unsafe): as above.
}

}  // namespace

int run_simulator(const SimulatorOptions& options) {
  keep_memory();
  rt::RealLoop loop;
  const auto seed = options.seed.value_or(Random::seed_from_system());
  Random seeds(seed);
  FaultPlayer player(options.faults, seeds.next(), [&loop] { return loop.now(); });
  Engine engine(engine_options(options, loop, player, seeds.next()));
  player.connect(engine);
  HttpFront front(engine, front_options(options, loop, seeds.next()));
  Line line(options.line, seeds.next());
  FaultyFront faulty(loop, front, player, line, seeds.next());
  net::HttpServerOptions serving;
  serving.admits = [&player] { return player.takes_connection(); };
  net::HttpServer server(loop, faulty, std::move(serving));
  net::TcpListener listener(loop, server);
  net::ListenOptions where;
  where.address = options.address;
  where.port = options.port;
  const auto port = listener.listen(std::move(where));
  if (!port) {
    std::fprintf(stderr,
                 "error: the simulator cannot listen: %s\n  data: nothing was started\n"
                 "  next: choose another --port, or none: then it is one that is free\n",
                 port.error().text().c_str());
    return 1;
  }
  rt::Event stop;  // Before anybody hears that it runs, and may end it.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) on_signal(loop, signal, stop);
  if (!say_where(options.address, *port)) return 1;
  if (!options.seed && has_mishaps(options)) {
    std::printf("seed %llu: the same with --seed repeats what goes wrong\n",
                static_cast<unsigned long long>(seed));
    std::fflush(stdout);
  }
  Service service{loop, server, listener, faulty, engine, !options.neighbours.empty(), stop};
  rt::run_task(loop, live(service));
  std::fputs(report_of_neighbours(engine, options.neighbours).c_str(), stdout);
  std::fputs(player.report().c_str(), stdout);
  return 0;
}

}  // namespace dynaferry::sim
