// An https server on loopback for tests, with a certificate that it signs itself for one name:
// answers every request with 200 and "fine", one connection after the other, on a thread of its
// own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/net/unique_fd.h"
#include "tests/server/support/temporary_folder.h"

namespace palaver::testing {

class TlsServer {
 public:
  explicit TlsServer(const std::string& name) : context_(SSL_CTX_new(TLS_server_method())) {
    REQUIRE(context_);
    make_certificate(name);
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    // The socket interface takes every address family through this one pointer type.
    auto* any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener_.get(), any, size) == 0);
    REQUIRE(::listen(listener_.get(), 8) == 0);
    REQUIRE(::getsockname(listener_.get(), any, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() { stop(); }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::uint16_t port() const { return port_; }
  // Whoever trusts it trusts this server.
  std::string ca_file() const { return (folder_ / "ca.pem").string(); }

  // After these, what the server has seen may be looked at. Waits for open connections to end.
  void stop() {
    if (!thread_.joinable()) return;
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  std::vector<std::string> server_names;  // told in the handshakes
  std::vector<std::string> requests;

 private:
  template <auto Free>
  struct Deleter {
    template <class T>
    void operator()(T* object) const {
      Free(object);
    }
  };
  using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
  using Session = std::unique_ptr<SSL, Deleter<SSL_free>>;
  using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
  using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;

  void make_certificate(const std::string& name) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    REQUIRE(key);
    REQUIRE(certificate);
    auto* x509 = certificate.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key.get());
    std::array<unsigned char, 8> subject{"palaver"};
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, subject.data(), -1,
                               -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    for (const auto& [kind, text] : {std::pair<int, std::string>{NID_subject_alt_name, name},
                                     {NID_basic_constraints, "critical,CA:TRUE"}}) {
      auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
      REQUIRE(extension != nullptr);
      X509_add_ext(x509, extension, -1);
      X509_EXTENSION_free(extension);
    }
    REQUIRE(X509_sign(x509, key.get(), EVP_sha256()) > 0);
    REQUIRE(SSL_CTX_use_certificate(context_.get(), x509) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1);
    auto* file = std::fopen(ca_file().c_str(), "w");
    REQUIRE(file != nullptr);
    PEM_write_X509(file, x509);
    std::fclose(file);
  }

  void serve() {
    while (true) {
      const net::UniqueFd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!peer) return;
      const Session session(SSL_new(context_.get()));
      SSL_set_fd(session.get(), peer.get());
      if (SSL_accept(session.get()) == 1) talk(session.get());
    }
  }

  void talk(SSL* session) {
    const char* name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
    server_names.emplace_back(name != nullptr ? name : "");
    std::string request;
    std::array<char, 4096> buffer;
    while (true) {
      const int count = SSL_read(session, buffer.data(), static_cast<int>(buffer.size()));
      if (count <= 0) return;
      request.append(buffer.data(), static_cast<std::size_t>(count));
      if (request.find("\r\n\r\n") == std::string::npos) continue;
      requests.push_back(std::exchange(request, {}));
      const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
      SSL_write(session, answer.data(), static_cast<int>(answer.size()));
    }
  }

  TemporaryFolder folder_;
  Context context_;
  net::UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace palaver::testing
