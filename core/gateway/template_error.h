// Why a mapping template is refused, and where.
#pragma once

#include <cstddef>
#include <string>

namespace palaver::gateway {

struct TemplateError {
  std::size_t line;    // from 1
  std::size_t column;  // from 1, in bytes
  std::string message;
};

}  // namespace palaver::gateway
