#include "server/http/content_type.h"

#include "server/http/field_text.h"

namespace palaver::http {
namespace {

struct Type {
  std::string_view ending;
  std::string_view type;
};

// RFC 9239 for scripts; the IANA registry for the others.
constexpr Type kTypes[] = {
    {"html", "text/html; charset=utf-8"},
    {"htm", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"wasm", "application/wasm"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"txt", "text/plain; charset=utf-8"},
    {"md", "text/markdown; charset=utf-8"},
    {"xml", "application/xml"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"ico", "image/vnd.microsoft.icon"},
    {"woff2", "font/woff2"},
    {"woff", "font/woff"},
    {"ttf", "font/ttf"},
    {"otf", "font/otf"},
    {"mp3", "audio/mpeg"},
    {"ogg", "audio/ogg"},
    {"wav", "audio/wav"},
    {"mp4", "video/mp4"},
    {"webm", "video/webm"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
};

}  // namespace

std::string_view content_type(std::string_view file_name) {
  const auto name = file_name.substr(file_name.find_last_of('/') + 1);
  const auto dot = name.find_last_of('.');
  if (dot != std::string_view::npos) {
    const auto ending = name.substr(dot + 1);
    for (const auto& [known, type] : kTypes) {
      if (equals_ignoring_case(known, ending)) return type;
    }
  }
  return "application/octet-stream";
}

}  // namespace palaver::http
