#include "net/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/check.h"

namespace dynaferry::net {
namespace {

constexpr std::size_t record = 16 * 1024;     // What one TLS record holds.
constexpr std::size_t flush_at = 8 * record;  // Bounds the memory that a large body takes.

std::string last_words() {
  const auto code = ERR_peek_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason == nullptr ? "the peer ended the connection" : reason;
}

Error lost(std::string message) {
  Error error{Fault::lost, std::move(message)};
  error.code = "ConnectionLost";
  return error;
}

int size_of(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

bool is_address(const std::string& host) {
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

}  // namespace

TlsStream::TlsStream(std::unique_ptr<Stream> inner, const TlsContext& context)
    : inner_(std::move(inner)),
      ssl_(SSL_new(context.native()), SSL_free),
      in_(BIO_new(BIO_s_mem())),
      out_(BIO_new(BIO_s_mem())) {
  check(ssl_ && in_ != nullptr && out_ != nullptr, "tls: out of memory");
  SSL_set_bio(ssl_.get(), in_, out_);
}

TlsStream::~TlsStream() = default;

std::unique_ptr<TlsStream> TlsStream::client(std::unique_ptr<Stream> inner,
                                             const TlsContext& context, const std::string& host) {
  std::unique_ptr<TlsStream> made(new TlsStream(std::move(inner), context));
  auto* const ssl = made->ssl_.get();
  SSL_set_connect_state(ssl);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    // The macro of the same meaning casts in the old style.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
  }
  return made;
}

std::unique_ptr<TlsStream> TlsStream::server(std::unique_ptr<Stream> inner,
                                             const TlsContext& context) {
  std::unique_ptr<TlsStream> made(new TlsStream(std::move(inner), context));
  SSL_set_accept_state(made->ssl_.get());
  return made;
}

rt::Task<Result<>> TlsStream::handshake() {
  for (;;) {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    const int why = done == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), done);
    if (why != SSL_ERROR_NONE && why != SSL_ERROR_WANT_READ) {
      auto error = handshake_error();
      (void)co_await flush();  // The alert that tells the peer; it may be gone already.
      co_return fail(std::move(error));
    }
    auto flushed = co_await flush();
    if (!flushed) co_return fail(std::move(flushed).error());
    if (why == SSL_ERROR_NONE) break;
    auto fed = co_await feed();
    if (!fed) co_return fail(std::move(fed).error());
  }
  shaken_ = true;
  co_return Result<>{};
}

Error TlsStream::handshake_error() const {
  const auto verdict = SSL_get_verify_result(ssl_.get());
  Error error{Fault::busy, "TLS handshake failed: " + last_words()};
  error.code = "TlsFailed";
  if (verdict != X509_V_OK) {
    error.fault = Fault::refused;
    error.message =
        std::string("certificate not accepted: ") + X509_verify_cert_error_string(verdict);
    error.code = "CertificateRefused";
  }
  return error;
}

rt::Task<Result<std::size_t>> TlsStream::read_some(std::span<char> into) {
  if (!shaken_) {
    auto shaken = co_await handshake();
    if (!shaken) co_return fail(std::move(shaken).error());
  }
  for (;;) {
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), into.data(), size_of(into.size()));
    if (size > 0) co_return static_cast<std::size_t>(size);
    const int why = SSL_get_error(ssl_.get(), size);
    if (why == SSL_ERROR_ZERO_RETURN) co_return std::size_t{0};
    if (why != SSL_ERROR_WANT_READ) co_return fail(lost("TLS: " + last_words()));
    if (BIO_pending(out_) > 0) {
      auto flushed = co_await flush();
      if (!flushed) co_return fail(std::move(flushed).error());
    }
    auto fed = co_await feed();
    if (!fed) co_return fail(std::move(fed).error());
  }
}

rt::Task<Result<>> TlsStream::write(std::string_view head, std::string_view body) {
  if (!shaken_) {
    auto shaken = co_await handshake();
    if (!shaken) co_return fail(std::move(shaken).error());
  }
  // Head and the beginning of the body share a record: one packet for a small request.
  std::string first(head);
  first.append(body.substr(0, head.size() < record ? record - head.size() : 0));
  const auto rest = body.substr(first.size() - head.size());
  auto written = co_await encrypt(first);
  if (!written) co_return written;
  written = co_await encrypt(rest);
  if (!written) co_return written;
  co_return co_await flush();
}

rt::Task<Result<>> TlsStream::encrypt(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const int size = SSL_write(ssl_.get(), bytes.data(), size_of(std::min(bytes.size(), record)));
    if (size <= 0) co_return fail(lost("TLS: " + last_words()));
    bytes.remove_prefix(static_cast<std::size_t>(size));
    if (static_cast<std::size_t>(BIO_pending(out_)) < flush_at) continue;
    auto flushed = co_await flush();
    if (!flushed) co_return flushed;
  }
  co_return Result<>{};
}

rt::Task<Result<>> TlsStream::flush() {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(out_, &bytes);
  if (size <= 0) co_return Result<>{};
  const std::string_view waiting(bytes, static_cast<std::size_t>(size));
  auto written = co_await inner_->write(waiting, "");
  BIO_reset(out_);
  co_return written;
}

rt::Task<Result<>> TlsStream::feed() {
  std::array<char, record + 512> room;  // NOLINT(*-member-init): 17 KB for each read.
  auto size = co_await inner_->read_some(room);
  if (!size) co_return fail(std::move(size).error());
  // An end without TLS's own goodbye could be anybody's doing.
  if (*size == 0) co_return fail(lost("the connection ended in the middle of TLS"));
  const int taken = BIO_write(in_, room.data(), size_of(*size));
  check(taken == size_of(*size), "tls: out of memory");
  co_return Result<>{};
}

void TlsStream::close() noexcept { inner_->close(); }

bool TlsStream::is_quiet() {
  return inner_->is_quiet() && SSL_pending(ssl_.get()) == 0 && BIO_pending(in_) == 0;
}

}  // namespace dynaferry::net
