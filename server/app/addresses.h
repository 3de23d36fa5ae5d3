// This machine as others on its networks see it. Any thread.
#pragma once

#include <string>
#include <vector>

namespace palaver::app {

// IPv4 addresses of the interfaces that are up, loopback and link-local ones left out.
std::vector<std::string> network_addresses();

// Whether `host` is the address of every interface: 0.0.0.0 or ::.
bool is_any_address(const std::string& host);

// As a URL has it: an IPv6 address in brackets.
std::string url_host(const std::string& host);

}  // namespace palaver::app
