#include "core/json/schema_compiler.h"

#include <algorithm>
#include <utility>

#include "core/json/schema_pointer.h"

namespace palaver::json::schema {

expected<Model, SchemaError> Compiler::compile(const Value& document) {
  documents_.push_back(document);
  schema(document, "");
  // Each may add others.
  for (NodeId id = 0; id < model_.nodes.size() && !failed(); ++id) keywords(id);
  if (!failed()) join_references();
  if (error_) return unexpected(std::move(*error_));
  return std::move(model_);
}

NodeId Compiler::schema(const Value& value, std::string step) {
  const Map* map = value.as_map();
  if (map == nullptr) {
    fail(step, "a schema is an object");
    return kNoNode;
  }
  if (const auto known = known_.find(map); known != known_.end()) return known->second;
  if (model_.nodes.size() >= kMaxSchemas) {
    fail(step, "the schema has too many parts");
    return kNoNode;
  }
  const auto id = static_cast<NodeId>(model_.nodes.size());
  const std::size_t document = current_ == kNoNode ? 0 : origins_[current_].document;
  model_.nodes.emplace_back();
  origins_.push_back({map, document, current_, std::move(step)});
  known_.emplace(map, id);
  return id;
}

std::vector<NodeId> Compiler::schemas(const Value& value, const std::string& step) {
  const List* list = value.as_list();
  if (list == nullptr || list->empty()) {
    fail(step, "an array of at least one schema is needed");
    return {};
  }
  std::vector<NodeId> ids;
  for (const Value& item : *list) {
    ids.push_back(schema(item, step + "/" + std::to_string(ids.size())));
  }
  return ids;
}

// --- Errors ------------------------------------------------------------------------------------

void Compiler::fail(const std::string& step, std::string message) {
  if (failed()) return;
  error_ = SchemaError{path_of(current_) + step, std::move(message)};
}

std::string Compiler::path_of(NodeId id) const {
  std::vector<const std::string*> steps;
  for (; id != kNoNode; id = origins_[id].parent) steps.push_back(&origins_[id].step);
  std::string path;
  for (; !steps.empty(); steps.pop_back()) path += *steps.back();
  return path;
}

// --- References --------------------------------------------------------------------------------

NodeId Compiler::reference(const Value& value) {
  const std::string step = "/$ref";
  const std::string* text = value.as_string();
  if (text == nullptr) {
    fail(step, "a reference is a string");
    return kNoNode;
  }
  const std::string_view uri = *text;
  const std::size_t hash = std::min(uri.find('#'), uri.size());
  const auto document = document_of(uri.substr(0, hash));
  if (!document) {
    fail(step, "reference \"" + *text + "\" is neither to this document nor to a known model");
    return kNoNode;
  }
  const Value* target = follow(*document, uri.substr(std::min(hash + 1, uri.size())));
  if (target == nullptr || target->as_map() == nullptr) {
    fail(step, "reference \"" + *text + "\" does not lead to a schema");
    return kNoNode;
  }
  const NodeId id = schema(*target, step);
  if (id != kNoNode) origins_[id].document = *document;
  return id;
}

// The place in documents_; nothing when there is no such document.
std::optional<std::size_t> Compiler::document_of(std::string_view uri) {
  if (uri.empty()) return origins_[current_].document;
  const auto model = parse_model_reference(uri);
  if (!model) return std::nullopt;
  const std::string key(uri.substr(uri.find("//")));
  if (const auto known = models_.find(key); known != models_.end()) return known->second;
  if (!resolver_) return std::nullopt;
  auto document = resolver_(model->api_id, model->name);
  if (!document) return std::nullopt;
  documents_.push_back(*std::move(document));
  models_.emplace(key, documents_.size() - 1);
  return documents_.size() - 1;
}

const Value* Compiler::follow(std::size_t document, std::string_view fragment) const {
  const auto steps = parse_pointer(fragment);
  if (!steps) return nullptr;
  const Value* value = &documents_[document];
  for (const std::string& step : *steps) {
    if (const Map* map = value->as_map()) {
      value = map->find(step);
    } else if (const List* list = value->as_list()) {
      const auto index = parse_index(step);
      value = index && *index < list->size() ? &(*list)[*index] : nullptr;
    } else {
      value = nullptr;
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

// References to references become references to what is at their end.
void Compiler::join_references() {
  for (NodeId id = 0; id < model_.nodes.size(); ++id) {
    NodeId end = id;
    std::size_t steps = 0;
    while (model_.nodes[end].reference != kNoNode && steps <= model_.nodes.size()) {
      end = model_.nodes[end].reference;
      ++steps;
    }
    if (steps > model_.nodes.size()) {
      current_ = id;
      return fail("/$ref", "the reference leads only to itself");
    }
    if (end != id) model_.nodes[id].reference = end;
  }
}

}  // namespace palaver::json::schema
