#include "net/tcp_stream.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "rt/wait.h"

namespace dynaferry::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

Error error_of(const error_code& error) {
  Error out{Fault::lost, error.message()};
  out.code = error == asio::error::operation_aborted ? "Closed" : "ConnectionLost";
  return out;
}

// Drops the first `size` bytes of both.
void advance(std::string_view& head, std::string_view& body, std::size_t size) {
  const auto of_head = std::min(size, head.size());
  head.remove_prefix(of_head);
  body.remove_prefix(size - of_head);
}

constexpr auto uncancelled = asio::cancellation_type::none;

}  // namespace

TcpStream::TcpStream(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
  error_code ignored;  // A socket that is broken already says so at its first use.
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.native_non_blocking(true, ignored);
}

rt::Task<Result<std::size_t>> TcpStream::read_some(std::span<char> into) {
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != uncancelled) rt::unwind();
  error_code error;
  const asio::mutable_buffer room(into.data(), into.size());
  const auto size =
      co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
  if (state.cancelled() != uncancelled) rt::unwind();
  if (error == asio::error::eof) co_return std::size_t{0};
  if (error) co_return fail(error_of(error));
  co_return size;
}

// The socket mostly has room at once; only when it has not do we go through the loop.
rt::Task<Result<>> TcpStream::write(std::string_view head, std::string_view body) {
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != uncancelled) rt::unwind();
  while (!head.empty() || !body.empty()) {
    std::array<iovec, 2> pieces{iovec{const_cast<char*>(head.data()), head.size()},
                                iovec{const_cast<char*>(body.data()), body.size()}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const auto size = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size >= 0) {
      sent_ += static_cast<std::uint64_t>(size);
      advance(head, body, static_cast<std::size_t>(size));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) {
      const error_code error(errno, boost::system::system_category());
      co_return fail(error_of(error));
    }
    error_code error;
    co_await socket_.async_wait(asio::socket_base::wait_write,
                                asio::redirect_error(asio::use_awaitable, error));
    if (state.cancelled() != uncancelled) rt::unwind();
    if (error) co_return fail(error_of(error));
  }
  co_return Result<>{};
}

void TcpStream::close() noexcept {
  error_code ignored;  // There is nothing to do about a failure to close.
  socket_.close(ignored);
}

bool TcpStream::is_quiet() {
  char byte = 0;
  const auto size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace dynaferry::net
