// One member of a map, as $map.entrySet() hands it to #foreach: java.util.Map.Entry.
#pragma once

#include <string>
#include <utility>

#include "core/velocity/host.h"

namespace palaver::velocity {

class MapEntry : public HostObject {
 public:
  // `runtime` outlives it.
  MapEntry(std::string key, json::Value value, Runtime& runtime)
      : key_(std::move(key)), value_(std::move(value)), runtime_(runtime) {}

  std::string text() const override;
  void give_up_values(json::List& values) override { values.push_back(std::move(value_)); }
  json::Value property(std::string_view name, Runtime& runtime) const override;
  Outcome call(std::string_view method, std::span<const json::Value> arguments,
               Runtime& runtime) override;

 private:
  std::string key_;
  json::Value value_;
  Runtime& runtime_;
};

}  // namespace palaver::velocity
