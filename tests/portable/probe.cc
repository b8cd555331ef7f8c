// A stand-in for the program that uses every library the portable recipe must link, and tells what
// name resolution does without any file around it. `tests/portable/check.sh` runs it in an empty root.

#include <fmt/format.h>
#include <netdb.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <pwd.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>
#include <zlib.h>

#include <memory>
#include <string_view>

namespace {

void libraries() {
  simdjson::dom::parser parser;
  const auto parsed = parser.parse(std::string_view("[1,2,3]"));
  sqlite3* database = nullptr;
  const int opened = sqlite3_open(":memory:", &database);
  sqlite3_close(database);
  SSL_CTX* const tls = SSL_CTX_new(TLS_client_method());
  fmt::print("simdjson {} ({}), sqlite {}, zlib {}, yaml {}, {} TLS {}\n",
             parsed.error() == simdjson::SUCCESS ? "ok" : "broken",
             simdjson::get_active_implementation()->name(), opened == SQLITE_OK ? "ok" : "broken",
             zlibVersion(), YAML::Load("a: 1")["a"].as<int>(), OpenSSL_version(OPENSSL_VERSION),
             tls != nullptr ? "ok" : "broken");
  SSL_CTX_free(tls);
}

void resolve(const char* name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(name, "443", &hints, &found);
  if (failed != 0) {
    fmt::print("{}: {}\n", name, gai_strerror(failed));
    return;
  }
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) ==
        0) {
      fmt::print("{}: {}\n", name, text);
    }
  }
  freeaddrinfo(found);
}

}  // namespace

int main(int argc, char** argv) {
  libraries();
  // Must not load the machine's modules either.
  static_cast<void>(getpwuid(getuid()));  // NOLINT(concurrency-mt-unsafe): one thread.
  for (int i = 1; i < argc; ++i) resolve(argv[i]);
  return 0;
}
