// Operators between numbers, series and arrays of series.
#pragma once

#include "emulator/cloudwatch/math/value.hpp"

#include <string_view>

namespace borealis::emulator::math {

/// `name` is one of + - * / ^ == != <= >= < > AND OR. Arithmetic needs a value on both sides: other points
/// are missing, as are those that divide by zero. A comparison takes a point that one side misses as 0.
/// Throws expression_error for two arrays. Source: CloudWatch User Guide, "Metric math syntax and functions".
math_value apply_operator(std::string_view name, const math_value& left, const math_value& right);

math_value negate(math_value value);

/// "Time Series", for messages.
std::string_view type_name(const math_value& value);

} // namespace borealis::emulator::math
