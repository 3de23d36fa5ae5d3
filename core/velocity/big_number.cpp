#include "core/velocity/big_number.h"

#include <algorithm>
#include <charconv>

namespace palaver::velocity {
namespace {

constexpr std::uint32_t kBase = 1'000'000'000;
constexpr std::size_t kDigits = 9;

}  // namespace

BigNumber::BigNumber(std::int64_t value) : BigNumber(std::string_view(std::to_string(value))) {}

BigNumber::BigNumber(std::string_view digits) {
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) {
    negative_ = digits.front() == '-';
    digits.remove_prefix(1);
  }
  while (!digits.empty()) {
    const std::size_t begin = digits.size() > kDigits ? digits.size() - kDigits : 0;
    std::uint32_t limb = 0;
    for (const char c : digits.substr(begin))
      limb = limb * 10 + static_cast<std::uint32_t>(c - '0');
    limbs_.push_back(limb);
    digits = digits.substr(0, begin);
  }
  trim();
}

void BigNumber::trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  if (limbs_.empty()) negative_ = false;
}

int BigNumber::compare(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

BigNumber::Limbs BigNumber::add(const Limbs& a, const Limbs& b) {
  Limbs sum;
  std::uint32_t carry = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
    std::uint32_t limb = carry + (i < a.size() ? a[i] : 0) + (i < b.size() ? b[i] : 0);
    carry = limb >= kBase ? 1 : 0;
    if (carry != 0) limb -= kBase;
    sum.push_back(limb);
  }
  return sum;
}

BigNumber::Limbs BigNumber::subtract(const Limbs& a, const Limbs& b) {
  Limbs difference = a;
  std::uint32_t borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint32_t take = borrow + (i < b.size() ? b[i] : 0);
    borrow = difference[i] < take ? 1 : 0;
    difference[i] += borrow != 0 ? kBase : 0;
    difference[i] -= take;
  }
  return difference;
}

BigNumber BigNumber::operator-() const {
  BigNumber result = *this;
  if (!result.is_zero()) result.negative_ = !negative_;
  return result;
}

BigNumber BigNumber::operator+(const BigNumber& other) const {
  BigNumber result(0);
  if (negative_ == other.negative_) {
    result.limbs_ = add(limbs_, other.limbs_);
    result.negative_ = negative_;
  } else if (compare(limbs_, other.limbs_) >= 0) {
    result.limbs_ = subtract(limbs_, other.limbs_);
    result.negative_ = negative_;
  } else {
    result.limbs_ = subtract(other.limbs_, limbs_);
    result.negative_ = other.negative_;
  }
  result.trim();
  return result;
}

BigNumber BigNumber::operator-(const BigNumber& other) const {
  return *this + -other;
}

BigNumber BigNumber::operator*(const BigNumber& other) const {
  BigNumber result(0);
  result.limbs_.assign(limbs_.size() + other.limbs_.size(), 0);
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < other.limbs_.size() || carry != 0; ++j) {
      const std::uint64_t product =
          j < other.limbs_.size() ? std::uint64_t{limbs_[i]} * other.limbs_[j] : 0;
      const std::uint64_t limb = result.limbs_[i + j] + product + carry;
      result.limbs_[i + j] = static_cast<std::uint32_t>(limb % kBase);
      carry = limb / kBase;
    }
  }
  result.negative_ = negative_ != other.negative_;
  result.trim();
  return result;
}

BigNumber BigNumber::operator/(const BigNumber& other) const {
  // By hand: each limb of the result is searched for by halving, 30 times.
  BigNumber quotient(0);
  quotient.limbs_.assign(limbs_.size(), 0);
  BigNumber rest(0);
  BigNumber divisor = other;
  divisor.negative_ = false;
  for (std::size_t i = limbs_.size(); i-- > 0;) {
    rest.limbs_.insert(rest.limbs_.begin(), limbs_[i]);
    rest.trim();
    std::uint32_t low = 0;
    std::uint32_t high = kBase - 1;
    while (low < high) {
      const std::uint32_t middle = low + (high - low + 1) / 2;
      if ((divisor * BigNumber(middle)).compare(rest) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    quotient.limbs_[i] = low;
    rest = rest - divisor * BigNumber(low);
  }
  quotient.negative_ = negative_ != other.negative_;
  quotient.trim();
  return quotient;
}

int BigNumber::compare(const BigNumber& other) const {
  if (negative_ != other.negative_) return negative_ ? -1 : 1;
  const int order = compare(limbs_, other.limbs_);
  return negative_ ? -order : order;
}

std::string BigNumber::to_string() const {
  if (is_zero()) return "0";
  std::string text = (negative_ ? "-" : "") + std::to_string(limbs_.back());
  for (std::size_t i = limbs_.size() - 1; i-- > 0;) {
    const std::string limb = std::to_string(limbs_[i]);
    text.append(kDigits - limb.size(), '0');
    text += limb;
  }
  return text;
}

json::Value BigNumber::to_value() const {
  std::string text = to_string();
  std::int64_t small = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, small);
  if (parsed.ec == std::errc() && parsed.ptr == end) return json::Value::integer(small);
  return json::Value::big_integer(std::move(text));
}

}  // namespace palaver::velocity
