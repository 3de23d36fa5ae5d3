// Reading the members of one JSON object of an API's definition. Tells all that is wrong with them,
// not only the first thing: a member of the wrong type is reported and counts as missing. One
// thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api_problem.h"
#include "core/gateway/request_context.h"
#include "core/json/value.h"

namespace palaver::gateway {

// One of the texts that a member may be.
template <class Enum>
struct Choice {
  std::string_view text;
  Enum value;
};

// Each function leaves `out` as it is when the member is missing, null or wrong. `value` and
// `problems` must outlive the reader.
class ApiObjectReader {
 public:
  // `member` is where the object stands. Reports a value that is no object; it has no members then.
  ApiObjectReader(const json::Value& value, std::string member, std::vector<ApiProblem>& problems);

  void read(std::string_view name, std::string& out);
  void read(std::string_view name, std::optional<std::string>& out);
  void read(std::string_view name, bool& out);
  void read(std::string_view name, std::optional<bool>& out);
  void read(std::string_view name, std::int64_t& out);
  void read(std::string_view name, std::optional<std::int64_t>& out);
  void read(std::string_view name, std::optional<double>& out);
  void read(std::string_view name, StringMap& out);
  void read(std::string_view name, std::vector<std::string>& out);

  template <class Enum>
  void read(std::string_view name, std::initializer_list<Choice<Enum>> choices, Enum& out) {
    const std::string* text = find_text(name);
    if (text == nullptr) return;
    std::vector<std::string_view> texts;
    for (const Choice<Enum>& choice : choices) {
      if (choice.text == *text) {
        out = choice.value;
        return;
      }
      texts.push_back(choice.text);
    }
    report_choice(name, *text, texts);
  }
  template <class Enum>
  void read(std::string_view name, std::initializer_list<Choice<Enum>> choices,
            std::optional<Enum>& out) {
    Enum value{};
    const std::size_t before = problems_.size();
    if (find(name) == nullptr) return;
    read(name, choices, value);
    if (problems_.size() == before) out = value;
  }

  // Calls function(value, member) for each element of a list.
  template <class Function>
  void each(std::string_view name, Function function) {
    const json::Value* list = find_list(name);
    if (list == nullptr) return;
    std::size_t index = 0;
    for (const json::Value& item : *list->as_list()) {
      function(item, member(name) + '[' + std::to_string(index++) + ']');
    }
  }
  // Calls function(name, value, member) for each member of an object.
  template <class Function>
  void each_member(std::string_view name, Function function) {
    const json::Value* map = find_map(name);
    if (map == nullptr) return;
    for (const json::Map::Member& item : map->as_map()->members()) {
      function(item.first, item.second, nested_member(member(name), member_text({item.first})));
    }
  }

  // The member as it is; null when it is missing or null.
  const json::Value* find(std::string_view name);
  // Reports when the member is missing or null.
  void require(std::string_view name);
  // Members that API Gateway answers with and does not take: they may stand here and mean nothing.
  void read_only(std::initializer_list<std::string_view> names);
  // Members that only HTTP APIs have; a warning for each.
  void http_only(std::initializer_list<std::string_view> names);
  // Reports the members that nobody asked for. The last call.
  void finish();

  // Where the member of that name stands.
  std::string member(std::string_view name) const;
  void error(std::string_view name, std::string message);

 private:
  const std::string* find_text(std::string_view name);
  const json::Value* find_list(std::string_view name);
  const json::Value* find_map(std::string_view name);
  void report_kind(std::string_view name, const json::Value& value, std::string_view expected);
  void report_choice(std::string_view name, std::string_view text,
                     const std::vector<std::string_view>& choices);

  const json::Map* map_;  // null: the value is no object
  std::string member_;
  std::vector<ApiProblem>& problems_;
  std::vector<std::string_view> known_;
};

// `a string`, `a list`, ...: what a value is, for messages.
std::string_view kind_text(const json::Value& value);

}  // namespace palaver::gateway
