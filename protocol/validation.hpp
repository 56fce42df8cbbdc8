// Checks a typed input against the constraints of its shape.
#pragma once

#include "protocol/json.hpp"
#include "protocol/service_model.hpp"

namespace borealis::protocol {

/// Throws what AWS answers first:
/// - RDS: MissingParameter for a required member. Ranges and patterns only where the model's shape carries a
/// pattern, which
///   is how the newer operations are modelled; the older ones check by rules of their own, with texts of
///   their own.
/// - CloudWatch: MissingParameter, all missing names at once, for the operations whose model lists that
/// error.
/// - otherwise ValidationError in the form of AWS's common validator, all violations at once.
void validate_input(const service_model& service, const operation& op, const json& input);

} // namespace borealis::protocol
