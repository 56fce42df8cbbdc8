// Computes an expression from the series that it refers to.
#pragma once

#include "emulator/cloudwatch/math/expression.hpp"
#include "emulator/cloudwatch/math/fill.hpp"
#include "emulator/cloudwatch/math/value.hpp"

#include <functional>
#include <optional>

namespace borealis::emulator::math {

/// Where an expression gets what is not in itself.
struct surroundings {
    std::int64_t period_seconds = 60; // of what has no period by itself: numbers, searches
    std::function<time_grid(std::int64_t period_seconds)> grid_of;
    /// The value of the query with this id. Throws expression_error for an id that there is not.
    std::function<const math_value&(const std::string& id)> value_of;
    /// The metrics of the request whose ids contain `part`, in the order of the request.
    std::function<series_array(const std::string& part)> metrics;
    /// The series that SEARCH finds. Throws expression_error for a bad query, statistic or period.
    std::function<series_array(
        const std::string& query, const std::string& statistic, std::optional<std::int64_t> period_seconds
    )>
        search;
};

/// Throws expression_error for operands that a function or operator does not take, and function_not_emulated.
/// Source: CloudWatch User Guide, "Metric math syntax and functions".
math_value evaluate(const expression& of, const surroundings& with);

} // namespace borealis::emulator::math
