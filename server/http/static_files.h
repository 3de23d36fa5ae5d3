// Files of one folder over HTTP: types, ETag, precompressed twins (.br, .gz), nothing outside the
// folder. Its loop's thread; reads small files as they are asked for.
#pragma once

#include <filesystem>
#include <string>

#include "server/http/message.h"

namespace palaver::http {

class StaticFiles {
 public:
  // The folder may come into being later.
  explicit StaticFiles(std::filesystem::path root);

  // GET and HEAD of a path below the root ("/" gives index.html). 404 for what is not there, for
  // hidden files and for anything outside the root, links that lead there included; 400 for a path that
  // does not decode; 405 for other methods; 304 when If-None-Match matches. index.html must be
  // revalidated by the browser, and so must everything without a content hash in its name.
  Response serve(const Request& request) const;

 private:
  std::filesystem::path root_;
};

// By the name's ending; application/octet-stream for unknown ones. WASM must be application/wasm, or
// browsers do not compile it while it streams.
std::string_view content_type(std::string_view file_name);

}  // namespace palaver::http
