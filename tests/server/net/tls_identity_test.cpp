#include "server/net/tls_identity.h"

#include <openssl/rsa.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <ctime>
#include <filesystem>
#include <string>

#include "tests/server/support/certificate.h"
#include "tests/server/support/temporary_folder.h"

using namespace palaver::net;
using namespace palaver::testing;

namespace {

struct Fixture {
  TemporaryFolder folder;
  TestCertificate made{{.valid_from = -60, .valid_until = 120}};
  TlsFiles files{folder / "cert.pem", folder / "key.pem"};

  Fixture() {
    folder.write("cert.pem", made.certificate_pem());
    folder.write("key.pem", made.key_pem());
  }
  std::string refusal() const {
    const auto read = read_tls_identity(files);
    return read ? "none" : read.error();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "TLS files: a certificate, its chain and its key", "[net]") {
  const TestCertificate authority({.serial = 7});
  folder.write("cert.pem", made.certificate_pem() + "\n# above it\n" + authority.certificate_pem());
  const auto identity = read_tls_identity(files);
  REQUIRE(identity);
  REQUIRE(identity->chain.size() == 1);
  CHECK(ASN1_INTEGER_get(X509_get0_serialNumber(identity->chain[0].get())) == 7);
  CHECK(EVP_PKEY_eq(identity->key.get(), made.key()) == 1);
  const auto now = std::int64_t{std::time(nullptr)};
  CHECK(valid_from(*identity->certificate) <= now - 59);
  CHECK(valid_from(*identity->certificate) >= now - 90);
  CHECK(valid_until(*identity->certificate) >= now + 90);
  CHECK(valid_until(*identity->certificate) <= now + 121);
}

TEST_CASE_METHOD(Fixture, "TLS files: both may be one", "[net]") {
  folder.write("both.pem", made.key_pem() + made.certificate_pem());
  files = {folder / "both.pem", folder / "both.pem"};
  CHECK(read_tls_identity(files));
}

TEST_CASE_METHOD(Fixture, "TLS files: what is wrong is one line that names flag and file",
                 "[net]") {
  const std::string cert = files.certificate.string();
  const std::string key = files.key.string();
  SECTION("no such certificate") {
    std::filesystem::remove(files.certificate);
    CHECK(refusal() == "--tls-cert: " + cert + " cannot be read: No such file or directory");
  }
  SECTION("no such key") {
    std::filesystem::remove(files.key);
    CHECK(refusal() == "--tls-key: " + key + " cannot be read: No such file or directory");
  }
  SECTION("a folder") {
    files.key = folder.path();
    CHECK(refusal() == "--tls-key: " + folder.path().string() + " is a folder");
  }
  SECTION("the key for the certificate") {
    files.certificate = files.key;
    CHECK(refusal() == "--tls-cert: " + key + " holds no certificate in PEM format");
  }
  SECTION("the certificate for the key") {
    files.key = files.certificate;
    CHECK(refusal() == "--tls-key: " + cert + " holds no private key in PEM format");
  }
  SECTION("an empty file") {
    folder.write("cert.pem", "");
    CHECK(refusal() == "--tls-cert: " + cert + " holds no certificate in PEM format");
  }
  SECTION("a certificate cut off behind a whole one") {
    folder.write("cert.pem", made.certificate_pem() + made.certificate_pem().substr(0, 200));
    CHECK(refusal() ==
          "--tls-cert: " + cert + " holds a certificate that cannot be read, behind others");
  }
  SECTION("a key under a passphrase") {
    folder.write("key.pem", made.key_pem("secret"));
    CHECK(refusal() == "--tls-key: " + key +
                           " is encrypted; `openssl pkey -in FILE -out FILE` takes the passphrase "
                           "off");
  }
  SECTION("a key of another certificate") {
    folder.write("key.pem", TestCertificate().key_pem());
    CHECK(refusal() == "--tls-cert, --tls-key: the certificate in " + cert +
                           " does not match the key in " + key);
  }
}
