// Texts of every kind and length up to 64 KiB: words that repeat, noise that does not compress, one
// byte over and over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "tests/server/deflate/peer_messages.h"

namespace palaver::deflate {

class RandomTexts {
 public:
  explicit RandomTexts(unsigned seed) : random_(seed) {}

  // The distributions of the standard library differ from one to the next; this does not.
  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string next() {
    const std::size_t size = below(std::size_t{1} << below(17));
    std::string text;
    while (text.size() < size) {
      const std::size_t piece = 1 + below(size - text.size());
      switch (below(4)) {
        case 0:
          text += bells(static_cast<int>(piece / 40 + 1));
          break;
        case 1:
          for (std::size_t i = 0; i < piece; ++i) text += static_cast<char>(' ' + below(95));
          break;
        case 2:
          text.append(piece, static_cast<char>('a' + below(26)));
          break;
        default:  // something from further up
          text += std::string(text, text.size() - std::min(text.size(), piece));
          text += '.';
      }
    }
    text.resize(size);
    return text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace palaver::deflate
