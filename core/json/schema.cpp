#include "core/json/schema.h"

#include <utility>

#include "core/json/schema_compiler.h"
#include "core/json/schema_validator.h"

namespace palaver::json {

Schema::Schema(std::shared_ptr<const schema::Model> model) : model_(std::move(model)) {}

expected<Schema, SchemaError> Schema::compile(const Value& document,
                                              const ModelResolver& resolver) {
  auto model = schema::Compiler(resolver).compile(document);
  if (!model) return unexpected(std::move(model).error());
  return Schema(std::make_shared<const schema::Model>(std::move(model).value()));
}

std::vector<Violation> Schema::validate(const Value& value) const {
  return schema::Validator(*model_).validate(value);
}

std::string validation_error_string(const std::vector<Violation>& violations) {
  std::string text = "[";
  for (const Violation& violation : violations) {
    if (text.size() > 1) text += ", ";
    text += violation.message;
  }
  return text + "]";
}

}  // namespace palaver::json
