// Certificates made for one test: an authority, and what it vouches for.

#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "net/tls_context.h"
#include "net/trust.h"

namespace dynaferry::net {

struct Certified {
  std::string certificate;  // PEM.
  std::string key;
};

class TestAuthority {
 public:
  TestAuthority() : key_(new_key()), own_(make("Test authority", key_.get(), nullptr)) {}

  [[nodiscard]] std::string bundle() const { return pem(own_.get()); }

  // `names`: as in a certificate's subjectAltName, "DNS:localhost,IP:127.0.0.1".
  [[nodiscard]] Certified certify(const std::string& names) const {
    const auto key = new_key();
    const auto certificate = make("server", key.get(), names.c_str());
    return {pem(certificate.get()), pem(key.get())};
  }

 private:
  struct Freed {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Freed>;
  using Certificate = std::unique_ptr<X509, Freed>;

  static Key new_key() { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

  // Signed by the authority, which signs itself first.
  [[nodiscard]] Certificate make(const char* name, EVP_PKEY* key, const char* names) const {
    Certificate made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), names == nullptr ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key);
    auto* const subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    auto* const issuer = names == nullptr ? made.get() : own_.get();
    X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
    if (names == nullptr) {
      extend(made.get(), issuer, NID_basic_constraints, "critical,CA:TRUE");
    } else {
      extend(made.get(), issuer, NID_subject_alt_name, names);
    }
    X509_sign(made.get(), key_.get(), EVP_sha256());
    return made;
  }

  static void extend(X509* certificate, X509* issuer, int what, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* const extension = X509V3_EXT_conf_nid(nullptr, &context, what, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  static std::string pem(X509* certificate) {
    const std::unique_ptr<BIO, Freed> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return text_of(bio.get());
  }
  static std::string pem(EVP_PKEY* key) {
    const std::unique_ptr<BIO, Freed> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(bio.get());
  }
  static std::string text_of(BIO* bio) {
    std::string text(static_cast<std::size_t>(BIO_pending(bio)), '\0');
    BIO_read(bio, text.data(), static_cast<int>(text.size()));
    return text;
  }

  Key key_;
  Certificate own_;
};

// The authority's bundle in a file, for as long as the test lasts.
class Bundle {
 public:
  explicit Bundle(const TestAuthority& authority)
      : path_(std::filesystem::temp_directory_path() /
              ("bundle-" + std::to_string(::getpid()) + "-" +
               std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".pem")) {
    std::ofstream(path_) << authority.bundle();
  }
  Bundle(const Bundle&) = delete;
  Bundle& operator=(const Bundle&) = delete;
  ~Bundle() { std::filesystem::remove(path_); }
  [[nodiscard]] TlsContext believed() const {
    return *TlsContext::for_client(*find_trust({path_}));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace dynaferry::net
