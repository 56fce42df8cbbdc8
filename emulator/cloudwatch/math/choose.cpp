// Picking points by a condition.
#include "emulator/cloudwatch/math/choose.hpp"

#include "emulator/cloudwatch/math/operators.hpp"

#include <algorithm>

namespace borealis::emulator::math {

namespace {

std::optional<double> value_at(const math_value& of, std::int64_t at) {
    if (const auto* number = std::get_if<double>(&of))
        return *number;
    const auto& points = std::get<time_series>(of).points;
    const auto found = std::lower_bound(points.begin(), points.end(), at, [](auto& each, std::int64_t time) {
        return each.at < time;
    });
    return found != points.end() && found->at == at ? std::optional(found->value) : std::nullopt;
}

void refuse_array(const math_value& value) {
    if (std::holds_alternative<series_array>(value))
        throw expression_error("Unsupported operand type for IF: '" + std::string(type_name(value)) + "'");
}

} // namespace

math_value
choose(const math_value& condition, const math_value& if_true, const std::optional<math_value>& if_false) {
    for (const auto* each : {&condition, &if_true})
        refuse_array(*each);
    if (if_false)
        refuse_array(*if_false);
    if (const auto* number = std::get_if<double>(&condition)) {
        if (*number != 0)
            return if_true;
        return if_false ? *if_false : time_series{};
    }
    const auto& series = std::get<time_series>(condition);
    time_series result{series.source, series.period_seconds, {}};
    for (const auto& each : series.points) {
        if (each.value == 0 && !if_false)
            continue;
        if (const auto value = value_at(each.value != 0 ? if_true : *if_false, each.at))
            result.points.push_back({each.at, *value});
    }
    return result;
}

} // namespace borealis::emulator::math
