#include "server/gateway/packed_context.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string>

namespace palaver::gateway {
namespace {

// Texts lie one after the other, each behind its length in base 128, the low digits first. Most are
// short or empty: a byte for the length, and none for the text.
void append_number(std::string& out, std::uint64_t number) {
  for (; number >= 128; number >>= 7) out += static_cast<char>(number | 128);
  out += static_cast<char>(number);
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out += text;
}

// Reads in the order of writing what append_ has written.
class Reader {
 public:
  explicit Reader(const char* at) : at_(at) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= static_cast<std::uint64_t>(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  std::string_view text() {
    const auto size = static_cast<std::size_t>(number());
    const std::string_view text(at_, size);
    at_ += size;
    return text;
  }

 private:
  const char* at_;
};

// The texts of a context, in the order of the block; the id comes first.
template <class Context>
auto texts_of(Context& context) {
  auto& identity = context.identity;
  return std::array{&context.connection_id, &context.domain_name, &identity.source_ip,
                    &identity.user_agent};
}
// Those that only a signature or an API key brings.
template <class Identity>
auto texts_of_signer(Identity& identity) {
  return std::array{&identity.account_id, &identity.caller,  &identity.user,
                    &identity.user_arn,   &identity.api_key, &identity.api_key_id};
}

}  // namespace

PackedContext::PackedContext(const ConnectionContext& context) {
  std::string packed;
  for (const std::string* text : texts_of(context)) append_text(packed, *text);
  const auto signer = texts_of_signer(context.identity);
  const bool has_signer = std::any_of(signer.begin(), signer.end(),
                                      [](const std::string* text) { return !text->empty(); });
  append_number(packed, has_signer ? 1 : 0);
  if (has_signer) {
    for (const std::string* text : signer) append_text(packed, *text);
  }
  append_number(packed, static_cast<std::uint64_t>(context.connected_at_ms));
  // 0: there was no authorizer.
  append_number(packed, context.authorizer ? context.authorizer->size() + 1 : 0);
  if (context.authorizer) {
    for (const NamedValue& member : *context.authorizer) {
      append_text(packed, member.name);
      append_text(packed, member.value);
    }
  }
  block_ = std::make_unique_for_overwrite<char[]>(packed.size());
  std::memcpy(block_.get(), packed.data(), packed.size());
}

std::string_view PackedContext::connection_id() const {
  return Reader(block_.get()).text();
}

std::shared_ptr<const ConnectionContext> PackedContext::unpack(std::string_view api_id,
                                                               std::string_view stage) const {
  Reader reader(block_.get());
  auto context = std::make_shared<ConnectionContext>();
  for (std::string* text : texts_of(*context)) *text = reader.text();
  if (reader.number() != 0) {
    for (std::string* text : texts_of_signer(context->identity)) *text = reader.text();
  }
  context->connected_at_ms = static_cast<std::int64_t>(reader.number());
  if (const std::uint64_t members = reader.number(); members > 0) {
    AuthorizerContext& authorizer = context->authorizer.emplace();
    for (std::uint64_t i = 1; i < members; ++i) {
      NamedValue member;
      member.name = reader.text();
      member.value = reader.text();
      authorizer.push_back(std::move(member));
    }
  }
  context->api_id = api_id;
  context->stage = stage;
  return context;
}

}  // namespace palaver::gateway
