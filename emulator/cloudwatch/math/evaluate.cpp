// Walks the tree of an expression.
#include "emulator/cloudwatch/math/evaluate.hpp"

#include "emulator/cloudwatch/math/call_function.hpp"
#include "emulator/cloudwatch/math/operators.hpp"

namespace borealis::emulator::math {

namespace {

// A number in an array stands for a series of it in every period; an array in an array for its series.
series_array build_array(const expression& of, const surroundings& with) {
    series_array all;
    for (const auto& item : of.operands) {
        auto value = evaluate(item, with);
        if (const auto* number = std::get_if<double>(&value))
            all.push_back(constant_series(*number, with.grid_of(with.period_seconds)));
        else if (auto* series = std::get_if<time_series>(&value))
            all.push_back(std::move(*series));
        else
            for (auto& each : std::get<series_array>(value))
                all.push_back(std::move(each));
    }
    return all;
}

} // namespace

math_value evaluate(const expression& of, const surroundings& with) {
    using kind = expression::kind;
    switch (of.what) {
    case kind::number:
        return of.number;
    case kind::text:
    case kind::keyword:
        throw expression_error("Unexpected '" + of.text + "'");
    case kind::reference:
        return with.value_of(of.text);
    case kind::array:
        return build_array(of, with);
    case kind::negation:
        return negate(evaluate(of.operands.at(0), with));
    case kind::operation:
        return apply_operator(of.text, evaluate(of.operands.at(0), with), evaluate(of.operands.at(1), with));
    case kind::call:
        return call_function(of, with);
    }
    throw expression_error("Unexpected '" + of.text + "'");
}

} // namespace borealis::emulator::math
