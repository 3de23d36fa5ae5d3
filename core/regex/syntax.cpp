#include "core/regex/syntax.h"

#include <algorithm>

namespace palaver::regex {
namespace {

std::uint32_t sum(std::uint32_t a, std::uint32_t b) {
  return a > kUnbounded - b ? kUnbounded : a + b;
}

std::uint32_t product(std::uint32_t a, std::uint32_t b) {
  if (a == 0 || b == 0) return 0;
  return a > kUnbounded / b ? kUnbounded : a * b;
}

Lengths of_children(const Syntax& syntax, const Node& node) {
  const bool choice = node.kind == Node::Kind::choice;
  Lengths all{choice ? kUnbounded : 0, 0};
  for (NodeId child = node.child; child != kNoNode; child = syntax.nodes[child].next) {
    const Lengths one = lengths(syntax, child);
    all.min = choice ? std::min(all.min, one.min) : sum(all.min, one.min);
    all.max = choice ? std::max(all.max, one.max) : sum(all.max, one.max);
  }
  return all;
}

}  // namespace

Lengths lengths(const Syntax& syntax, NodeId id) {
  const Node& node = syntax.nodes[id];
  switch (node.kind) {
    case Node::Kind::character:
    case Node::Kind::set:
      return {1, 1};
    case Node::Kind::sequence:
    case Node::Kind::choice:
    case Node::Kind::group:
    case Node::Kind::atomic:
      return of_children(syntax, node);
    case Node::Kind::repeat: {
      const Lengths one = lengths(syntax, node.child);
      return {product(one.min, node.min), product(one.max, node.max)};
    }
    case Node::Kind::back_reference:
      return {0, kUnbounded};
    case Node::Kind::empty:
    case Node::Kind::look:
    case Node::Kind::assertion:
      break;
  }
  return {0, 0};
}

}  // namespace palaver::regex
