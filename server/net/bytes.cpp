#include "server/net/bytes.h"

namespace palaver::net {

Bytes Bytes::of(std::string text) {
  auto* const block = new Block;
  block->own = std::move(text);
  block->view = block->own;
  return Bytes(block);
}

Bytes Bytes::of_shared(std::shared_ptr<const std::string> text) {
  auto* const block = new Block;
  block->view = *text;
  block->others = std::move(text);
  return Bytes(block);
}

void Bytes::free_block(Block* block) {
  delete block;
}

}  // namespace palaver::net
