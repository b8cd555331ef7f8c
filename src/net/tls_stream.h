// TLS over any Stream: OpenSSL works on bytes in memory, and this carries them.
//
// Failure: as Stream; of handshake(): busy (TlsFailed) or refused (CertificateRefused).

#pragma once

#include <memory>
#include <string>

#include "net/stream.h"
#include "net/tls_context.h"

struct ssl_st;
struct bio_st;

namespace dynaferry::net {

class TlsStream final : public Stream {
 public:
  // `host`: whom the certificate must name; a name is also sent (SNI).
  [[nodiscard]] static std::unique_ptr<TlsStream> client(std::unique_ptr<Stream> inner,
                                                         const TlsContext& context,
                                                         const std::string& host);
  // Shakes hands at its first use.
  [[nodiscard]] static std::unique_ptr<TlsStream> server(std::unique_ptr<Stream> inner,
                                                         const TlsContext& context);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  ~TlsStream() override;

  [[nodiscard]] rt::Task<Result<>> handshake();

  rt::Task<Result<std::size_t>> read_some(std::span<char> into) override;
  rt::Task<Result<>> write(std::string_view head, std::string_view body) override;
  void close() noexcept override;
  [[nodiscard]] std::uint64_t sent() const override { return inner_->sent(); }
  [[nodiscard]] bool is_quiet() override;

 private:
  TlsStream(std::unique_ptr<Stream> inner, const TlsContext& context);

  rt::Task<Result<>> flush();  // What OpenSSL wants sent.
  rt::Task<Result<>> feed();   // What OpenSSL wants to read.
  rt::Task<Result<>> encrypt(std::string_view bytes);
  [[nodiscard]] Error handshake_error() const;

  std::unique_ptr<Stream> inner_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  bio_st* in_;  // Owned by ssl_, as is out_.
  bio_st* out_;
  bool shaken_ = false;
};

}  // namespace dynaferry::net
