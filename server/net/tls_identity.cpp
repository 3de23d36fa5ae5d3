#include "server/net/tls_identity.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

namespace palaver::net {
namespace {

constexpr std::string_view kCertificateFlag = "--tls-cert";
constexpr std::string_view kKeyFlag = "--tls-key";

std::string problem(std::string_view flag, const std::filesystem::path& file,
                    std::string_view what) {
  return std::string(flag) + ": " + file.string() + " " + std::string(what);
}

expected<std::string, std::string> read_file(std::string_view flag,
                                             const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    return unexpected(problem(flag, file, "is a folder"));
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  if (!stream.is_open() || stream.bad()) {
    return unexpected(
        problem(flag, file, "cannot be read: " + std::generic_category().message(errno)));
  }
  return text;
}

BioPtr bio_of(const std::string& text) {
  // A file of more than 2 GiB is none of ours; it holds nothing then.
  const bool fits = text.size() <= std::size_t{std::numeric_limits<int>::max()};
  return BioPtr(BIO_new_mem_buf(text.data(), fits ? static_cast<int>(text.size()) : 0));
}

// Called for a passphrase, which nobody is asked for.
int note_encryption(char* /*buffer*/, int /*size*/, int /*writing*/, void* encrypted) {
  *static_cast<bool*>(encrypted) = true;
  return -1;
}

std::int64_t unix_time(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? std::int64_t{::timegm(&parts)} : 0;
}

}  // namespace

expected<TlsIdentity, std::string> read_tls_identity(const TlsFiles& files) {
  const auto certificate_text = read_file(kCertificateFlag, files.certificate);
  if (!certificate_text) return unexpected(certificate_text.error());
  const auto key_text = read_file(kKeyFlag, files.key);
  if (!key_text) return unexpected(key_text.error());

  TlsIdentity identity;
  const auto certificates = bio_of(*certificate_text);
  identity.certificate.reset(PEM_read_bio_X509_AUX(certificates.get(), nullptr, nullptr, nullptr));
  if (!identity.certificate) {
    ERR_clear_error();
    return unexpected(
        problem(kCertificateFlag, files.certificate, "holds no certificate in PEM format"));
  }
  while (CertificatePtr next{PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr)}) {
    identity.chain.push_back(std::move(next));
  }
  // The end of the file is an error, too; a certificate that is cut off is another.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) {
    return unexpected(problem(kCertificateFlag, files.certificate,
                              "holds a certificate that cannot be read, behind others"));
  }

  bool encrypted = false;
  identity.key.reset(
      PEM_read_bio_PrivateKey(bio_of(*key_text).get(), nullptr, note_encryption, &encrypted));
  ERR_clear_error();
  if (encrypted) {
    return unexpected(problem(kKeyFlag, files.key,
                              "is encrypted; `openssl pkey -in FILE -out FILE` takes the "
                              "passphrase off"));
  }
  if (!identity.key) {
    return unexpected(problem(kKeyFlag, files.key, "holds no private key in PEM format"));
  }
  if (X509_check_private_key(identity.certificate.get(), identity.key.get()) != 1) {
    ERR_clear_error();
    return unexpected("--tls-cert, --tls-key: the certificate in " + files.certificate.string() +
                      " does not match the key in " + files.key.string());
  }
  return identity;
}

std::int64_t valid_from(const X509& certificate) {
  return unix_time(X509_get0_notBefore(&certificate));
}

std::int64_t valid_until(const X509& certificate) {
  return unix_time(X509_get0_notAfter(&certificate));
}

}  // namespace palaver::net
