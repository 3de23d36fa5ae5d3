#include "server/http/client_transfer.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <new>
#include <system_error>
#include <utility>

#include "server/http/field_text.h"

namespace palaver::http {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::string part_of(const Url& url, CURLUPart part, unsigned int flags = 0) {
  char* text = nullptr;
  std::string copy;
  if (curl_url_get(url.get(), part, &text, flags) == CURLUE_OK) copy = text;
  curl_free(text);
  return copy;
}

// Null for what is no URL.
Url parsed(const std::string& text) {
  Url url(curl_url());
  if (url && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
    url.reset();
  }
  return url;
}

}  // namespace

ClientTransfer::ClientTransfer(const ClientOptions& options)
    : easy_(curl_easy_init()), options_(options) {
  if (easy_ == nullptr) throw std::bad_alloc();
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_PATH_AS_IS, 1L);
  // None at all, whatever the environment says: backends are near, and http_proxy is meant for
  // others.
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  // No time limit here: the caller's timer ends a transfer, because it also counts the time for
  // which the request waited in its line.
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_text_.data());
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &ClientTransfer::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &ClientTransfer::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy_, CURLOPT_CAINFO, options_.ca_file.c_str());
  }
}

ClientTransfer::~ClientTransfer() {
  curl_easy_cleanup(easy_);
}

ClientTransfer& ClientTransfer::of(CURL* easy) {
  char* self = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
  // libcurl hands its caller's pointer back as a char*.
  return *static_cast<ClientTransfer*>(static_cast<void*>(self));
}

void ClientTransfer::begin(ClientRequest request, std::string peer) {
  request_ = std::move(request);
  peer_ = std::move(peer);
  response_ = {};
  head_complete_ = false;
  announced_bytes_ = 0;
  received_bytes_ = 0;
  too_large_ = false;
  error_text_[0] = '\0';
  header_text_.clear();
  header_starts_.clear();
  set_url();
  set_headers();
  set_method();
}

void ClientTransfer::end() {
  request_ = {};
  response_ = {};
}

// --- The request ------------------------------------------------------------------------------

void ClientTransfer::set_url() {
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, request_.skip_verification ? 0L : 1L);
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, request_.skip_verification ? 0L : 2L);
  const bool renamed = !request_.server_name_to_verify.empty() && request_.url.size() > 5 &&
                       equals_ignoring_case(request_.url.substr(0, 5), "https");
  curl_easy_setopt(easy_, CURLOPT_CONNECT_TO, nullptr);
  if (!renamed) {
    curl_easy_setopt(easy_, CURLOPT_URL, request_.url.c_str());
    return;
  }
  // libcurl verifies the URL's host: that becomes the wanted name, the connection still goes to the
  // host that the URL named, and so does the Host field.
  auto url = parsed(request_.url);
  const auto& name = request_.server_name_to_verify;
  const auto host = part_of(url, CURLUPART_HOST);
  const auto port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const auto given_port = part_of(url, CURLUPART_PORT);
  if (!request_.headers.find("Host")) {
    request_.headers.add("Host", given_port.empty() ? host : host + ':' + given_port);
  }
  curl_url_set(url.get(), CURLUPART_HOST, name.c_str(), 0);
  connect_to_text_ = name + ':' + port + ':' + host + ':' + port;
  connect_to_ = {connect_to_text_.data(), nullptr};
  curl_easy_setopt(easy_, CURLOPT_CONNECT_TO, &connect_to_);
  curl_easy_setopt(easy_, CURLOPT_URL, part_of(url, CURLUPART_URL).c_str());
}

void ClientTransfer::set_headers() {
  const auto add_line = [this](std::string_view name, std::string_view separator,
                               std::string_view value) {
    header_starts_.push_back(header_text_.size());
    header_text_.append(name).append(separator).append(value).push_back('\0');
  };
  bool has_accept = false;
  bool has_content_type = false;
  for (const auto& [name, value] : request_.headers.fields()) {
    // The body's framing is libcurl's.
    if (equals_ignoring_case(name, "Content-Length") ||
        equals_ignoring_case(name, "Transfer-Encoding") || equals_ignoring_case(name, "Expect")) {
      continue;
    }
    if (!is_token(name) || !is_field_value(value)) continue;
    has_accept = has_accept || equals_ignoring_case(name, "Accept");
    has_content_type = has_content_type || equals_ignoring_case(name, "Content-Type");
    // "Name:" would remove a header of libcurl's own; "Name;" sends it with an empty value.
    const auto text = trim(value);
    add_line(name, text.empty() ? ";" : ": ", text);
  }
  // Waiting for "100 Continue" would cost a round trip for every larger body.
  add_line("Expect", ":", "");
  // libcurl's own would claim that the body is a form, and that we take any answer.
  if (!has_content_type) add_line("Content-Type", ":", "");
  if (!has_accept) add_line("Accept", ":", "");

  // Only now do the lines stay where they are.
  header_list_.resize(header_starts_.size());
  for (std::size_t i = 0; i < header_list_.size(); ++i) {
    header_list_[i].data = header_text_.data() + header_starts_[i];
    header_list_[i].next = i + 1 < header_list_.size() ? &header_list_[i + 1] : nullptr;
  }
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_list_.data());
}

void ClientTransfer::set_method() {
  const auto& method = request_.method;
  // The handle remembers the request before: each branch says everything about the method.
  if (method == "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, nullptr);
    curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  // RFC 9110 section 8.6: methods that are about their body say that it is empty; IIS answers 411
  // to those that do not.
  const bool about_body = method == "POST" || method == "PUT" || method == "PATCH";
  if (about_body || !request_.body.empty()) {
    // Not copied: the body is ours until the end.
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
  } else {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
}

// --- The answer -------------------------------------------------------------------------------

std::size_t ClientTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<ClientTransfer*>(self);
  const std::string_view line(data, size * count);
  if (!transfer.admit(line.size())) return 0;
  transfer.take_header_line(line);
  // Taking less than there is ends the transfer and closes the connection.
  return transfer.too_large_ ? 0 : line.size();
}

void ClientTransfer::take_header_line(std::string_view line) {
  if (line.substr(0, 5) == "HTTP/") {
    // A response may follow interim ones (1xx); the last head is the answer's.
    response_ = {};
    const auto code = line.substr(std::min(line.find(' '), line.size() - 1) + 1, 3);
    std::from_chars(code.data(), code.data() + code.size(), response_.status);
    head_complete_ = false;
    announced_bytes_ = 0;
    return;
  }
  if (head_complete_) return;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.empty()) {
    head_complete_ = true;
    too_large_ = announces_too_much();
    return;
  }
  // RFC 9112 section 5.2: a line that goes on with the field before it; obsolete, and left out.
  const auto colon = line.find(':');
  if (line.front() == ' ' || line.front() == '\t' || colon == std::string_view::npos) return;
  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  if (equals_ignoring_case(name, "Content-Length")) {
    std::from_chars(value.data(), value.data() + value.size(), announced_bytes_);
  }
  response_.headers.add(std::string(name), std::string(value));
}

bool ClientTransfer::announces_too_much() const {
  // Both tell the length of a body that is not sent (RFC 9110 section 8.6).
  const bool has_body = request_.method != "HEAD" && response_.status != 304;
  return has_body && announced_bytes_ > options_.response_bytes;
}

std::size_t ClientTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<ClientTransfer*>(self);
  const auto bytes = size * count;
  if (!transfer.admit(bytes)) return 0;
  transfer.response_.body.append(data, bytes);
  return bytes;
}

bool ClientTransfer::admit(std::size_t bytes) {
  received_bytes_ += bytes;
  too_large_ = received_bytes_ > options_.response_bytes;
  return !too_large_;
}

ClientResult ClientTransfer::result(CURLcode code) {
  if (code == CURLE_OK && !head_complete_) {
    // libcurl takes a head that breaks off for a short one.
    return unexpected(unreachable_error(peer_, "the connection broke inside of the answer's head"));
  }
  if (code == CURLE_OK) return std::move(response_);
  if (too_large_) {
    return unexpected(ClientError{ClientErrorKind::too_large,
                                  "the answer of " + peer_ + " exceeds " +
                                      std::to_string(options_.response_bytes) + " bytes"});
  }
  if (code == CURLE_OPERATION_TIMEDOUT) return unexpected(timed_out());
  if (code == CURLE_URL_MALFORMAT) {
    return unexpected(
        ClientError{ClientErrorKind::bad_url, "not an http or https URL: " + request_.url});
  }
  long number = 0;
  if (code == CURLE_COULDNT_CONNECT &&
      curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &number) == CURLE_OK && number != 0) {
    return unexpected(
        unreachable_error(peer_, std::generic_category().message(static_cast<int>(number))));
  }
  return unexpected(unreachable_error(
      peer_, error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code)));
}

ClientError ClientTransfer::timed_out() const {
  return {ClientErrorKind::timed_out,
          peer_ + " gave no answer within " + std::to_string(request_.timeout.count()) + " ms"};
}

ClientError unreachable_error(std::string_view peer, std::string_view reason) {
  return {ClientErrorKind::unreachable,
          "cannot reach " + std::string(peer) + ": " + std::string(reason)};
}

bool is_url_text(std::string_view url) {
  return std::none_of(url.begin(), url.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

std::string host_and_port(const std::string& url) {
  if (!is_url_text(url)) return {};
  const auto parts = parsed(url);
  if (!parts) return {};
  const auto scheme = part_of(parts, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return {};
  return part_of(parts, CURLUPART_HOST) + ':' + part_of(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace palaver::http
