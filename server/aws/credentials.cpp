#include "server/aws/credentials.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

#include "server/http/field_text.h"

namespace palaver::aws {
namespace {

constexpr std::size_t kAccountDigits = 12;

// A value up to a comment: '#' or ';' behind a blank.
std::string_view without_comment(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    const bool comment = value[i] == '#' || value[i] == ';';
    if (comment && (value[i - 1] == ' ' || value[i - 1] == '\t')) return value.substr(0, i);
  }
  return value;
}

bool is_account_id(std::string_view text) {
  return text.size() == kAccountDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A section being read.
struct Profile {
  Credentials credentials;
  std::size_t line = 0;
};

class Reader {
 public:
  Reader(const std::string& name, const std::string& folder, std::string_view account_id)
      : name_(name), folder_(folder), account_id_(account_id) {}

  std::optional<CredentialsError> take_line(std::string_view line) {
    ++line_;
    // An indented line belongs to the setting before it.
    const bool indented = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    const auto text = http::trim(line);
    if (text.empty() || text.front() == '#' || text.front() == ';' || indented) return {};
    if (text.front() == '[') return begin_profile(without_comment(text));
    const auto equals = text.find('=');
    // The line itself stays out of the message: it may hold a secret.
    if (equals == std::string_view::npos) return error("neither [profile] nor name = value");
    if (!profile_) return error("a setting before the first [profile]");
    return take_setting(http::trim(text.substr(0, equals)),
                        http::trim(without_comment(text.substr(equals + 1))));
  }

  std::optional<CredentialsError> end_profile() {
    if (!profile_) return {};
    auto ended = std::move(*profile_);
    profile_.reset();
    auto& credentials = ended.credentials;
    auto& identity = credentials.identity;
    if (identity.access_key_id.empty() && credentials.secret_access_key.empty()) return {};
    if (identity.access_key_id.empty() || credentials.secret_access_key.empty()) {
      return error_at(ended.line, "profile " + credentials.profile + " lacks " +
                                      (identity.access_key_id.empty() ? "aws_access_key_id"
                                                                      : "aws_secret_access_key"));
    }
    if (identity.account_id.empty()) identity.account_id = account_id_;
    if (identity.user_name.empty()) identity.user_name = credentials.profile;
    const auto key = identity.access_key_id;
    if (!by_key.try_emplace(key, std::move(credentials)).second) {
      return error_at(ended.line, "the access key " + key + " belongs to a profile before");
    }
    return {};
  }

  std::map<std::string, Credentials, std::less<>> by_key;

 private:
  std::optional<CredentialsError> begin_profile(std::string_view header) {
    if (auto failed = end_profile()) return failed;
    header = http::trim(header);
    if (header.back() != ']') return error("a [profile] that does not end");
    auto name = http::trim(header.substr(1, header.size() - 2));
    // The form of ~/.aws/config.
    constexpr std::string_view prefix = "profile ";
    if (name.substr(0, prefix.size()) == prefix) name = http::trim(name.substr(prefix.size()));
    if (name.empty()) return error("a profile without a name");
    if (!names_.emplace(name).second) return error("profile " + std::string(name) + " comes twice");
    profile_.emplace();
    profile_->line = line_;
    profile_->credentials.profile = name;
    return {};
  }

  std::optional<CredentialsError> take_setting(std::string_view name, std::string_view value) {
    auto& credentials = profile_->credentials;
    auto& identity = credentials.identity;
    const auto is = [name](std::string_view known) { return equals_ignoring_case(name, known); };
    if (is("aws_access_key_id")) {
      identity.access_key_id = value;
    } else if (is("aws_secret_access_key")) {
      credentials.secret_access_key = Secret(std::string(value));
    } else if (is("aws_session_token")) {
      credentials.session_token = Secret(std::string(value));
    } else if (is("palaver_user_name")) {
      identity.user_name = value;
    } else if (is("palaver_policy")) {
      identity.policy_path = (std::filesystem::path(folder_) / value).string();
    } else if (is("palaver_account_id")) {
      if (!is_account_id(value)) return error("palaver_account_id has not 12 digits");
      identity.account_id = value;
    }
    return {};
  }

  CredentialsError error(const std::string& what) const { return error_at(line_, what); }
  CredentialsError error_at(std::size_t line, const std::string& what) const {
    return {name_ + ':' + std::to_string(line) + ": " + what};
  }

  const std::string& name_;
  const std::string& folder_;
  const std::string_view account_id_;
  std::size_t line_ = 0;
  std::optional<Profile> profile_;
  std::set<std::string, std::less<>> names_;
};

}  // namespace

std::string Identity::user_arn() const {
  return "arn:aws:iam::" + account_id + ":user/" + user_name;
}

expected<CredentialStore, CredentialsError> CredentialStore::parse(std::string_view text,
                                                                   const std::string& name,
                                                                   const std::string& folder,
                                                                   std::string_view account_id) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
    text.remove_prefix(byte_order_mark.size());
  }
  Reader reader(name, folder, account_id);
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (auto failed = reader.take_line(line)) return unexpected(std::move(*failed));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  if (auto failed = reader.end_profile()) return unexpected(std::move(*failed));
  CredentialStore store;
  store.by_key_ = std::move(reader.by_key);
  return store;
}

expected<CredentialStore, CredentialsError> CredentialStore::read(const std::string& path,
                                                                  std::string_view account_id) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A folder opens but does not read.
  if (!file.eof() && file.fail()) {
    return unexpected(CredentialsError{path + ": cannot be read"});
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileBytes) {
    return unexpected(
        CredentialsError{path + ": larger than " + std::to_string(kFileBytes) + " bytes"});
  }
  return parse(text, path, std::filesystem::path(path).parent_path().string(), account_id);
}

const Credentials* CredentialStore::find(std::string_view access_key_id) const {
  const auto found = by_key_.find(access_key_id);
  return found == by_key_.end() ? nullptr : &found->second;
}

const Credentials* CredentialStore::profile(std::string_view name) const {
  const auto found = std::find_if(by_key_.begin(), by_key_.end(),
                                  [name](const auto& each) { return each.second.profile == name; });
  return found == by_key_.end() ? nullptr : &found->second;
}

}  // namespace palaver::aws
