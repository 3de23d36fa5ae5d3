#include "server/http/static_files.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <system_error>
#include <utility>

#include "server/http/accept_encoding.h"
#include "server/http/field_text.h"

namespace palaver::http {
namespace {

namespace fs = std::filesystem;

// A file is held in memory while it is sent; what does not fit is not for this server.
constexpr std::uintmax_t kLargestFile = std::uintmax_t{64} * 1024 * 1024;
// Kept for the next who asks. When it is full it is emptied: web roots are small.
constexpr std::uintmax_t kCacheBytes = std::uintmax_t{128} * 1024 * 1024;

// Nothing but what the page has: scripts, WASM, style and icon from here. Connections go to any
// WebSocket endpoint that the user names. No frame of anybody's may show the page: clicks in it are
// to be meant for it.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'";

struct Twin {
  std::string_view coding;
  std::string_view ending;
};
constexpr std::array<Twin, 2> kTwins = {{{"br", ".br"}, {"gzip", ".gz"}}};  // the better one first

// A twin written by the same build run may carry a time slightly before its file's; an older one is
// left over from another build, and its content is not the file's.
constexpr std::chrono::seconds kTwinSlack{2};

// 128 bits of SHA-256 as hexadecimal digits: a strong validator that outlives restarts and copies.
std::string hash_of(const std::string& content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(content.data(), content.size(), digest.data(), &length, EVP_sha256(), nullptr);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 0xFU];
  }
  return text;
}

// Whether a segment of the path is one that may be served: no "..", no hidden file, no other way to
// write a separator.
bool is_plain_segment(std::string_view segment) {
  return !segment.empty() && segment.front() != '.' && segment.find('\\') == std::string_view::npos;
}

bool is_plain_path(std::string_view relative) {
  while (true) {
    const auto slash = relative.find('/');
    if (!is_plain_segment(relative.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    relative.remove_prefix(slash + 1);
  }
}

// Whether the name holds a hash of its content: "app.0123abcd.js", eight hexadecimal digits or
// more.
bool has_content_hash(std::string_view name) {
  const auto last = name.find_last_of('.');
  if (last == std::string_view::npos || last == 0) return false;
  const auto before = name.find_last_of('.', last - 1);
  if (before == std::string_view::npos || before == 0) return false;
  const auto hash = name.substr(before + 1, last - before - 1);
  return hash.size() >= 8 && std::all_of(hash.begin(), hash.end(), [](char c) {
           return (c >= '0' && c <= '9') || (lower_case(c) >= 'a' && lower_case(c) <= 'f');
         });
}

// RFC 9110 section 13.1.2: If-None-Match compares weakly, and "*" is any.
bool none_match_fails(const Headers& headers, std::string_view etag) {
  for (const auto& [name, value] : headers.fields()) {
    if (!equals_ignoring_case(name, "If-None-Match")) continue;
    const bool matches = any_list_item(value, [&](std::string_view item) {
      if (item.substr(0, 2) == "W/") item.remove_prefix(2);
      return item == "*" || item == etag;
    });
    if (matches) return true;
  }
  return false;
}

// Whether `path` lies below `root`; both without links and dots.
bool is_below(const fs::path& path, const fs::path& root) {
  const auto [root_end, rest] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return root_end == root.end() && rest != path.end();
}

Response refuse(int status, std::string_view message) {
  auto response = json_message(status, message);
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

StaticFiles::StaticFiles(fs::path root) : root_(std::move(root)) {}

Response StaticFiles::serve(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = refuse(405, "Method Not Allowed");
    response.headers.add("Allow", "GET, HEAD");
    return response;
  }
  // Once only: what decodes to an escape is a file's name, not another escape.
  const auto decoded = percent_decode(request.path());
  if (!decoded || decoded->empty() || decoded->front() != '/' ||
      decoded->find('\0') != std::string::npos) {
    return refuse(400, "Bad Request");
  }
  const std::string relative = *decoded == "/" ? "index.html" : decoded->substr(1);
  const auto path = locate(relative);
  if (!path) return refuse(404, "Not Found");
  const auto [chosen, coding] = choose(relative, *path, request.headers);
  const auto file = read(chosen);
  if (!file) return refuse(500, "Internal server error");

  Response response;
  const auto type = content_type(relative);
  // Each representation has a tag of its own (RFC 9110 section 8.8.3.3).
  const auto etag = '"' + file->hash + (coding.empty() ? "" : '-' + std::string(coding)) + '"';
  response.headers.add("ETag", etag);
  response.headers.add("Cache-Control",
                       has_content_hash(relative.substr(relative.find_last_of('/') + 1))
                           ? "public, max-age=31536000, immutable"
                           : "no-cache");
  response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  if (type.substr(0, 9) == "text/html") {
    response.headers.add("Content-Security-Policy", std::string(kPagePolicy));
    response.headers.add("Referrer-Policy", "no-referrer");
    // Who opens the page in a window of its own has no hold on it.
    response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  }
  if (none_match_fails(request.headers, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", std::string(type));
  if (!coding.empty()) response.headers.add("Content-Encoding", std::string(coding));
  response.shared_body = file->content;
  return response;
}

StaticFiles::Representation StaticFiles::choose(const std::string& relative, const fs::path& path,
                                                const Headers& headers) const {
  std::error_code error;
  const auto changed = fs::last_write_time(path, error);
  for (const auto& twin : kTwins) {
    if (error || !accepts_encoding(headers, twin.coding)) continue;
    // By the name asked for, not by where a link of that name leads.
    auto twin_path = locate(relative + std::string(twin.ending));
    if (!twin_path) continue;
    std::error_code twin_error;
    const auto twin_changed = fs::last_write_time(*twin_path, twin_error);
    if (twin_error || twin_changed + kTwinSlack < changed) continue;
    return {*std::move(twin_path), std::string(twin.coding)};
  }
  return {path, {}};
}

std::optional<fs::path> StaticFiles::locate(std::string_view relative) const {
  if (!is_plain_path(relative)) return std::nullopt;
  std::error_code error;
  const auto root = fs::canonical(root_, error);
  if (error) return std::nullopt;
  // Follows links, so that the comparison sees where they lead.
  auto path = fs::canonical(root / fs::path(relative), error);
  if (error || !is_below(path, root)) return std::nullopt;
  // No folders, and no pipe or device that reading would wait for.
  if (!fs::is_regular_file(path, error) || error) return std::nullopt;
  return path;
}

std::optional<StaticFiles::File> StaticFiles::read(const fs::path& path) const {
  std::error_code error;
  const auto changed = fs::last_write_time(path, error);
  if (error) return std::nullopt;
  const auto bytes = fs::file_size(path, error);
  if (error || bytes > kLargestFile) return std::nullopt;
  const auto found = cache_.find(path.string());
  if (found != cache_.end()) {
    if (found->second.changed == changed && found->second.bytes == bytes) return found->second;
    cached_bytes_ -= found->second.bytes;
    cache_.erase(found);
  }

  std::ifstream stream(path, std::ios::binary);
  std::string content(static_cast<std::size_t>(bytes), '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (!stream.is_open() || stream.bad()) return std::nullopt;
  // It may have been cut short between the two calls; then its time changes, and it is read anew.
  content.resize(static_cast<std::size_t>(stream.gcount()));
  File file{nullptr, hash_of(content), changed, bytes};
  file.content = std::make_shared<const std::string>(std::move(content));

  if (cached_bytes_ + bytes > kCacheBytes) {
    cache_.clear();
    cached_bytes_ = 0;
  }
  cached_bytes_ += bytes;
  return cache_.emplace(path.string(), std::move(file)).first->second;
}

}  // namespace palaver::http
