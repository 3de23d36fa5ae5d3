// One request of the HTTP client on its way: a libcurl handle, and the answer as it comes. Kept and
// used again for the next request: making a handle and setting it up costs more than a small
// request itself. For Client alone; knows nothing of the loop. Its loop's thread.
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/client.h"

namespace palaver::http {

// libcurl holds pointers into it: it stays where it is.
class ClientTransfer {
 public:
  // `options` must outlive it. Throws std::bad_alloc.
  explicit ClientTransfer(const ClientOptions& options);
  ~ClientTransfer();
  ClientTransfer(const ClientTransfer&) = delete;
  ClientTransfer& operator=(const ClientTransfer&) = delete;

  CURL* easy() const { return easy_; }
  // The transfer whose easy() that is.
  static ClientTransfer& of(CURL* easy);

  // Sets up the handle. `peer` as host_and_port() gives it.
  void begin(ClientRequest request, std::string peer);
  // What libcurl's result means. Once per begin().
  ClientResult result(CURLcode code);
  ClientError timed_out() const;
  // Forgets the request; libcurl must have let go of the handle.
  void end();

  void* owner = nullptr;  // Client's: whose transfer it is

 private:
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  void set_url();
  void set_headers();
  void set_method();
  void take_header_line(std::string_view line);
  // Whether that many more bytes of the answer are within the limit.
  bool admit(std::size_t bytes);
  bool announces_too_much() const;

  CURL* easy_;
  const ClientOptions& options_;
  ClientRequest request_;
  std::string peer_;
  // The header as libcurl reads it: a list through one vector, of lines in one text.
  std::string header_text_;
  std::vector<std::size_t> header_starts_;
  std::vector<curl_slist> header_list_;
  std::string connect_to_text_;
  curl_slist connect_to_{};
  std::array<char, CURL_ERROR_SIZE> error_text_{};

  ClientResponse response_;
  bool head_complete_ = false;  // what comes behind it are trailer fields
  std::size_t announced_bytes_ = 0;
  std::size_t received_bytes_ = 0;
  bool too_large_ = false;
};

ClientError unreachable_error(std::string_view peer, std::string_view reason);

// Whether libcurl would read all of it: it takes C strings and stops at a NUL; no other control
// character, nor a blank, belongs into a URL either.
bool is_url_text(std::string_view url);

// Host and port of a URL, for people; empty for what is no http or https URL.
std::string host_and_port(const std::string& url);

}  // namespace palaver::http
