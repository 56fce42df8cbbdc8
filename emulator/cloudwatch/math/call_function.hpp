// The functions of metric math by name: which operands each takes, and what it makes of them.
#pragma once

#include "emulator/cloudwatch/math/evaluate.hpp"

namespace borealis::emulator::math {

/// `call` is an expression of kind call. Throws as evaluate does.
math_value call_function(const expression& call, const surroundings& with);

} // namespace borealis::emulator::math
