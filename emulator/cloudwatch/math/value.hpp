// What metric math computes with: numbers, time series, arrays of time series.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace borealis::emulator::math {

struct point {
    std::int64_t at = 0; // milliseconds since the Unix epoch
    double value = 0;

    friend bool operator==(const point&, const point&) = default;
};

struct time_series {
    std::string source; // whose series it is, for labels; what it means is the caller's affair
    std::int64_t period_seconds = 60;
    std::vector<point> points; // ascending, finite values

    friend bool operator==(const time_series&, const time_series&) = default;
};

using series_array = std::vector<time_series>;
using math_value = std::variant<double, time_series, series_array>;

/// An expression that cannot be read or computed; what() goes into the answer to the client.
class expression_error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A function that CloudWatch has and we do not.
class function_not_emulated : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace borealis::emulator::math
