#include "server/http/client_transfer.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "server/http/field_text.h"

namespace palaver::http {

ClientTransfer::ClientTransfer(CURL* easy, ClientRequest request, std::string peer,
                               std::size_t response_bytes)
    : easy_(easy),
      request_(std::move(request)),
      peer_(std::move(peer)),
      response_bytes_(response_bytes) {
  set_options();
  set_headers();
  set_method();
}

void ClientTransfer::set_options() {
  curl_easy_setopt(easy_, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  // None at all, whatever the environment says: backends are near, and http_proxy is meant for
  // others.
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
  // The caller's timer ends the transfer; libcurl's own shorter default must not.
  curl_easy_setopt(
      easy_, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::max<std::chrono::milliseconds::rep>(request_.timeout.count(), 1)));
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_text_.data());
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &ClientTransfer::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &ClientTransfer::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(response_bytes_));
}

void ClientTransfer::append_header(const std::string& line) {
  // Gives the list's head; null, with the list as it was, when there is no memory.
  auto* head = curl_slist_append(header_lines_.get(), line.c_str());
  if (head == nullptr) throw std::bad_alloc();
  static_cast<void>(header_lines_.release());
  header_lines_.reset(head);
}

void ClientTransfer::set_headers() {
  for (const auto& [name, value] : request_.headers.fields()) {
    // The body's framing is libcurl's.
    if (same_letters(name, "Content-Length") || same_letters(name, "Transfer-Encoding") ||
        same_letters(name, "Expect")) {
      continue;
    }
    if (!is_token(name) || !is_field_value(value)) continue;
    // "Name:" would remove a header of libcurl's own; "Name;" sends it with an empty value.
    const auto text = trim(value);
    append_header(text.empty() ? name + ';' : name + ": " + std::string(text));
  }
  // Waiting for "100 Continue" would cost a round trip for every larger body.
  append_header("Expect:");
  // libcurl's own would claim that the body is a form.
  if (!request_.headers.find("Content-Type")) append_header("Content-Type:");
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_lines_.get());
}

void ClientTransfer::set_method() {
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request_.method == "POST" || !request_.body.empty()) {
    // Not copied: the body is ours until the end.
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    if (request_.method == "POST") return;
  } else {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    if (request_.method == "GET") return;
  }
  curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

std::size_t ClientTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<ClientTransfer*>(self);
  const std::string_view line(data, size * count);
  if (!transfer.admit(line.size())) return 0;
  if (line.substr(0, 5) == "HTTP/") {
    // A response may follow interim ones (1xx); the last head is the answer's.
    transfer.response_.headers = {};
    transfer.head_complete_ = false;
    return line.size();
  }
  if (transfer.head_complete_) return line.size();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) {
    // The empty line.
    transfer.head_complete_ = true;
    return line.size();
  }
  auto value = line.substr(colon + 1);
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.remove_suffix(1);
  transfer.response_.headers.add(std::string(line.substr(0, colon)), std::string(trim(value)));
  return line.size();
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
  too_large_ = received_bytes_ > response_bytes_;
  return !too_large_;
}

ClientResult ClientTransfer::result(CURLcode code) {
  if (code == CURLE_OK && !head_complete_) {
    // libcurl takes a head that breaks off for a short one.
    return unexpected(unreachable("the connection broke inside of the answer's head"));
  }
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return std::move(response_);
  }
  if (too_large_ || code == CURLE_FILESIZE_EXCEEDED) {
    return unexpected(ClientError{
        ClientErrorKind::too_large,
        "the answer of " + peer_ + " exceeds " + std::to_string(response_bytes_) + " bytes"});
  }
  if (code == CURLE_OPERATION_TIMEDOUT) return unexpected(timed_out());
  long number = 0;
  if (code == CURLE_COULDNT_CONNECT &&
      curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &number) == CURLE_OK && number != 0) {
    return unexpected(unreachable(std::generic_category().message(static_cast<int>(number))));
  }
  return unexpected(
      unreachable(error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code)));
}

ClientError ClientTransfer::timed_out() const {
  return {ClientErrorKind::timed_out,
          peer_ + " gave no answer within " + std::to_string(request_.timeout.count()) + " ms"};
}

ClientError ClientTransfer::unreachable(std::string_view reason) const {
  return {ClientErrorKind::unreachable, "cannot reach " + peer_ + ": " + std::string(reason)};
}

std::string host_and_port(const std::string& url) {
  // libcurl takes C strings and would stop at a NUL; no other control character belongs there
  // either.
  const auto out_of_place = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  if (std::any_of(url.begin(), url.end(), out_of_place)) return {};
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  const auto part = [&](CURLUPart which, unsigned int flags) {
    char* text = nullptr;
    std::string copy;
    if (curl_url_get(parsed.get(), which, &text, flags) == CURLUE_OK) copy = text;
    curl_free(text);
    return copy;
  };
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return {};
  const auto scheme = part(CURLUPART_SCHEME, 0);
  if (scheme != "http" && scheme != "https") return {};
  return part(CURLUPART_HOST, 0) + ':' + part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace palaver::http
