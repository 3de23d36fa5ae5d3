// Files of one folder over HTTP: types, ETag, precompressed twins (.br, .gz), nothing outside the
// folder. Its loop's thread; reads small files as they are asked for, and keeps what it has read
// until the file changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/http/content_type.h"
#include "server/http/message.h"

namespace palaver::http {

class StaticFiles {
 public:
  // The folder may come into being later.
  explicit StaticFiles(std::filesystem::path root);

  // GET and HEAD of a path below the root ("/" gives index.html). 404 for what is not there, for
  // folders, for hidden files and for anything outside the root, links that lead there included;
  // 400 for a path that does not decode; 405 for other methods; 304 when If-None-Match matches.
  // index.html must be revalidated by the browser, and so must everything without a content hash in
  // its name (name.0123abcd.js); the others are kept for a year.
  //
  // The answer to HEAD has the body too, so that its length is known: the server does not send it.
  Response serve(const Request& request) const;

 private:
  struct File {
    std::shared_ptr<const std::string> content;
    std::string hash;
    std::filesystem::file_time_type changed;
    std::uintmax_t bytes = 0;
  };
  // The file's real path when it is a regular file below the root.
  std::optional<std::filesystem::path> locate(std::string_view relative) const;
  struct Representation {
    std::filesystem::path path;
    std::string coding;  // empty: the file itself
  };
  // The twin to send instead of the file, if the client takes one and it is not older than the
  // file.
  Representation choose(const std::string& relative, const std::filesystem::path& path,
                        const Headers& headers) const;
  // Nothing when it cannot be read or is larger than is held in memory.
  std::optional<File> read(const std::filesystem::path& path) const;

  std::filesystem::path root_;
  mutable std::unordered_map<std::string, File> cache_;  // by real path
  mutable std::uintmax_t cached_bytes_ = 0;
};

}  // namespace palaver::http
