// Arithmetic, comparisons and logic, point by point.
#include "emulator/cloudwatch/math/operators.hpp"

#include <algorithm>
#include <cmath>

namespace borealis::emulator::math {

namespace {

double truth(bool is_true) {
    return is_true ? 1 : 0;
}

double compute(std::string_view name, double left, double right) {
    if (name == "+")
        return left + right;
    if (name == "-")
        return left - right;
    if (name == "*")
        return left * right;
    if (name == "/")
        return left / right;
    if (name == "^")
        return std::pow(left, right);
    if (name == "==")
        return truth(left == right);
    if (name == "!=")
        return truth(left != right);
    if (name == "<=")
        return truth(left <= right);
    if (name == ">=")
        return truth(left >= right);
    if (name == "<")
        return truth(left < right);
    if (name == ">")
        return truth(left > right);
    if (name == "AND")
        return truth(left != 0 && right != 0);
    return truth(left != 0 || right != 0);
}

bool is_arithmetic(std::string_view name) {
    return name.size() == 1 && std::string_view("+-*/^").find(name) != std::string_view::npos;
}

void keep(std::vector<point>& points, std::int64_t at, double value) {
    if (std::isfinite(value))
        points.push_back({at, value});
}

time_series combine(std::string_view name, const time_series& left, const time_series& right) {
    time_series result{left.source, std::max(left.period_seconds, right.period_seconds), {}};
    const bool both_needed = is_arithmetic(name);
    auto a = left.points.begin();
    auto b = right.points.begin();
    while (a != left.points.end() || b != right.points.end()) {
        const bool has_a = a != left.points.end() && (b == right.points.end() || a->at <= b->at);
        const bool has_b = b != right.points.end() && (a == left.points.end() || b->at <= a->at);
        const auto at = has_a ? a->at : b->at;
        const double x = has_a ? (a++)->value : 0;
        const double y = has_b ? (b++)->value : 0;
        if ((has_a && has_b) || !both_needed)
            keep(result.points, at, compute(name, x, y));
    }
    return result;
}

template <typename Function>
time_series each_point(const time_series& of, Function function) {
    time_series result{of.source, of.period_seconds, {}};
    for (const auto& each : of.points)
        keep(result.points, each.at, function(each.value));
    return result;
}

double finite(double value) {
    if (!std::isfinite(value))
        throw expression_error("The result of an operation on numbers is not a number");
    return value;
}

struct operation {
    std::string_view name;

    math_value operator()(double left, double right) const { return finite(compute(name, left, right)); }
    math_value operator()(const time_series& left, double right) const {
        return each_point(left, [&](double value) { return compute(name, value, right); });
    }
    math_value operator()(double left, const time_series& right) const {
        return each_point(right, [&](double value) { return compute(name, left, value); });
    }
    math_value operator()(const time_series& left, const time_series& right) const {
        return combine(name, left, right);
    }
    template <typename Right>
    math_value operator()(const series_array& left, const Right& right) const {
        series_array result;
        for (const auto& each : left)
            result.push_back(std::get<time_series>((*this)(each, right)));
        return result;
    }
    template <typename Left>
    math_value operator()(const Left& left, const series_array& right) const {
        series_array result;
        for (const auto& each : right) {
            result.push_back(std::get<time_series>((*this)(left, each)));
            result.back().source = each.source;
        }
        return result;
    }
    math_value operator()(const series_array&, const series_array&) const {
        throw expression_error(
            "Unsupported operand type(s) for " + std::string(name) +
            ": '[Array of Time Series, Array of Time Series]'"
        );
    }
};

} // namespace

math_value apply_operator(std::string_view name, const math_value& left, const math_value& right) {
    return std::visit(operation{name}, left, right);
}

math_value negate(math_value value) {
    return apply_operator("-", 0.0, value);
}

std::string_view type_name(const math_value& value) {
    if (std::holds_alternative<double>(value))
        return "Scalar";
    return std::holds_alternative<time_series>(value) ? "Time Series" : "Array of Time Series";
}

} // namespace borealis::emulator::math
