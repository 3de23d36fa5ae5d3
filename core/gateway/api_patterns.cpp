#include "core/gateway/api_patterns.h"

namespace palaver::gateway {

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::optional<VariableSpan> find_variable(std::string_view text, std::size_t from) {
  const std::size_t begin = text.find("${", from);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t close = text.find('}', begin);
  VariableSpan span;
  span.begin = begin;
  span.closed = close != std::string_view::npos;
  span.end = span.closed ? close + 1 : text.size();
  span.name = text.substr(begin + 2, span.closed ? close - begin - 2 : std::string_view::npos);
  return span;
}

}  // namespace palaver::gateway
