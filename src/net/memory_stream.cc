#include "net/memory_stream.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <string>

#include "rt/wait.h"

namespace dynaferry::net {
namespace {

Error lost(std::string message, std::string code) {
  Error error{Fault::lost, std::move(message)};
  error.code = std::move(code);
  return error;
}
Error reset_by_peer() { return lost("connection reset by peer", "ConnectionLost"); }
Error closed_here() { return lost("the connection was closed here", "Closed"); }

}  // namespace

struct MemoryLink::Pipe {
  struct Segment {
    Ns ready;
    std::string bytes;
    std::size_t read = 0;
  };

  void wake() {
    readers.wake_all();
    writers.wake_all();
  }
  // When the last of `size` more bytes will have arrived.
  Ns arrival(Ns now, std::size_t size) {
    busy_until = std::max(now, busy_until);
    if (lane.bytes_per_second > 0) {
      busy_until += Ns(static_cast<Ns::rep>(1e9 * static_cast<double>(size) /
                                            static_cast<double>(lane.bytes_per_second)));
    }
    return busy_until + lane.latency;
  }

  Lane lane;
  std::deque<Segment> under_way;
  std::size_t held = 0;     // Bytes in under_way.
  std::uint64_t taken = 0;  // Bytes ever written.
  Ns busy_until{0};
  bool writer_closed = false;
  bool reader_closed = false;
  rt::WaitList readers;
  rt::WaitList writers;
};

class MemoryLink::End final : public Stream {
 public:
  End(std::shared_ptr<MemoryLink> link, Pipe& in, Pipe& out)
      : link_(std::move(link)), in_(in), out_(out) {}
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() override { End::close(); }

  rt::Task<Result<std::size_t>> read_some(std::span<char> into) override {
    for (;;) {
      if (in_.reader_closed) co_return fail(closed_here());
      const auto now = link_->loop_.now();
      if (!in_.under_way.empty() && in_.under_way.front().ready <= now) co_return take(into);
      if (in_.under_way.empty() && link_->broken_) co_return fail(reset_by_peer());
      if (in_.under_way.empty() && in_.writer_closed) co_return std::size_t{0};
      rt::Wait wait;
      in_.readers.add(wait);
      rt::Timer arrival;
      if (!in_.under_way.empty()) {
        arrival = link_->loop_.at(in_.under_way.front().ready, [&wait] { wait.wake(); });
      }
      const bool woken = co_await wait.suspend();
      if (!woken) rt::unwind();
    }
  }

  rt::Task<Result<>> write(std::string_view head, std::string_view body) override {
    for (auto bytes : {head, body}) {
      while (!bytes.empty()) {
        if (out_.writer_closed) co_return fail(closed_here());
        if (out_.taken >= out_.lane.cut_after) link_->cut();
        if (link_->broken_ || out_.reader_closed) co_return fail(reset_by_peer());
        const auto size = put(bytes);
        bytes.remove_prefix(size);
        if (size > 0) continue;
        rt::Wait wait;
        out_.writers.add(wait);
        const bool woken = co_await wait.suspend();
        if (!woken) rt::unwind();
      }
    }
    co_return Result<>{};
  }

  void close() noexcept override {
    in_.reader_closed = true;
    out_.writer_closed = true;
    in_.under_way.clear();
    in_.held = 0;
    in_.wake();
    out_.wake();
  }

  [[nodiscard]] std::uint64_t sent() const override { return out_.taken; }
  [[nodiscard]] bool is_quiet() override {
    return !in_.reader_closed && !in_.writer_closed && !link_->broken_ && in_.under_way.empty();
  }

 private:
  std::size_t take(std::span<char> into) {
    auto& segment = in_.under_way.front();
    const auto size =
        std::min({into.size(), segment.bytes.size() - segment.read, link_->options_.read_at_most});
    std::memcpy(into.data(), segment.bytes.data() + segment.read, size);
    segment.read += size;
    in_.held -= size;
    if (segment.read == segment.bytes.size()) in_.under_way.pop_front();
    in_.writers.wake_all();
    return size;
  }

  std::size_t put(std::string_view bytes) {
    auto size = std::min(bytes.size(), link_->options_.window - out_.held);
    size = std::min<std::uint64_t>(size, out_.lane.cut_after - out_.taken);
    if (size == 0) return 0;
    const auto arriving = std::min<std::uint64_t>(
        size, out_.lane.swallow_after - std::min(out_.taken, out_.lane.swallow_after));
    if (arriving > 0) {
      const auto ready = out_.arrival(link_->loop_.now(), arriving);
      out_.under_way.push_back({ready, std::string(bytes.substr(0, arriving))});
      out_.held += arriving;
    }
    out_.taken += size;
    if (out_.taken == out_.lane.cut_after) link_->cut();
    out_.readers.wake_all();
    return size;
  }

  std::shared_ptr<MemoryLink> link_;
  Pipe& in_;
  Pipe& out_;
};

MemoryLink::MemoryLink(rt::Loop& loop, LinkOptions options)
    : loop_(loop),
      options_(options),
      to_server_(std::make_unique<Pipe>()),
      to_client_(std::make_unique<Pipe>()) {
  to_server_->lane = options.to_server;
  to_client_->lane = options.to_client;
}

MemoryLink::~MemoryLink() = default;

void MemoryLink::cut() {
  broken_ = true;
  to_server_->wake();
  to_client_->wake();
}

MemoryLink::Ends MemoryLink::connect(rt::Loop& loop, LinkOptions options) {
  auto link = std::make_shared<MemoryLink>(loop, options);
  Ends ends;
  ends.link = link;
  ends.client = std::make_unique<End>(link, *link->to_client_, *link->to_server_);
  ends.server = std::make_unique<End>(link, *link->to_server_, *link->to_client_);
  return ends;
}

}  // namespace dynaferry::net
