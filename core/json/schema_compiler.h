// A JSON Schema document to a Model: the syntax of draft 4, references resolved. One compiler, one
// document; takes no stack for nested schemas.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/json/schema.h"
#include "core/json/schema_model.h"

namespace palaver::json::schema {

class Compiler {
 public:
  explicit Compiler(const ModelResolver& resolver) : resolver_(resolver) {}

  expected<Model, SchemaError> compile(const Value& document);

 private:
  // Where a schema was found, so that an error can say it.
  struct Origin {
    const Map* map = nullptr;
    std::size_t document = 0;
    NodeId parent = kNoNode;
    std::string step;  // from the parent: "/properties/name"
  };
  struct Keyword;
  static const Keyword kKeywords[];

  // The schema of `value`, compiled later; kNoNode after an error.
  NodeId schema(const Value& value, std::string step);
  std::vector<NodeId> schemas(const Value& value, const std::string& step);
  void keywords(NodeId id);
  void check_pairs(const Map& map);

  // One for each keyword; `step` is its name with a slash.
  void type(Node& node, const Value& value, const std::string& step);
  void enumeration(Node& node, const Value& value, const std::string& step);
  void multiple_of(Node& node, const Value& value, const std::string& step);
  void minimum(Node& node, const Value& value, const std::string& step);
  void maximum(Node& node, const Value& value, const std::string& step);
  void exclusive_minimum(Node& node, const Value& value, const std::string& step);
  void exclusive_maximum(Node& node, const Value& value, const std::string& step);
  void min_length(Node& node, const Value& value, const std::string& step);
  void max_length(Node& node, const Value& value, const std::string& step);
  void pattern(Node& node, const Value& value, const std::string& step);
  void format(Node& node, const Value& value, const std::string& step);
  void items(Node& node, const Value& value, const std::string& step);
  void additional_items(Node& node, const Value& value, const std::string& step);
  void min_items(Node& node, const Value& value, const std::string& step);
  void max_items(Node& node, const Value& value, const std::string& step);
  void unique_items(Node& node, const Value& value, const std::string& step);
  void properties(Node& node, const Value& value, const std::string& step);
  void pattern_properties(Node& node, const Value& value, const std::string& step);
  void additional_properties(Node& node, const Value& value, const std::string& step);
  void required(Node& node, const Value& value, const std::string& step);
  void min_properties(Node& node, const Value& value, const std::string& step);
  void max_properties(Node& node, const Value& value, const std::string& step);
  void dependencies(Node& node, const Value& value, const std::string& step);
  void all_of(Node& node, const Value& value, const std::string& step);
  void any_of(Node& node, const Value& value, const std::string& step);
  void one_of(Node& node, const Value& value, const std::string& step);
  void not_(Node& node, const Value& value, const std::string& step);
  void definitions(Node& node, const Value& value, const std::string& step);
  void text(Node& node, const Value& value, const std::string& step);

  // Each fails when the value is of another kind.
  std::optional<std::uint64_t> count(const Value& value, const std::string& step);
  std::optional<bool> boolean(const Value& value, const std::string& step);
  std::optional<Bound> bound(const Value& value, const std::string& step);
  Additional additional(const Value& value, const std::string& step);
  std::vector<std::string> names(const Value& value, const std::string& step);
  std::optional<regex::Regex> regex(std::string_view pattern, const std::string& step);
  void one_type(AllowedTypes& types, const Value& value, const std::string& step);

  // References.
  NodeId reference(const Value& value);
  std::optional<std::size_t> document_of(std::string_view uri);
  const Value* follow(std::size_t document, std::string_view fragment) const;
  void join_references();

  // In the schema that is being compiled.
  void fail(const std::string& step, std::string message);
  bool failed() const { return error_.has_value(); }
  std::string path_of(NodeId id) const;

  const ModelResolver& resolver_;
  Model model_;
  std::vector<Origin> origins_;         // of the nodes
  std::map<const Map*, NodeId> known_;  // so that a schema referred to is compiled once
  std::vector<Value> documents_;
  std::map<std::string, std::size_t, std::less<>> models_;
  NodeId current_ = kNoNode;
  std::optional<SchemaError> error_;
};

}  // namespace palaver::json::schema
