// What the events of a connection tell of it, in one block of memory: a connection that says
// nothing for hours holds no more than that. It is unpacked for each event. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/gateway/request_context.h"

namespace palaver::gateway {

class PackedContext {
 public:
  // The stage and the API's id are left to whoever unpacks.
  explicit PackedContext(const ConnectionContext& context);

  std::string_view connection_id() const;
  std::shared_ptr<const ConnectionContext> unpack(std::string_view api_id,
                                                  std::string_view stage) const;

 private:
  std::unique_ptr<char[]> block_;
};

}  // namespace palaver::gateway
