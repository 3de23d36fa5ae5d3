// What the values of flags may be. Each function gives an empty text when all is well, else what is
// wrong, for people. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace palaver::app {

std::string check_stage(const std::string& stage);
// http or https.
std::string check_url(const std::string& url);
std::string check_port(const std::string& text);
// A time, more than 0, with decimals.
std::string check_seconds(const std::string& text);
std::string check_count(const std::string& text);
// From 1 to kMaxThreads.
inline constexpr std::size_t kMaxThreads = 256;
std::string check_threads(const std::string& text);
// Turns 32K into 32768 in place.
std::string to_bytes(std::string& text);
// Requests per second, or `off`.
std::string check_rate(const std::string& text);
// NAME=URL.
std::string check_function(const std::string& text);
// An AWS account's twelve digits; a region's name.
std::string check_account(const std::string& text);
std::string check_region(const std::string& text);

}  // namespace palaver::app
