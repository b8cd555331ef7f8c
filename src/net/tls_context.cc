#include "net/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <string_view>

namespace dynaferry::net {
namespace {

std::string last_words() {
  std::array<char, 256> text{};
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown reason";
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

constexpr std::array<unsigned char, 9> http_1_1 = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const auto found = SSL_select_next_proto(&chosen, out_size, http_1_1.data(), http_1_1.size(),
                                           offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

struct Freed {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Freed>;

Bio bio_of(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<> use_certificates(SSL_CTX* context, const std::string& pem) {
  const auto bio = bio_of(pem);
  const std::unique_ptr<X509, Freed> own(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
    return fail(Fault::invalid, "cannot use the server's certificate: " + last_words());
  }
  while (auto* const next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) == 1) continue;
    X509_free(next);
    return fail(Fault::invalid, "cannot use a certificate of the chain: " + last_words());
  }
  ERR_clear_error();  // Of having reached the end.
  return {};
}

Result<> use_key(SSL_CTX* context, const std::string& pem) {
  const auto bio = bio_of(pem);
  const std::unique_ptr<EVP_PKEY, Freed> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return fail(Fault::invalid, "cannot use the server's key: " + last_words());
  }
  return {};
}

}  // namespace

Result<TlsContext> TlsContext::make(bool server) {
  const std::shared_ptr<SSL_CTX> context(
      SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()), SSL_CTX_free);
  if (!context) return fail(Fault::internal, "cannot set TLS up: " + last_words());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return TlsContext(context);
}

Result<TlsContext> TlsContext::for_client(const TrustStore& trust) {
  DF_TRY(auto made, make(false));
  auto* const context = made.native();
  const auto path = trust.path.string();
  const int loaded = trust.is_directory ? SSL_CTX_load_verify_dir(context, path.c_str())
                                        : SSL_CTX_load_verify_file(context, path.c_str());
  if (loaded != 1) {
    return fail(Fault::invalid, "cannot use the CA certificates in " + path + ": " + last_words());
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context, http_1_1.data(), http_1_1.size());
  return made;
}

Result<TlsContext> TlsContext::for_server(const std::string& certificates, const std::string& key) {
  DF_TRY(auto made, make(true));
  const auto certified = use_certificates(made.native(), certificates);
  if (!certified) return fail(certified.error());
  const auto keyed = use_key(made.native(), key);
  if (!keyed) return fail(keyed.error());
  SSL_CTX_set_alpn_select_cb(made.native(), choose_protocol, nullptr);
  return made;
}

}  // namespace dynaferry::net
