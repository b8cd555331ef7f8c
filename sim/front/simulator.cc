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
  Random seeds(options.seed.value_or(Random::seed_from_system()));
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
    std::fprintf(stderr, "error: the simulator cannot listen: %s\n", port.error().text().c_str());
    return 1;
  }
  std::printf("simulator listening on http://%s:%u\n", options.address.c_str(),
              static_cast<unsigned>(*port));
  std::fflush(stdout);
  rt::Event stop;
  loop.on_signal(SIGINT, [&stop] { stop.set(); });
  loop.on_signal(SIGTERM, [&stop] { stop.set(); });
  Service service{loop, server, listener, faulty, engine, !options.neighbours.empty(), stop};
  rt::run_task(loop, live(service));
  std::fputs(report_of_neighbours(engine, options.neighbours).c_str(), stdout);
  return 0;
}

}  // namespace dynaferry::sim
