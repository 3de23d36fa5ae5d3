#include "server/http/accept_encoding.h"

#include <algorithm>

#include "server/http/field_text.h"

namespace palaver::http {
namespace {

// Whether the parameters of a list's item ("q=0.5") give a weight of zero: "0", "0.", "0.000".
bool is_refused(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = parameters.find(';');
    const auto parameter = trim(parameters.substr(0, end));
    if (parameter.size() > 2 && lower_case(parameter[0]) == 'q' && parameter[1] == '=') {
      const auto weight = parameter.substr(2);
      return std::all_of(weight.begin(), weight.end(), [](char c) { return c == '0' || c == '.'; });
    }
    if (end == std::string_view::npos) break;
    parameters.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

bool accepts_encoding(const Headers& headers, std::string_view coding) {
  bool any = false;  // by "*"
  bool named = false;
  bool accepted = false;
  for (const auto& [name, value] : headers.fields()) {
    if (!equals_ignoring_case(name, "Accept-Encoding")) continue;
    any_list_item(value, [&](std::string_view item) {
      const auto semicolon = item.find(';');
      const auto item_coding = trim(item.substr(0, semicolon));
      const bool refused =
          semicolon != std::string_view::npos && is_refused(item.substr(semicolon + 1));
      if (item_coding == "*") any = !refused;
      if (equals_ignoring_case(item_coding, coding)) {
        named = true;
        accepted = !refused;
      }
      return false;
    });
  }
  // What is named counts, whatever "*" says.
  return named ? accepted : any;
}

}  // namespace palaver::http
