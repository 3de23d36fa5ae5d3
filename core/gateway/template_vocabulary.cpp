#include "core/gateway/template_vocabulary.h"

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "core/gateway/input_path.h"
#include "core/gateway/template_host.h"
#include "core/velocity/values.h"

namespace palaver::gateway {
namespace {

using velocity::Binding;
using velocity::BoundReference;
using velocity::Host;
using velocity::Outcome;
using velocity::Runtime;
using velocity::StepView;

// A template compiled with this vocabulary is rendered with no other host.
TemplateHost& of(Host& host) {
  return static_cast<TemplateHost&>(host);
}

class ContextReference : public BoundReference {
 public:
  explicit ContextReference(std::string name) : name_(std::move(name)) {}

  Outcome value(Host& host, Runtime& /*runtime*/) const override {
    return of(host).context_value(name_);
  }
  expected<void, std::string> append(Host& host, Runtime& runtime,
                                     std::string& out) const override {
    const auto text = of(host).context().find(name_);
    if (text) velocity::append(out, *text, runtime);
    return {};
  }

 private:
  std::string name_;
};

class StageVariableReference : public BoundReference {
 public:
  explicit StageVariableReference(std::string name) : name_(std::move(name)) {}

  Outcome value(Host& host, Runtime& /*runtime*/) const override {
    const std::string* text = of(host).stage_variable(name_);
    return text == nullptr ? json::Value::null() : json::Value::string(*text);
  }

 private:
  std::string name_;
};

class BodyReference : public BoundReference {
 public:
  Outcome value(Host& host, Runtime& runtime) const override {
    return of(host).body_value(runtime);
  }
  expected<void, std::string> append(Host& host, Runtime& runtime,
                                     std::string& out) const override {
    velocity::append(out, of(host).body(), runtime);
    return {};
  }
};

// $input.json('...')
class JsonReference : public BoundReference {
 public:
  explicit JsonReference(InputPath path) : path_(std::move(path)) {}

  Outcome value(Host& host, Runtime& runtime) const override {
    std::string text;
    const auto done = path_.append_json(of(host), runtime, text);
    if (!done) return unexpected(done.error());
    return json::Value::string(std::move(text));
  }
  expected<void, std::string> append(Host& host, Runtime& runtime,
                                     std::string& out) const override {
    return path_.append_json(of(host), runtime, out);
  }

 private:
  InputPath path_;
};

// $input.path('...')
class PathReference : public BoundReference {
 public:
  explicit PathReference(InputPath path) : path_(std::move(path)) {}

  Outcome value(Host& host, Runtime& runtime) const override {
    return path_.value(of(host), runtime);
  }
  expected<bool, std::string> truth(Host& host, Runtime& runtime) const override {
    return path_.truth(of(host), runtime);
  }

 private:
  InputPath path_;
};

// The name in `.name` or `['name']`.
std::optional<std::string_view> name_in(std::span<const StepView> steps, std::size_t index) {
  if (index >= steps.size()) return std::nullopt;
  if (steps[index].kind == StepView::Kind::property) return steps[index].name;
  return steps[index].kind == StepView::Kind::index ? steps[index].text : std::nullopt;
}

Binding bind_context(std::span<const StepView> steps) {
  const auto name = name_in(steps, 0);
  if (!name) return {};
  std::string path(*name);
  std::size_t taken = 1;
  if (is_context_group(*name)) {
    const auto member = name_in(steps, 1);
    if (!member) return {};
    path += '.';
    path += *member;
    taken = 2;
  }
  return {std::make_shared<ContextReference>(std::move(path)), taken};
}

expected<Binding, std::string> bind_input(std::span<const StepView> steps) {
  if (steps.empty()) return Binding();
  const StepView& step = steps.front();
  if (step.kind == StepView::Kind::property && step.name == "body") {
    return Binding{std::make_shared<BodyReference>(), 1};
  }
  const bool json = step.name == "json";
  if (step.kind != StepView::Kind::method || !step.text || !(json || step.name == "path")) {
    return Binding();
  }
  auto path = InputPath::compile(*step.text);
  if (!path) return unexpected(std::move(path).error());
  if (json) return Binding{std::make_shared<JsonReference>(*std::move(path)), 1};
  return Binding{std::make_shared<PathReference>(*std::move(path)), 1};
}

class TemplateVocabulary : public velocity::Vocabulary {
 public:
  std::span<const std::string_view> globals() const override {
    static constexpr std::array<std::string_view, 4> kNames = {"context", "input", "util",
                                                               "stageVariables"};
    return kNames;
  }

  expected<Binding, std::string> bind(std::size_t global,
                                      std::span<const StepView> steps) const override {
    switch (static_cast<TemplateGlobal>(global)) {
      case TemplateGlobal::context:
        return bind_context(steps);
      case TemplateGlobal::input:
        return bind_input(steps);
      case TemplateGlobal::stage_variables: {
        const auto name = name_in(steps, 0);
        if (!name) return Binding();
        return Binding{std::make_shared<StageVariableReference>(std::string(*name)), 1};
      }
      default:
        return Binding();
    }
  }
};

}  // namespace

const velocity::Vocabulary& template_vocabulary() {
  static const TemplateVocabulary vocabulary;
  return vocabulary;
}

}  // namespace palaver::gateway
