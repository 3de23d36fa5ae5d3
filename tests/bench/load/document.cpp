#include "tests/bench/load/document.h"

namespace palaver::load {

std::optional<std::string> with_text_in_place(std::string_view document, std::string_view name,
                                              std::string_view text) {
  const std::string begin = "<!-- load: " + std::string(name) + " -->\n";
  const std::size_t at = document.find(begin);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t from = at + begin.size();
  const std::size_t to = document.find("<!-- load: end -->", from);
  if (to == std::string_view::npos) return std::nullopt;
  std::string result(document.substr(0, from));
  result += text;
  result += document.substr(to);
  return result;
}

}  // namespace palaver::load
