#include "core/gateway/template_host.h"

#include <charconv>
#include <memory>
#include <utility>

#include "core/common/base64.h"
#include "core/gateway/input_path.h"
#include "core/gateway/template_functions.h"
#include "core/gateway/template_vocabulary.h"
#include "core/json/parse.h"
#include "core/velocity/values.h"

namespace palaver::gateway {
namespace {

using json::Value;
using velocity::Outcome;
using velocity::Runtime;

// --- $context, where it is used as a value -----------------------------------------------------

class ContextObject : public velocity::HostObject {
 public:
  // `group` is empty, or a group's name with the dot behind it.
  ContextObject(const TemplateHost& host, std::string group)
      : host_(host), group_(std::move(group)) {}

  // What AWS prints for the whole of $context is not known; it is not a thing to print.
  std::string text() const override { return ""; }

  Value property(std::string_view name, Runtime& /*runtime*/) const override {
    if (group_.empty() && is_context_group(name)) {
      if (name == "authorizer" && !host_.context().connection->authorizer) return {};
      return Value::object(std::make_shared<ContextObject>(host_, std::string(name) + "."));
    }
    return host_.context_value(group_ + std::string(name));
  }

  Outcome call(std::string_view method, std::span<const Value> arguments,
               Runtime& runtime) override {
    if (method != "get" || arguments.size() != 1) return Value::null();
    return property(velocity::to_text(arguments[0], runtime), runtime);
  }

 private:
  const TemplateHost& host_;
  std::string group_;
};

// --- $input ------------------------------------------------------------------------------------

class InputObject : public velocity::HostObject {
 public:
  explicit InputObject(TemplateHost& host) : host_(host) {}

  std::string text() const override { return ""; }

  Value property(std::string_view name, Runtime& runtime) const override {
    return name == "body" ? host_.body_value(runtime) : Value();
  }

  Outcome call(std::string_view method, std::span<const Value> arguments,
               Runtime& runtime) override {
    if (method == "params" && arguments.empty()) return host_.parameters(runtime);
    if (arguments.size() != 1) return Value::null();
    const std::string* text = arguments[0].as_string();
    if (text == nullptr) return Value::null();
    if (method == "params") return host_.parameter(*text, runtime);
    if (method != "json" && method != "path") return Value::null();
    if (!runtime.charge(1 + text->size() / 4)) return Value::null();
    const auto path = InputPath::compile(*text);
    if (!path) return unexpected(path.error());
    if (method == "path") return path->value(host_, runtime);
    std::string out;
    const auto done = path->append_json(host_, runtime, out);
    if (!done) return unexpected(done.error());
    return Value::string(std::move(out));
  }

 private:
  TemplateHost& host_;
};

// --- $util -------------------------------------------------------------------------------------

class UtilObject : public velocity::HostObject {
 public:
  std::string text() const override { return ""; }

  Outcome call(std::string_view method, std::span<const Value> arguments,
               Runtime& runtime) override {
    // Of null they make null, which prints nothing, as Apache Commons' do.
    if (arguments.size() != 1 || arguments[0].is_null()) return Value::null();
    const std::string text = velocity::to_text(arguments[0], runtime);
    // The longest that any of them makes is six bytes for one.
    if (!runtime.charge(text.size() / 8)) return Value::null();
    if (method == "escapeJavaScript") return made(escape_javascript(text), runtime);
    if (method == "urlEncode") return made(url_encode(text), runtime);
    if (method == "base64Encode") return made(base64_encode(text), runtime);
    if (method == "base64Decode") return made(base64_decode_leniently(text), runtime);
    if (method == "urlDecode") {
      auto decoded = url_decode(text);
      if (!decoded) return unexpected<std::string>("urlDecode: two digits must follow each %");
      return made(*std::move(decoded), runtime);
    }
    if (method == "parseJson") {
      auto parsed = json::parse(text);
      if (!parsed) return unexpected("parseJson: " + parsed.error().message);
      return *std::move(parsed);
    }
    return Value::null();
  }

 private:
  static Outcome made(std::string text, Runtime& runtime) {
    if (!runtime.charge_text(text.size())) return Value::null();
    return Value::string(std::move(text));
  }
};

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

Value to_map(const std::vector<NamedValue>* fields) {
  json::Map map;
  // Of several with one name the last one counts, in the place of the first.
  if (fields != nullptr) {
    for (const NamedValue& field : *fields) map.put(field.name, Value::string(field.value));
  }
  return Value::map(std::move(map));
}

}  // namespace

bool is_context_group(std::string_view name) {
  return name == "identity" || name == "authorizer" || name == "error";
}

Value TemplateHost::global(std::size_t index, Runtime& runtime) {
  if (index >= kGlobals) return {};
  Value& value = globals_[index];
  if (!value.is_null()) return value;
  switch (static_cast<TemplateGlobal>(index)) {
    case TemplateGlobal::context:
      value = Value::object(std::make_shared<ContextObject>(*this, ""));
      break;
    case TemplateGlobal::input:
      value = Value::object(std::make_shared<InputObject>(*this));
      break;
    case TemplateGlobal::util:
      value = Value::object(std::make_shared<UtilObject>());
      break;
    case TemplateGlobal::stage_variables: {
      json::Map map;
      for (const auto& [name, text] : input_.stage_variables) map.put(name, Value::string(text));
      value = runtime.new_map(std::move(map));
      break;
    }
  }
  return value;
}

Value TemplateHost::context_value(std::string_view name) const {
  auto text = context().find(name);
  if (!text) return {};
  const bool is_number = name == "connectedAt" || name == "requestTimeEpoch" || name == "status" ||
                         name == "disconnectStatusCode";
  if (is_number) {
    if (const auto number = to_integer(*text)) return Value::integer(*number);
  }
  return Value::string(*std::move(text));
}

const std::string* TemplateHost::stage_variable(std::string_view name) const {
  const auto found = input_.stage_variables.find(name);
  return found == input_.stage_variables.end() ? nullptr : &found->second;
}

Value TemplateHost::body_value(Runtime& runtime) const {
  if (!runtime.charge_text(body().size())) return {};
  return Value::string(std::string(body()));
}

json::RawMember TemplateHost::find_in_body(const json::MemberPath& path, Runtime& runtime) const {
  // A scan of so many bytes takes about as long as another step.
  constexpr std::size_t kScannedPerStep = 256;
  if (!runtime.charge(body().size() / kScannedPerStep)) return {};
  return json::find_raw_member(body(), path);
}

const Value* TemplateHost::document(Runtime& runtime) {
  if (!parsed_ && runtime.charge(body().size() / velocity::kBytesPerStep)) {
    parsed_ = true;
    auto parsed = json::parse(body());
    if (parsed) document_ = *std::move(parsed);
  }
  return document_ ? &*document_ : nullptr;
}

Value TemplateHost::parameters(Runtime& /*runtime*/) {
  if (parameters_.is_null()) {
    const HandshakeRequest* handshake = input_.handshake;
    json::Map map;
    map.put("path", Value::map());
    map.put("querystring", to_map(handshake != nullptr ? &handshake->query : nullptr));
    map.put("header", to_map(handshake != nullptr ? &handshake->headers : nullptr));
    parameters_ = Value::map(std::move(map));
  }
  return parameters_;
}

// "Searches path, query string and header, in that order." WebSocket APIs have no path parameters.
Value TemplateHost::parameter(std::string_view name, Runtime& runtime) {
  if (name == "path" || name == "querystring" || name == "header") {
    const Value all = parameters(runtime);
    return *all.as_map()->find(name);
  }
  if (input_.handshake == nullptr) return {};
  auto found = input_.handshake->query_parameter(name);
  if (!found) found = input_.handshake->header(name);
  return found ? Value::string(std::string(*found)) : Value();
}

}  // namespace palaver::gateway
