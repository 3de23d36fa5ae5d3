// The JSONPath of `$input.json()` and `$input.path()`. A path of plain member names is found in the
// text of the message, without building a value of it; any other path makes the message be parsed,
// once for a rendering. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/json/json_path.h"
#include "core/json/step.h"
#include "core/velocity/host.h"

namespace palaver::gateway {

class TemplateHost;

class InputPath {
 public:
  // An error is a text for people with the path in it.
  static expected<InputPath, std::string> compile(std::string_view text);

  // Compact JSON; "" (two quotes) when there is nothing. Whole numbers as they are written,
  // decimals as Java prints them (1.0E10).
  expected<void, std::string> append_json(TemplateHost& host, velocity::Runtime& runtime,
                                          std::string& out) const;
  // Null when there is nothing.
  velocity::Outcome value(TemplateHost& host, velocity::Runtime& runtime) const;
  // Whether value() is neither null nor false.
  expected<bool, std::string> truth(TemplateHost& host, velocity::Runtime& runtime) const;

 private:
  explicit InputPath(json::JsonPath path) : path_(std::move(path)) {}
  expected<std::optional<json::Value>, std::string> find(TemplateHost& host,
                                                         velocity::Runtime& runtime) const;

  json::JsonPath path_;
  std::optional<json::MemberPath> members_;
};

}  // namespace palaver::gateway
