// The program's life from its arguments to its exit code.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "server/app/options.h"

namespace palaver::app {

// `arguments` without the program's name; `program` is its path as far as it is known. `out` takes
// what people and scripts read, `err` complaints; the log goes to the process's stderr. Returns the
// exit code: 0 after a clean stop, 1 when it could not start, kBadUsage for a mistake in the
// arguments or in what they name: a certificate that does not match its key, a port that is not
// for everybody.
int run(const std::string& program, const std::vector<std::string>& arguments, std::ostream& out,
        std::ostream& err);

// What is printed when a command listens on `port`; "listening on http://HOST:PORT", or https, is
// the first line.
// `endpoints` are Service::endpoints().
std::string greeting(const Options& options, std::uint16_t port,
                     const std::vector<std::string>& endpoints);

}  // namespace palaver::app
