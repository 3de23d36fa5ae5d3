#include "core/gateway/input_path.h"

#include <utility>

#include "core/gateway/template_host.h"
#include "core/json/member.h"
#include "core/json/number.h"
#include "core/json/scanner.h"
#include "core/velocity/values.h"

namespace palaver::gateway {
namespace {

using json::JsonKind;
using json::Value;
using velocity::Runtime;

// What `$input.json` gives for nothing, as seen on API Gateway.
constexpr std::string_view kNothing = "\"\"";

// It is never deleted through its base, whose destructor is protected.
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class LimitedSink final : public json::TextSink {
 public:
  LimitedSink(std::string& out, Runtime& runtime) : out_(out), runtime_(runtime) {}
  bool add(std::string_view piece) override {
    velocity::append(out_, piece, runtime_);
    return !runtime_.failed();
  }

 private:
  std::string& out_;
  Runtime& runtime_;
};

// Whether a number with a point or an exponent is in it: those are printed differently.
bool has_decimal(std::string_view raw) {
  bool in_number = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '"') {
      for (++i; i < raw.size() && raw[i] != '"'; ++i) {
        if (raw[i] == '\\') ++i;
      }
      in_number = false;
    } else if (in_number && (c == '.' || c == 'e' || c == 'E')) {
      return true;
    } else {
      in_number = c >= '0' && c <= '9';
    }
  }
  return false;
}

}  // namespace

expected<InputPath, std::string> InputPath::compile(std::string_view text) {
  auto path = json::JsonPath::compile(text);
  if (!path) {
    return unexpected("The JSONPath " + std::string(text) + " is none: " + path.error().message);
  }
  InputPath result(*std::move(path));
  if (auto names = result.path_.member_names(); names && names->size() <= json::kMaxSteps) {
    result.members_.emplace(std::make_move_iterator(names->begin()),
                            std::make_move_iterator(names->end()));
  }
  return result;
}

expected<void, std::string> InputPath::append_json(TemplateHost& host, Runtime& runtime,
                                                   std::string& out) const {
  if (members_) {
    const json::RawMember member = host.find_in_body(*members_, runtime);
    if (!member.exists()) {
      velocity::append(out, kNothing, runtime);
      return {};
    }
    if (member.kind == JsonKind::number) {
      velocity::append_text(out, json::number_value(member.raw), runtime);
      return {};
    }
    const bool container = member.kind == JsonKind::object || member.kind == JsonKind::array;
    if (!container || !has_decimal(member.raw)) {
      LimitedSink sink(out, runtime);
      json::write_compact(member.raw, sink);
      return {};
    }
  }
  const auto found = find(host, runtime);
  if (!found) return unexpected(found.error());
  velocity::append(out, *found ? velocity::to_json(**found, runtime) : std::string(kNothing),
                   runtime);
  return {};
}

velocity::Outcome InputPath::value(TemplateHost& host, Runtime& runtime) const {
  if (members_ && !host.is_parsed()) {
    const json::RawMember member = host.find_in_body(*members_, runtime);
    switch (member.kind) {
      case JsonKind::not_json:
      case JsonKind::missing:
      case JsonKind::null:
        return Value::null();
      case JsonKind::boolean_false:
      case JsonKind::boolean_true:
        return Value::boolean(member.kind == JsonKind::boolean_true);
      case JsonKind::number:
        return json::number_value(member.raw);
      case JsonKind::string: {
        std::string text;
        if (runtime.charge_text(member.raw.size())) json::append_unescaped(text, member.raw);
        return Value::string(std::move(text));
      }
      case JsonKind::object:
      case JsonKind::array:
        break;
    }
  }
  auto found = find(host, runtime);
  if (!found) return unexpected(std::move(found).error());
  return found->has_value() ? **std::move(found) : Value::null();
}

expected<bool, std::string> InputPath::truth(TemplateHost& host, Runtime& runtime) const {
  if (members_ && !host.is_parsed()) {
    const json::RawMember member = host.find_in_body(*members_, runtime);
    return member.exists() && member.kind != JsonKind::null &&
           member.kind != JsonKind::boolean_false;
  }
  const auto result = value(host, runtime);
  if (!result) return unexpected(result.error());
  return velocity::truth(*result);
}

expected<std::optional<Value>, std::string> InputPath::find(TemplateHost& host,
                                                            Runtime& runtime) const {
  const Value* document = host.document(runtime);
  if (document == nullptr || runtime.failed()) return std::optional<Value>();
  auto found = path_.evaluate(*document, runtime.steps_left());
  if (!found) return unexpected("JSONPath: " + found.error().message);
  return *std::move(found);
}

}  // namespace palaver::gateway
