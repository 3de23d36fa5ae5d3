// Finds what a compiled JSONPath means in a value. Recursive, limited in depth and steps. Steps are
// walked in json_path_evaluator.cpp, conditions in json_path_filter.cpp, functions in
// json_path_functions.cpp. One evaluator, one evaluation.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "core/json/json_path_model.h"
#include "core/json/value.h"

namespace palaver::json::path {

class Evaluator {
 public:
  Evaluator(const Value& root, std::size_t& steps_left) : root_(root), steps_left_(steps_left) {}

  // Appends what the path finds to `found`. False when nothing can be found: where a definite part
  // of the path leads nowhere, a function has nothing to compute from, or given_up() says so.
  bool find(const Path& path, const Value& start, List& found);

  // Why the evaluation ended early, for people; empty when it did not.
  const std::string& given_up() const { return given_up_; }

 private:
  // Whether a missing member is an error even in an indefinite path; so it is where a filter only
  // asks whether something exists.
  enum class Missing { is_skipped, is_failure };
  // A condition that makes no sense for a value (a text `in` a number) refuses it, and no `!` or
  // `nin` around changes that.
  enum class Verdict { no, yes, nonsense };
  // What an operand stands for. Undefined, and equal to nothing, when its path leads nowhere.
  struct Meaning {
    std::optional<Value> value;
    const Pattern* pattern = nullptr;
  };
  class Level;

  bool find(const Path& path, const Value& start, Missing missing, List& found);
  bool walk(const Path& path, std::size_t at, const Value& value, List& found);
  bool take_members(const Path& path, std::size_t at, const Members& members, const Value& value,
                    List& found);
  bool take_member(const Path& path, std::size_t at, const std::string& name, const Map& map,
                   List& found);
  bool take_index(const Path& path, std::size_t at, std::int64_t index, const List& list,
                  List& found);
  bool take_indexes(const Path& path, std::size_t at, const Indexes& indexes, const List& list,
                    List& found);
  bool take_slice(const Path& path, std::size_t at, const Slice& slice, const List& list,
                  List& found);
  bool take_all(const Path& path, std::size_t at, const Value& value, List& found);
  bool take_filtered(const Path& path, std::size_t at, const Filter& filter, const Value& value,
                     List& found);
  bool take_call(const Path& path, std::size_t at, const Call& call, const Value& value,
                 List& found);
  bool descend(const Path& path, std::size_t at, const Value& value, List& found);
  bool descent_stops_at(const Path& path, std::size_t at, const Value& value);

  // The value of a path that is an operand or an argument.
  std::optional<Value> value_of(const Path& path, const Value& start, Missing missing);

  Verdict judge(const Condition& condition, const Value& item);
  Verdict judge(const Comparison& comparison, const Value& item);
  Verdict judge_membership(Operator op, const Meaning& left, const Meaning& right);
  Verdict judge_lists(Operator op, const Meaning& left, const Meaning& right);
  Verdict judge_size(const Meaning& left, const Meaning& right);
  Verdict judge_emptiness(const Meaning& left, const Meaning& right);
  Verdict judge_order(Operator op, const Meaning& left, const Meaning& right);
  Verdict judge_pattern(const Meaning& left, const Meaning& right);
  bool accepts(const Filter& filter, const Value& item) {
    return judge(*filter.condition, item) == Verdict::yes;
  }
  Meaning meaning(const Operand& operand, const Value& item);
  bool equal(const Meaning& left, const Meaning& right);
  bool equal(const Value& left, const Value& right);
  bool deeply_equal(const Value& left, const Value& right);
  bool contains(const List& list, const Meaning& item);
  bool matches(const Pattern& pattern, const Value& text);

  std::optional<Value> apply(const Call& call, const Value& input);
  std::optional<Value> length(const Call& call, const Value& input);
  std::optional<Value> compute(Function function, const Value& input, const List& arguments);
  std::optional<Value> concat(const Value& input, const List& arguments);
  std::optional<Value> append(const Value& input, const List& arguments);

  // Takes steps for one value, or for what costs as much. False when there are none left.
  bool spend(std::size_t steps = 1);
  bool spend_text(std::size_t bytes) { return spend(1 + bytes / 64); }

  const Value& root_;
  std::size_t& steps_left_;
  std::size_t depth_ = 0;
  Missing missing_ = Missing::is_skipped;
  std::string given_up_;
  // What paths from $ in filters mean is the same for every item.
  std::map<const Path*, std::optional<Value>> root_values_;
};

// A level of recursion, as long as it lives.
class Evaluator::Level {
 public:
  explicit Level(Evaluator& evaluator) : evaluator_(evaluator) { ++evaluator_.depth_; }
  ~Level() { --evaluator_.depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

  // False, for good, when it is one too many.
  bool allowed() const;

 private:
  Evaluator& evaluator_;
};

}  // namespace palaver::json::path
