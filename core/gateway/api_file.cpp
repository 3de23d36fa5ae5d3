#include "core/gateway/api_file.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "core/gateway/api_reader.h"
#include "core/json/parse.h"
#include "core/json/scanner.h"

namespace palaver::gateway {

namespace {

// An object or a list that has begun.
struct Open {
  bool is_list = false;
  std::size_t index = 0;  // of the element that comes next
  std::string key;        // of the member whose value comes next
  std::set<std::string, std::less<>> keys;
};

std::string member_of(const std::vector<Open>& open) {
  json::MemberPath path;
  for (const Open& level : open) {
    path.push_back(level.is_list ? json::Step(level.index) : json::Step(level.key));
  }
  return member_text(path);
}

// Of two members with one name JSON's readers keep the last without a word; in a definition one of
// them is a slip. `text` is JSON.
void find_repeated_members(std::string_view text, std::vector<ApiProblem>& problems) {
  json::Scanner scanner(text);
  std::vector<Open> open;
  for (json::Token token = scanner.next(); token != json::Token::end && token != json::Token::error;
       token = scanner.next()) {
    if (token == json::Token::begin_object || token == json::Token::begin_array) {
      open.emplace_back().is_list = token == json::Token::begin_array;
      continue;
    }
    if (token == json::Token::key) {
      Open& object = open.back();
      object.key.clear();
      json::append_unescaped(object.key, scanner.raw());
      if (!object.keys.insert(object.key).second) {
        add_problem(problems, {Severity::error, member_of(open), "is there twice",
                               json::place_of_offset(text, scanner.offset())});
      }
      continue;
    }
    if (token == json::Token::end_object || token == json::Token::end_array) open.pop_back();
    if (!open.empty()) ++open.back().index;
  }
}

// Takes out what only follows from what could not be read: that a member is missing, or something
// in it, and warnings of the object that lacks it now.
void drop_consequences(const std::vector<ApiProblem>& of_reading,
                       std::vector<ApiProblem>& problems) {
  std::set<std::string, std::less<>> unread;
  std::set<std::string, std::less<>> incomplete;
  for (const ApiProblem& problem : of_reading) {
    if (problem.severity != Severity::error) continue;
    unread.insert(problem.member);
    json::MemberPath path = member_path(problem.member);
    if (!path.empty()) path.pop_back();
    incomplete.insert(member_text(path));
  }
  const auto follows = [&](const ApiProblem& problem) {
    for (json::MemberPath path = member_path(problem.member); !path.empty(); path.pop_back()) {
      const std::string member = member_text(path);
      if (unread.count(member) != 0) return true;
      if (problem.severity == Severity::warning && incomplete.count(member) != 0) return true;
    }
    return false;
  };
  problems.erase(std::remove_if(problems.begin(), problems.end(), follows), problems.end());
}

void read_one(const json::Value& value, std::string member, const ApiCounts& counts,
              ApiFile& file) {
  std::vector<ApiProblem> problems;
  model::Api api = read_api(value, "", problems);
  // A value that is no object has nothing to validate.
  if (value.as_map() != nullptr) {
    std::vector<ApiProblem> more = validate(api, counts);
    drop_consequences(problems, more);
    append_problems(problems, "", std::move(more));
  }
  append_problems(file.problems, member, std::move(problems));
  file.apis.push_back({std::move(api), std::move(member)});
}

void check_api_ids(ApiFile& file) {
  std::set<std::string_view> ids;
  for (const ApiInFile& entry : file.apis) {
    if (ids.insert(entry.api.api_id).second) continue;
    add_problem(file.problems, {Severity::error, nested_member(entry.member, "apiId"),
                                "another API of the file has the id '" + entry.api.api_id +
                                    "' already; without an apiId it follows from the name"});
  }
}

}  // namespace

ApiFile read_api_file(std::string_view text, const ApiCounts& counts) {
  ApiFile file;
  if (text.size() > kMaxApiFileBytes) {
    file.problems.push_back({Severity::error, "",
                             "has " + std::to_string(text.size()) + " bytes; at most " +
                                 std::to_string(kMaxApiFileBytes) + " are read",
                             json::Place{}});
    return file;
  }
  const std::string_view json_text = without_byte_order_mark(text);
  const auto value = json::parse(json_text);
  if (!value) {
    file.problems.push_back({Severity::error, "", value.error().message,
                             json::place_of_offset(json_text, value.error().offset)});
    return file;
  }
  find_repeated_members(json_text, file.problems);
  const json::List* list = value->as_list();
  if (list == nullptr) {
    read_one(*value, "", counts, file);
    return file;
  }
  if (list->empty()) file.problems.push_back({Severity::error, "", "has no API in it"});
  for (const json::Value& item : *list) {
    read_one(item, '[' + std::to_string(file.apis.size()) + ']', counts, file);
  }
  check_api_ids(file);
  return file;
}

}  // namespace palaver::gateway
