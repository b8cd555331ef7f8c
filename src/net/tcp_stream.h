// A TCP socket as a Stream.

#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>

#include "net/stream.h"

namespace dynaferry::net {

class TcpStream final : public Stream {
 public:
  explicit TcpStream(boost::asio::ip::tcp::socket socket);

  rt::Task<Result<std::size_t>> read_some(std::span<char> into) override;
  rt::Task<Result<>> write(std::string_view head, std::string_view body) override;
  void close() noexcept override;
  [[nodiscard]] std::uint64_t sent() const override { return sent_; }
  [[nodiscard]] bool is_quiet() override;

 private:
  boost::asio::ip::tcp::socket socket_;
  std::uint64_t sent_ = 0;
};

}  // namespace dynaferry::net
