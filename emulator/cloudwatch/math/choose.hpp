// IF: a value here or there, by a condition.
// Source: CloudWatch User Guide, "Using IF expressions".
#pragma once

#include "emulator/cloudwatch/math/value.hpp"

#include <optional>

namespace borealis::emulator::math {

/// For a number as condition: one of the two values. For a series: at each of its points the value that one
/// of the two has then, and no point where the condition or the value is missing. Throws expression_error for
/// arrays.
math_value
choose(const math_value& condition, const math_value& if_true, const std::optional<math_value>& if_false);

} // namespace borealis::emulator::math
