// $foreach: where a loop stands. Velocity 1.7: "Foreach scope". One rendering, one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "core/velocity/host.h"

namespace palaver::velocity {

class LoopScope : public HostObject, public std::enable_shared_from_this<LoopScope> {
 public:
  // `outer`: what $foreach was before; its parent when that is a loop.
  explicit LoopScope(json::Value outer) : outer_(std::move(outer)) {}

  void advance(bool has_next) {
    ++count_;
    has_next_ = has_next;
  }

  std::string text() const override;
  void give_up_values(json::List& values) override;
  // index (from 0), count (from 1), hasNext, first, last, parent, topmost; otherwise what #set put
  // there, in this loop or one around it.
  json::Value property(std::string_view name, Runtime& runtime) const override;
  Outcome call(std::string_view method, std::span<const json::Value> arguments,
               Runtime& runtime) override;
  bool assign(std::string_view name, const json::Value& value, Runtime& runtime) override;

 private:
  json::Value topmost() const;
  const LoopScope* parent() const { return dynamic_cast<const LoopScope*>(outer_.as_object()); }

  std::size_t count_ = 0;
  bool has_next_ = false;
  json::Value outer_;
  json::Value own_;  // a map, once something was put there
};

}  // namespace palaver::velocity
