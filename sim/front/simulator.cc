#include "sim/front/simulator.h"

#include <csignal>
#include <cstdio>

#include "net/http_server.h"
#include "net/tcp_listener.h"
#include "rt/event.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "rt/scope.h"

namespace dynaferry::sim {
namespace {

// Everything that listens and must be told to stop.
struct Service {
  rt::Loop& loop;
  net::HttpServer& server;
  net::TcpListener& listener;
  rt::Event& stop;
};

rt::Task<> accept_until_stopped(Service& service, rt::Scope& scope) {
  scope.spawn(service.listener.run());
  co_await service.stop.wait();
  service.listener.close();
  co_await service.server.stop();
}

rt::Task<> live(Service& service) {
  rt::Scope scope(service.loop);
  co_await scope.run(accept_until_stopped(service, scope));
}

EngineOptions engine_options(const SimulatorOptions& options, const rt::Clock& clock) {
  EngineOptions engine;
  engine.now = [&clock] { return clock.wall(); };
  engine.creating = options.creating;
  engine.control = options.control;
  engine.seed = Random::seed_from_system();
  engine.generated = options.generated;
  engine.swallowing = options.swallowing;
  return engine;
}

FrontOptions front_options(const SimulatorOptions& options, const rt::Clock& clock) {
  FrontOptions front;
  front.now = [&clock] { return clock.wall(); };
  front.check_signatures = options.check_signatures;
  front.accounts = options.accounts;
  front.longest_session = options.longest_session;
  front.seed = Random::seed_from_system();
  return front;
}

}  // namespace

int run_simulator(const SimulatorOptions& options) {
  rt::RealLoop loop;
  Engine engine(engine_options(options, loop));
  HttpFront front(engine, front_options(options, loop));
  net::HttpServer server(loop, front);
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
  Service service{loop, server, listener, stop};
  rt::run_task(loop, live(service));
  return 0;
}

}  // namespace dynaferry::sim
