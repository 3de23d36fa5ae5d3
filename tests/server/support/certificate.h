// A certificate for tests that vouches for itself, with its key.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>

#include "server/net/openssl_ptr.h"

namespace palaver::testing {

struct CertificateOptions {
  std::string name = "DNS:localhost";  // as X509v3's subjectAltName has it
  long valid_from = -3600;             // seconds from now
  long valid_until = 3600;
  long serial = 1;
};

class TestCertificate {
 public:
  explicit TestCertificate(const CertificateOptions& options = {})
      : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
    REQUIRE(key_);
    REQUIRE(certificate_);
    auto* x509 = certificate_.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), options.serial);
    X509_gmtime_adj(X509_getm_notBefore(x509), options.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(x509), options.valid_until);
    X509_set_pubkey(x509, key_.get());
    std::array<unsigned char, 8> subject{"palaver"};
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, subject.data(), -1,
                               -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    for (const auto& [kind, text] :
         {std::pair<int, std::string>{NID_subject_alt_name, options.name},
          {NID_basic_constraints, "critical,CA:TRUE"}}) {
      auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
      REQUIRE(extension != nullptr);
      X509_add_ext(x509, extension, -1);
      X509_EXTENSION_free(extension);
    }
    REQUIRE(X509_sign(x509, key_.get(), EVP_sha256()) > 0);
  }

  X509* certificate() const { return certificate_.get(); }
  EVP_PKEY* key() const { return key_.get(); }
  std::string certificate_pem() const {
    return written([this](BIO* bio) { return PEM_write_bio_X509(bio, certificate_.get()); });
  }
  // With a passphrase: encrypted by it.
  std::string key_pem(std::string passphrase = {}) const {
    return written([&](BIO* bio) {
      return PEM_write_bio_PrivateKey(bio, key_.get(),
                                      passphrase.empty() ? nullptr : EVP_aes_128_cbc(), nullptr, 0,
                                      nullptr, passphrase.empty() ? nullptr : passphrase.data());
    });
  }

 private:
  template <class Write>
  static std::string written(Write write) {
    const net::BioPtr bio(BIO_new(BIO_s_mem()));
    REQUIRE(write(bio.get()) == 1);
    std::string text(BIO_ctrl_pending(bio.get()), '\0');
    REQUIRE(BIO_read(bio.get(), text.data(), static_cast<int>(text.size())) ==
            static_cast<int>(text.size()));
    return text;
  }

  net::KeyPtr key_;
  net::CertificatePtr certificate_;
};

}  // namespace palaver::testing
