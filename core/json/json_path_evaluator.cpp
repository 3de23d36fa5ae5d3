#include "core/json/json_path_evaluator.h"

#include <algorithm>
#include <utility>

namespace palaver::json::path {
namespace {

// Steps of the path, levels of the value and filters within filters, all of which recurse. Enough
// for a path that goes through a parsed value to its ground and filters it there.
constexpr std::size_t kMaxLevels = 3 * kMaxDepth;

}  // namespace

bool Evaluator::Level::allowed() const {
  if (evaluator_.depth_ <= kMaxLevels) return true;
  evaluator_.given_up_ = "the value is nested too deeply";
  return false;
}

bool Evaluator::spend(std::size_t steps) {
  if (!given_up_.empty()) return false;
  if (steps_left_ >= steps) {
    steps_left_ -= steps;
    return true;
  }
  steps_left_ = 0;
  given_up_ = "the path takes too many steps";
  return false;
}

bool Evaluator::find(const Path& path, const Value& start, List& found) {
  return find(path, start, Missing::is_skipped, found);
}

bool Evaluator::find(const Path& path, const Value& start, Missing missing, List& found) {
  const Missing outer = std::exchange(missing_, missing);
  const bool good = walk(path, 0, start, found);
  missing_ = outer;
  return good && given_up_.empty();
}

std::optional<Value> Evaluator::value_of(const Path& path, const Value& start, Missing missing) {
  List found;
  if (!find(path, start, missing, found)) return std::nullopt;
  if (!path.definite()) return Value::list(std::move(found));
  if (found.empty()) return std::nullopt;
  return std::move(found.back());
}

// --- Steps ---------------------------------------------------------------------------------------

// From the step at `at` on.
bool Evaluator::walk(const Path& path, std::size_t at, const Value& value, List& found) {
  const Level level(*this);
  if (!level.allowed() || !spend()) return false;
  if (at == path.steps.size()) {
    found.push_back(value);
    return true;
  }
  const Step& step = path.steps[at];
  // Where only definite steps came before, a step that does not fit the value is a failure.
  const bool may_skip = at > path.definite_steps;
  if (const auto* members = std::get_if<Members>(&step)) {
    return value.as_map() != nullptr ? take_members(path, at, *members, value, found) : may_skip;
  }
  if (const auto* indexes = std::get_if<Indexes>(&step)) {
    const List* list = value.as_list();
    return list != nullptr ? take_indexes(path, at, *indexes, *list, found) : may_skip;
  }
  if (const auto* slice = std::get_if<Slice>(&step)) {
    const List* list = value.as_list();
    return list != nullptr ? take_slice(path, at, *slice, *list, found) : may_skip;
  }
  if (const auto* filter = std::get_if<Filter>(&step)) {
    if (value.as_list() == nullptr && value.as_map() == nullptr) return may_skip;
    return take_filtered(path, at, *filter, value, found);
  }
  if (const auto* call = std::get_if<Call>(&step)) return take_call(path, at, *call, value, found);
  if (std::holds_alternative<Wildcard>(step)) return take_all(path, at, value, found);
  return descend(path, at + 1, value, found);
}

bool Evaluator::take_members(const Path& path, std::size_t at, const Members& members,
                             const Value& value, List& found) {
  const Map& map = *value.as_map();
  if (members.names.size() == 1) return take_member(path, at, members.names.front(), map, found);
  if (at + 1 < path.steps.size()) {
    return std::all_of(members.names.begin(), members.names.end(), [&](const std::string& name) {
      return take_member(path, at, name, map, found);
    });
  }
  // Several names as the last step are one object.
  Map merged;
  for (const std::string& name : members.names) {
    if (!spend()) return false;
    if (const Value* member = map.find(name)) {
      merged.put(name, *member);
    } else if (missing_ == Missing::is_failure) {
      return false;
    }
  }
  found.push_back(Value::map(std::move(merged)));
  return true;
}

bool Evaluator::take_member(const Path& path, std::size_t at, const std::string& name,
                            const Map& map, List& found) {
  if (!spend()) return false;
  if (const Value* member = map.find(name)) return walk(path, at + 1, *member, found);
  return missing_ == Missing::is_skipped && at >= path.definite_steps;
}

bool Evaluator::take_index(const Path& path, std::size_t at, std::int64_t index, const List& list,
                           List& found) {
  if (!spend()) return false;
  const auto size = static_cast<std::int64_t>(list.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return true;
  return walk(path, at + 1, list[static_cast<std::size_t>(index)], found);
}

bool Evaluator::take_indexes(const Path& path, std::size_t at, const Indexes& indexes,
                             const List& list, List& found) {
  return std::all_of(indexes.indexes.begin(), indexes.indexes.end(),
                     [&](std::int32_t index) { return take_index(path, at, index, list, found); });
}

bool Evaluator::take_slice(const Path& path, std::size_t at, const Slice& slice, const List& list,
                           List& found) {
  const auto size = static_cast<std::int64_t>(list.size());
  std::int64_t from = slice.from.value_or(0);
  std::int64_t to = slice.to.value_or(size);
  if (!slice.to && from < 0) from = std::max<std::int64_t>(0, from + size);
  if (!slice.from && to < 0) to += size;
  // With both ends given Jayway counts from one to the other as they are, so that [1:-1] is empty
  // and [-2:2] has the last two and the first two.
  from = std::max(from, -size);
  to = std::min(to, size);
  for (std::int64_t index = from; index < to; ++index) {
    if (!take_index(path, at, index, list, found)) return false;
  }
  return true;
}

bool Evaluator::take_all(const Path& path, std::size_t at, const Value& value, List& found) {
  if (const List* list = value.as_list()) {
    return std::all_of(list->begin(), list->end(),
                       [&](const Value& item) { return walk(path, at + 1, item, found); });
  }
  if (const Map* map = value.as_map()) {
    return std::all_of(map->members().begin(), map->members().end(), [&](const auto& member) {
      return walk(path, at + 1, member.second, found);
    });
  }
  return true;
}

// A filter chooses among the items of a list; a map it takes or leaves as a whole.
bool Evaluator::take_filtered(const Path& path, std::size_t at, const Filter& filter,
                              const Value& value, List& found) {
  const auto take_accepted = [&](const Value& item) {
    const bool accepted = accepts(filter, item);
    return given_up_.empty() && (!accepted || walk(path, at + 1, item, found));
  };
  const List* list = value.as_list();
  if (list == nullptr) return take_accepted(value);
  return std::all_of(list->begin(), list->end(), take_accepted);
}

bool Evaluator::take_call(const Path& path, std::size_t at, const Call& call, const Value& value,
                          List& found) {
  std::optional<Value> result;
  if (call.input != nullptr) {
    const auto input = value_of(*call.input, value, Missing::is_skipped);
    if (!input) return false;
    result = apply(call, *input);
  } else {
    result = apply(call, value);
  }
  return result && walk(path, at + 1, *result, found);
}

// `..`: takes the step at `at` from `value` and everything in it, from the outside in.
bool Evaluator::descend(const Path& path, std::size_t at, const Value& value, List& found) {
  const List* list = value.as_list();
  const Map* map = value.as_map();
  if (list == nullptr && map == nullptr) return true;
  const Level level(*this);
  if (!level.allowed() || !spend()) return false;
  const bool stops = descent_stops_at(path, at, value);
  if (!given_up_.empty() || (stops && !walk(path, at, value, found))) return false;
  if (list != nullptr) {
    return std::all_of(list->begin(), list->end(),
                       [&](const Value& item) { return descend(path, at, item, found); });
  }
  return std::all_of(map->members().begin(), map->members().end(),
                     [&](const auto& member) { return descend(path, at, member.second, found); });
}

bool Evaluator::descent_stops_at(const Path& path, std::size_t at, const Value& value) {
  const Step& step = path.steps[at];
  if (const auto* members = std::get_if<Members>(&step)) {
    const Map* map = value.as_map();
    if (map == nullptr) return false;
    if (members->names.size() > 1 && at + 1 < path.steps.size()) return true;
    return std::all_of(members->names.begin(), members->names.end(),
                       [map](const std::string& name) { return map->find(name) != nullptr; });
  }
  // Jayway asks the filter of the list itself too. So maps in a list are found once: as themselves.
  if (const auto* filter = std::get_if<Filter>(&step)) return accepts(*filter, value);
  if (std::holds_alternative<Wildcard>(step)) return true;
  return value.as_list() != nullptr;
}

}  // namespace palaver::json::path
