// What a JSON Schema is compiled to. Between schema_compiler and schema_validator. Immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/json/decimal.h"
#include "core/json/schema_format.h"
#include "core/json/value.h"
#include "core/regex/regex.h"

namespace palaver::json::schema {

// A schema's place in Model::nodes.
using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = std::numeric_limits<NodeId>::max();

// In the order in which messages name them.
enum class Type : std::uint8_t { array, boolean, integer, null, number, object, string };
inline constexpr const char* kTypeNames[] = {"array",  "boolean", "integer", "null",
                                             "number", "object",  "string"};

using Types = std::uint8_t;  // a bit for each
constexpr Types bit_of(Type type) {
  return static_cast<Types>(1u << static_cast<unsigned>(type));
}

struct AllowedTypes {
  Types types = 0;
  std::string shown;  // as a JSON array
};

struct Enumeration {
  std::vector<std::string> values;  // canonical, in order
  std::string shown;
};

struct Bound {
  Value number;
  std::string shown;
  bool exclusive = false;
};

struct Divisor {
  Decimal number;
  std::string shown;
};

struct Pattern {
  regex::Regex regex;
  std::string shown;
};

// What is not among the named: anything, nothing, or what a schema allows.
struct Additional {
  bool allowed = true;
  NodeId schema = kNoNode;
};

struct Dependency {
  std::string property;
  std::vector<std::string> required;  // in order
  NodeId schema = kNoNode;            // or this
};

// The keywords that are there.
struct Node {
  NodeId reference = kNoNode;  // then the others mean nothing

  std::optional<AllowedTypes> type;
  std::optional<Enumeration> enumeration;
  std::vector<NodeId> all_of;
  std::vector<NodeId> any_of;
  std::vector<NodeId> one_of;
  NodeId not_ = kNoNode;

  std::optional<Bound> minimum;
  std::optional<Bound> maximum;
  std::optional<Divisor> multiple_of;

  std::optional<std::uint64_t> min_length;  // code points
  std::optional<std::uint64_t> max_length;
  std::optional<Pattern> pattern;
  std::optional<Format> format;

  NodeId every_item = kNoNode;                     // `items` as a schema
  std::optional<std::vector<NodeId>> first_items;  // `items` as an array
  Additional additional_items;
  std::optional<std::uint64_t> min_items;
  std::optional<std::uint64_t> max_items;
  bool unique_items = false;

  std::map<std::string, NodeId, std::less<>> properties;
  std::vector<std::pair<regex::Regex, NodeId>> pattern_properties;
  Additional additional_properties;
  std::vector<std::string> required;  // in order
  std::optional<std::uint64_t> min_properties;
  std::optional<std::uint64_t> max_properties;
  std::vector<Dependency> dependencies;  // those with a schema last, and by name
};

struct Model {
  std::vector<Node> nodes;  // the document's is the first
};

}  // namespace palaver::json::schema
