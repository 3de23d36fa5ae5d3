// One request of the HTTP client on its way: the libcurl handle set up for it, and the answer as it
// comes. For Client alone; knows nothing of the loop. Its loop's thread.
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "server/http/client.h"

namespace palaver::http {

// libcurl holds pointers into it: it stays where it is until its handle is reset.
class ClientTransfer {
 public:
  // `peer` as host_and_port() gives it. Sets up `easy`, which stays the caller's.
  ClientTransfer(CURL* easy, ClientRequest request, std::string peer, std::size_t response_bytes);
  ClientTransfer(const ClientTransfer&) = delete;
  ClientTransfer& operator=(const ClientTransfer&) = delete;

  CURL* easy() const { return easy_; }
  std::chrono::milliseconds timeout() const { return request_.timeout; }

  // What libcurl's result means. Once.
  ClientResult result(CURLcode code);
  ClientError timed_out() const;
  ClientError unreachable(std::string_view reason) const;

 private:
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  void append_header(const std::string& line);
  void set_headers();
  void set_method();
  void set_options();
  // Whether that many more bytes of the answer are within the limit.
  bool admit(std::size_t bytes);

  CURL* easy_;
  const ClientRequest request_;
  const std::string peer_;  // "127.0.0.1:5000"
  const std::size_t response_bytes_;
  std::unique_ptr<curl_slist, FreeList> header_lines_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  ClientResponse response_;
  bool head_complete_ = false;  // what comes behind it are trailer fields
  std::size_t received_bytes_ = 0;
  bool too_large_ = false;
};

// Host and port of a URL, for people; empty for what is no http or https URL.
std::string host_and_port(const std::string& url);

}  // namespace palaver::http
