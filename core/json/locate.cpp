#include "core/json/locate.h"

#include <algorithm>

#include "core/json/member.h"

namespace palaver::json {
namespace {

Place place_of_piece(std::string_view text, std::string_view piece) {
  return place_of_offset(text, static_cast<std::size_t>(piece.data() - text.data()));
}

}  // namespace

Place place_of_offset(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  Place place;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool line_end =
        text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.size() && text[i + 1] == '\n'));
    if (line_end) {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

std::optional<Place> locate_value(std::string_view text, const MemberPath& path) {
  const RawMember member = find_raw_member(text, path);
  if (!member.exists()) return std::nullopt;
  return place_of_piece(text, member.raw);
}

std::optional<Place> locate_key(std::string_view text, const MemberPath& path) {
  const RawMember member = find_raw_member(text, path);
  if (!member.exists()) return std::nullopt;
  return place_of_piece(text, member.key.empty() ? member.raw : member.key);
}

Place locate_nearest(std::string_view text, MemberPath path) {
  while (true) {
    if (const std::optional<Place> place = locate_key(text, path)) return *place;
    if (path.empty()) break;
    path.pop_back();
  }
  return place_of_offset(text, text.find_first_not_of(" \t\r\n"));
}

}  // namespace palaver::json
