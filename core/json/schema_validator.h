// One value against a Model. One validator, one value, one thread; both must outlive it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/schema.h"
#include "core/json/schema_model.h"

namespace palaver::json::schema {

class Validator {
 public:
  explicit Validator(const Model& model) : model_(model) {}

  std::vector<Violation> validate(const Value& value);

 private:
  // What of a schema's outcome is wanted: messages, or only whether the value is valid, as of the
  // schemas of anyOf.
  struct Report {
    bool quiet = false;
    bool failed = false;
  };
  // From the whole value to the one that is looked at.
  struct Step {
    const std::string* name;  // null: an item
    std::size_t index;
  };

  // Recursive, up to kMaxActive schemas.
  void check(NodeId id, const Value& value, Report& report);
  void check_keywords(const Node& node, const Value& value, Report& report);
  void check_inside(const Node& node, const Value& value, Report& report);

  // Each looks at the keywords that are there, for values of its kind.
  void all_of(const Node& node, const Value& value, Report& report);
  void any_of(const Node& node, const Value& value, Report& report);
  void one_of(const Node& node, const Value& value, Report& report);
  void not_(const Node& node, const Value& value, Report& report);
  void enumeration(const Node& node, const Value& value, Report& report);
  void type(const Node& node, const Value& value, Report& report);
  void minimum(const Node& node, const Value& value, Report& report);
  void maximum(const Node& node, const Value& value, Report& report);
  void multiple_of(const Node& node, const Value& value, Report& report);
  void lengths(const Node& node, const std::string& text, Report& report);
  void pattern(const Node& node, const std::string& text, Report& report);
  void format(const Node& node, const std::string& text, Report& report);
  void additional_items(const Node& node, const List& list, Report& report);
  void item_counts(const Node& node, const List& list, Report& report);
  void unique_items(const Node& node, const List& list, Report& report);
  void additional_properties(const Node& node, const Map& map, Report& report);
  void dependencies(const Node& node, const Value& value, const Map& map, Report& report);
  void property_counts(const Node& node, const Map& map, Report& report);
  void required(const Node& node, const Map& map, Report& report);
  void items(const Node& node, const List& list, Report& report);
  void members(const Node& node, const Map& map, Report& report);
  void check_child(NodeId id, const Value& value, Step step, Report& report);

  // How many of them `value` matches.
  std::size_t matched(const std::vector<NodeId>& schemas, const Value& value);
  bool contains(const regex::Regex& regex, std::string_view text);
  std::optional<std::string> canonical(const Value& value);
  // As JSON; nothing for a quiet report.
  static std::string shown(const Value& value, const Report& report);

  // Nothing is built for a quiet report. `pieces` are put together.
  void fail(Report& report, std::initializer_list<std::string_view> pieces);
  // Ends everything; the value is not valid.
  void stop(std::string message);
  // False, and the end, when that is more than there is left.
  bool take(std::size_t steps);
  std::string pointer() const;

  const Model& model_;
  std::vector<Violation> violations_;
  std::optional<Violation> stopped_;
  std::size_t steps_ = kMaxValidationSteps;
  std::vector<Step> path_;
  std::vector<NodeId> active_;        // schemas that are being applied, the outermost first
  std::size_t active_here_from_ = 0;  // of them, those applied to the value at path_
};

}  // namespace palaver::json::schema
