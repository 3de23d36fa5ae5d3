#include "core/json/member.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/json/scanner.h"

namespace palaver::json {
namespace {

constexpr std::size_t kPathsAtOnce = 16;

JsonKind kind_of(Token token) {
  switch (token) {
    case Token::begin_object:
      return JsonKind::object;
    case Token::begin_array:
      return JsonKind::array;
    case Token::string:
      return JsonKind::string;
    case Token::number:
      return JsonKind::number;
    case Token::true_value:
      return JsonKind::boolean_true;
    case Token::false_value:
      return JsonKind::boolean_false;
    case Token::null_value:
      return JsonKind::null;
    default:
      return JsonKind::missing;
  }
}

// Follows paths through a text.
//
// A value's level is the number of containers around it. A path whose value is at level `matched`
// was followed by its first `matched` steps; when these are all, the value is the one looked for.
// Containers that no path leads into are skipped, so what is open is never deeper than a path.
class Finder {
 public:
  Finder(std::string_view json, std::span<const MemberPath> paths, std::span<RawMember> found)
      : scanner_(json), paths_(paths), found_(found) {
    std::fill(found_.begin(), found_.end(), RawMember{});
    std::fill_n(matched_.begin(), paths_.size(), std::size_t{0});
  }

  bool run() {
    while (true) {
      const Token token = scanner_.next();
      switch (token) {
        case Token::error:
          return false;
        case Token::end:
          return true;
        case Token::key:
          take_key();
          break;
        case Token::end_object:
        case Token::end_array:
          leave_container();
          break;
        case Token::begin_object:
        case Token::begin_array:
          if (!take_container(token)) return false;
          break;
        default:
          arrive(scanner_.depth());
          find(scanner_.depth(), token);
          leave(scanner_.depth());
      }
    }
  }

 private:
  // Of an open container.
  struct Level {
    bool is_array;
    std::int64_t next_index;
    std::int64_t elements;  // counted when a path has a negative index for it
  };

  bool is_whole(std::size_t i) const { return matched_[i] == paths_[i].size(); }

  // The next step of a path that leads through a container at `level`; null when none does.
  const Step* step_at(std::size_t i, std::size_t level) const {
    const MemberPath& path = paths_[i];
    if (matched_[i] != level || level >= path.size() || path.size() > kMaxSteps) return nullptr;
    return &path[level];
  }

  void take_key() {
    const std::size_t level = scanner_.depth() - 1;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const Step* step = step_at(i, level);
      if (step == nullptr || step->is_index()) continue;
      if (!equals_unescaped(scanner_.raw(), step->name())) continue;
      ++matched_[i];
      found_[i] = {};  // an earlier member of the same name does not count
      if (is_whole(i)) found_[i].key = scanner_.raw();
    }
  }

  // A value at `level` begins; when it is an element, paths may step on it.
  void arrive(std::size_t level) {
    if (level == 0 || !levels_[level - 1].is_array) return;
    Level& array = levels_[level - 1];
    const std::int64_t index = array.next_index++;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const Step* step = step_at(i, level - 1);
      if (step == nullptr || !step->is_index()) continue;
      const std::int64_t wanted = step->index();
      if (wanted == index || (wanted < 0 && wanted + array.elements == index)) ++matched_[i];
    }
  }

  // The latest token begins a value at `level`, or is all of it.
  void find(std::size_t level, Token token) {
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (matched_[i] != level || !is_whole(i)) continue;
      found_[i].kind = kind_of(token);
      found_[i].raw = scanner_.raw();
    }
  }

  // A value at `level` is over.
  void leave(std::size_t level) {
    if (level == 0) return;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (matched_[i] == level) --matched_[i];
    }
  }

  bool take_container(Token token) {
    const std::size_t level = scanner_.depth() - 1;
    const bool is_array = token == Token::begin_array;
    arrive(level);
    bool is_entered = false;
    bool is_counted = false;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const Step* step = step_at(i, level);
      if (step == nullptr || step->is_index() != is_array) continue;
      is_entered = true;
      is_counted |= is_array && step->index() < 0;
    }
    if (!is_entered && !scanner_.skip()) return false;
    find(level, token);
    if (!is_entered) {
      leave(level);
      return true;
    }
    levels_[level] = {is_array, 0, 0};
    return !is_counted || count_elements(&levels_[level].elements);
  }

  void leave_container() {
    const std::size_t level = scanner_.depth();
    const std::string_view bracket = scanner_.raw();
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (matched_[i] != level || !is_whole(i)) continue;
      std::string_view& raw = found_[i].raw;
      raw = {raw.data(), static_cast<std::size_t>(bracket.data() + bracket.size() - raw.data())};
    }
    leave(level);
  }

  // Reads ahead to the end of the array that was just opened.
  bool count_elements(std::int64_t* elements) const {
    Scanner ahead = scanner_;
    while (true) {
      const Token token = ahead.next();
      if (token == Token::error) return false;
      if (token == Token::end_array) return true;
      ++*elements;
      if (!ahead.skip()) return false;
    }
  }

  Scanner scanner_;
  std::span<const MemberPath> paths_;
  std::span<RawMember> found_;
  // Clearing what is not used of these would cost time.
  std::array<std::size_t, kPathsAtOnce> matched_;
  std::array<Level, kMaxSteps> levels_;
};

}  // namespace

bool find_raw_members(std::string_view json, std::span<const MemberPath> paths,
                      std::span<RawMember> found) {
  if (paths.empty()) return is_json(json);
  for (std::size_t begin = 0; begin < paths.size(); begin += kPathsAtOnce) {
    const std::size_t count = std::min(kPathsAtOnce, paths.size() - begin);
    Finder finder(json, paths.subspan(begin, count), found.subspan(begin, count));
    if (finder.run()) continue;
    std::fill(found.begin(), found.end(), RawMember{JsonKind::not_json, {}, {}});
    return false;
  }
  return true;
}

RawMember find_raw_member(std::string_view json, const MemberPath& path) {
  RawMember member;
  find_raw_members(json, {&path, 1}, {&member, 1});
  return member;
}

bool is_json(std::string_view text) {
  Scanner scanner(text);
  while (true) {
    const Token token = scanner.next();
    if (token == Token::end) return true;
    if (token == Token::error) return false;
  }
}

namespace {

// A string or key with no more escapes than JSON demands.
bool write_string(std::string_view raw, TextSink& out) {
  if (raw.find('\\') == std::string_view::npos) return out.add(raw);
  if (!out.add("\"")) return false;
  Unescaper text(raw);
  for (std::string_view piece; text.next(&piece);) {
    const bool escape = text.was_escaped() && piece.size() == 1;
    if (!out.add(escape ? quoted_character(piece.front()) : piece)) return false;
  }
  return out.add("\"");
}

}  // namespace

bool write_compact(std::string_view raw, TextSink& out) {
  Scanner scanner(raw);
  bool comma = false;
  while (true) {
    const Token token = scanner.next();
    const bool ends = token == Token::end_object || token == Token::end_array;
    if (token == Token::end || token == Token::error) return token == Token::end;
    if (comma && !ends && !out.add(",")) return false;
    if (token == Token::key) {
      if (!write_string(scanner.raw(), out) || !out.add(":")) return false;
    } else if (token == Token::string) {
      if (!write_string(scanner.raw(), out)) return false;
    } else if (!out.add(scanner.raw())) {
      return false;
    }
    comma = token != Token::key && token != Token::begin_object && token != Token::begin_array;
  }
}

void append_compact(std::string& out, std::string_view raw) {
  StringSink sink(out);
  write_compact(raw, sink);
}

bool write_text(std::string_view raw, TextSink& out) {
  if (raw.empty() || raw.front() != '"') return write_compact(raw, out);
  Unescaper text(raw);
  for (std::string_view piece; text.next(&piece);) {
    if (!out.add(piece)) return false;
  }
  return true;
}

void append_text(std::string& out, std::string_view raw) {
  StringSink sink(out);
  write_text(raw, sink);
}

std::string JsonMember::json() const {
  return kind == JsonKind::string ? json_string(text) : text;
}

JsonMember find_member(std::string_view json, const MemberPath& path) {
  const RawMember raw = find_raw_member(json, path);
  JsonMember member{raw.kind, ""};
  if (raw.exists()) append_text(member.text, raw.raw);
  return member;
}

std::string json_string(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || static_cast<std::uint8_t>(c) >= 0x80;
}

MemberPath take_member_path(std::string_view text, std::size_t* offset) {
  MemberPath path;
  while (*offset + 1 < text.size() && text[*offset] == '.' &&
         is_name_character(text[*offset + 1])) {
    const std::size_t start = *offset + 1;
    std::size_t end = start;
    while (end < text.size() && is_name_character(text[end])) ++end;
    path.emplace_back(text.substr(start, end - start));
    *offset = end;
  }
  return path;
}

}  // namespace palaver::json
