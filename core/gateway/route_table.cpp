#include "core/gateway/route_table.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/json/member.h"

namespace palaver::gateway {

// Compares a key that comes in pieces with all keys at a time: what is left is a shrinking range of
// them, all of which begin with what came so far.
class RouteTable::Matcher final : public json::TextSink {
 public:
  explicit Matcher(std::span<const Entry> entries) : left_(entries) {}

  // False as soon as no key is left.
  bool add(std::string_view piece) override {
    const auto part = [this, &piece](const Entry& entry) {
      return std::string_view(entry.key).substr(length_, piece.size());
    };
    const auto first = std::partition_point(
        left_.begin(), left_.end(), [&](const Entry& entry) { return part(entry) < piece; });
    const auto last = std::partition_point(
        first, left_.end(), [&](const Entry& entry) { return part(entry) == piece; });
    left_ = {first, last};
    length_ += piece.size();
    return !left_.empty();
  }

  // Once the key is whole. The keys are in order: one that is no longer is the first.
  std::optional<std::size_t> place() const {
    if (left_.empty() || left_.front().key.size() != length_) return std::nullopt;
    return left_.front().place;
  }

 private:
  std::span<const Entry> left_;
  std::size_t length_ = 0;
};

RouteTable::RouteTable(SelectionExpression expression, std::vector<std::string> route_keys)
    : expression_(std::move(expression)) {
  for (std::size_t place = 0; place < route_keys.size(); ++place) {
    std::string& key = route_keys[place];
    if (key == "$default") {
      if (!default_) default_ = place;
    } else if (!key.empty() && key.front() != '$') {
      // A leading dollar sign marks the routes that are not custom: a client cannot choose these.
      custom_.push_back({std::move(key), place});
    }
  }
  std::stable_sort(custom_.begin(), custom_.end(),
                   [](const Entry& a, const Entry& b) { return a.key < b.key; });
}

std::optional<std::size_t> RouteTable::select(std::string_view body) const {
  // Of a constant key the body must be JSON, too.
  if (!expression_.needs_request_body() && !json::is_json(body)) return default_;
  SelectionInput input;
  input.request_body = body;
  Matcher matcher(custom_);
  if (expression_.write(input, matcher) != SelectionExpression::Outcome::whole) return default_;
  const std::optional<std::size_t> place = matcher.place();
  return place ? place : default_;
}

}  // namespace palaver::gateway
