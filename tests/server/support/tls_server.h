// An https server on loopback for tests, with a certificate that it signs itself for one name:
// answers every request with 200 and "fine", one connection after the other, on a thread of its
// own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "server/net/openssl_ptr.h"
#include "server/net/unique_fd.h"
#include "tests/server/support/certificate.h"
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
  void make_certificate(const std::string& name) {
    const TestCertificate made({.name = name});
    REQUIRE(SSL_CTX_use_certificate(context_.get(), made.certificate()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(context_.get(), made.key()) == 1);
    folder_.write("ca.pem", made.certificate_pem());
  }

  void serve() {
    while (true) {
      const net::UniqueFd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!peer) return;
      const net::SslPtr session(SSL_new(context_.get()));
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
  net::SslContextPtr context_;
  net::UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace palaver::testing
