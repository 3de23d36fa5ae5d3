// Where text goes that is made piece by piece, so that its maker needs no memory for the whole.
#pragma once

#include <string>
#include <string_view>

namespace palaver::json {

class TextSink {
 public:
  virtual ~TextSink() = default;
  // Takes what comes next; `piece` is good during the call only. False: no more is wanted, and the
  // maker may stop.
  virtual bool add(std::string_view piece) = 0;
};

// Appends to a string.
class StringSink final : public TextSink {
 public:
  explicit StringSink(std::string& out) : out_(out) {}
  bool add(std::string_view piece) override {
    out_ += piece;
    return true;
  }

 private:
  std::string& out_;
};

}  // namespace palaver::json
