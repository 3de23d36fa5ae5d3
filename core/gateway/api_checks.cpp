#include "core/gateway/api_checks.h"

#include "core/common/prefix.h"
#include "core/gateway/api_limits.h"

namespace palaver::gateway {

namespace {

constexpr std::size_t kMaxQuotedBytes = 100;

bool is_role_arn(std::string_view arn) {
  if (arn.substr(0, 7) != "arn:aws") return false;
  const std::size_t partition_end = arn.find(':', 4);
  if (partition_end == std::string_view::npos) return false;
  std::string_view rest = arn.substr(partition_end);
  if (!take_prefix(rest, ":iam::")) return false;
  if (rest == "*:user/*") return true;  // the caller's own credentials
  const std::size_t account_end = rest.find(':');
  if (account_end == 0 || account_end == std::string_view::npos) return false;
  rest.remove_prefix(account_end + 1);
  return take_prefix(rest, "role/") && !rest.empty();
}

}  // namespace

bool ApiChecks::required(std::string_view member, std::string_view text) const {
  if (!text.empty()) return true;
  error(member, "is required");
  return false;
}

void ApiChecks::at_most(std::string_view member, std::string_view text,
                        std::size_t characters) const {
  const std::size_t count = character_count(text);
  if (count <= characters) return;
  error(member, "has " + std::to_string(count) + " characters; API Gateway allows " +
                    std::to_string(characters));
}

void ApiChecks::one_to(std::string_view member, const std::optional<std::string>& text,
                       std::size_t characters) const {
  if (!text) return;
  if (text->empty()) {
    error(member, "must not be empty");
  } else {
    at_most(member, *text, characters);
  }
}

void ApiChecks::tags(const StringMap& tags) const {
  if (tags.size() <= kTagsPerResource) return;
  error("tags", "has " + std::to_string(tags.size()) + " tags; API Gateway allows " +
                    std::to_string(kTagsPerResource));
}

void ApiChecks::id(std::string_view member, std::string_view text) const {
  if (!is_all_of(text, "._~-")) {
    error(member, quoted(text) + " is no id: letters, digits and . _ ~ - make one");
  }
  at_most(member, text, kNameCharacters);
}

void ApiChecks::credentials(std::string_view member, const std::optional<std::string>& arn) const {
  if (!arn || is_role_arn(*arn) || find_variable(*arn, 0)) return;
  error(member, "Invalid ARN specified in the request");
}

std::string quoted(std::string_view text) {
  if (text.size() <= kMaxQuotedBytes) return "'" + std::string(text) + "'";
  // Cut where a character begins.
  std::size_t end = kMaxQuotedBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return "'" + std::string(text.substr(0, end)) + "...'";
}

}  // namespace palaver::gateway
