// Numbers as Java prints them. Pure functions; any thread.
#pragma once

#include <string>

namespace palaver::json {

// Java's Double.toString(): the fewest digits that read back as the same number, the nearest if
// there are several, and at least one behind the point. From 1.0E-3 up to 1.0E7 plain (0.001,
// 9999999.0), beyond in scientific notation (1.0E7, 1.5E-5). NaN, Infinity, -Infinity, -0.0. Of the
// Java versions, 19 and later are meant: the older ones print some digits more than needed
// (2.0E-3 the same, 2.2E-322 for 2.0E-322).
std::string java_double(double value);

}  // namespace palaver::json
