// The table of functions.
#include "emulator/cloudwatch/math/call_function.hpp"

#include "emulator/cloudwatch/math/choose.hpp"
#include "emulator/cloudwatch/math/operators.hpp"
#include "emulator/cloudwatch/math/series_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace borealis::emulator::math {

namespace {

using kind = expression::kind;

[[noreturn]] void wrong_operand(const expression& call, const math_value& value) {
    throw expression_error(
        "Unsupported operand type for " + call.text + ": '" + std::string(type_name(value)) + "'"
    );
}

math_value operand(const expression& call, std::size_t i, const surroundings& with) {
    return evaluate(call.operands.at(i), with);
}

time_series series_operand(const expression& call, std::size_t i, const surroundings& with) {
    auto value = operand(call, i, with);
    if (auto* series = std::get_if<time_series>(&value))
        return std::move(*series);
    wrong_operand(call, value);
}

// One series is an array of one.
series_array array_operand(const expression& call, std::size_t i, const surroundings& with) {
    auto value = operand(call, i, with);
    if (auto* array = std::get_if<series_array>(&value))
        return std::move(*array);
    if (auto* series = std::get_if<time_series>(&value))
        return {std::move(*series)};
    wrong_operand(call, value);
}

double number_operand(const expression& call, std::size_t i, const surroundings& with) {
    const auto value = operand(call, i, with);
    if (const auto* number = std::get_if<double>(&value))
        return *number;
    wrong_operand(call, value);
}

std::size_t index_operand(const expression& call, std::size_t i, const surroundings& with) {
    const auto number = number_operand(call, i, with);
    if (number < 0 || number != std::floor(number) || number > 1e6)
        throw expression_error("The operands of " + call.text + " after the first must be whole numbers");
    return static_cast<std::size_t>(number);
}

const std::string& word_operand(const expression& call, std::size_t i, kind what) {
    if (call.operands.at(i).what != what)
        throw expression_error("Unsupported operand " + std::to_string(i + 1) + " for " + call.text);
    return call.operands[i].text;
}

// To each series of an array, or to the one.
template <typename Function>
math_value each_series(const expression& call, math_value of, Function function) {
    if (const auto* series = std::get_if<time_series>(&of))
        return function(*series);
    auto* array = std::get_if<series_array>(&of);
    if (!array)
        wrong_operand(call, of);
    for (auto& each : *array)
        each = function(each);
    return std::move(*array);
}

math_value call_aggregate(const expression& call, const surroundings& with) {
    const auto value = operand(call, 0, with);
    if (const auto* array = std::get_if<series_array>(&value))
        return aggregate_array(call.text, *array);
    const auto* series = std::get_if<time_series>(&value);
    if (!series)
        return value;
    const auto number = aggregate_series(call.text, *series);
    if (number)
        return *number;
    return time_series{series->source, series->period_seconds, {}}; // of nothing: no points
}

math_value call_transform(const expression& call, const surroundings& with) {
    const auto apply = [&](const time_series& of) { return transform(call.text, of); };
    auto value = operand(call, 0, with);
    const auto* number = std::get_if<double>(&value);
    if (!number || !is_value_function(call.text))
        return each_series(call, std::move(value), apply);
    const auto result = apply({"", 60, {{0, *number}}});
    if (result.points.empty())
        throw expression_error("The result of " + call.text + " is not a number");
    return result.points.front().value;
}

math_value call_fill(const expression& call, const surroundings& with) {
    const auto& how = call.operands.at(1);
    if (how.what == kind::keyword && how.text == "REPEAT")
        return each_series(call, operand(call, 0, with), [&](auto& of) {
            return fill_repeating(of, with.grid_of(of.period_seconds));
        });
    if (how.what == kind::keyword && how.text == "LINEAR")
        return each_series(call, operand(call, 0, with), [&](auto& of) {
            return fill_linear(of, with.grid_of(of.period_seconds));
        });
    const auto filler = evaluate(how, with);
    if (const auto* number = std::get_if<double>(&filler))
        return each_series(call, operand(call, 0, with), [&](auto& of) {
            return fill_with(of, *number, with.grid_of(of.period_seconds));
        });
    if (const auto* series = std::get_if<time_series>(&filler))
        return each_series(call, operand(call, 0, with), [&](auto& of) { return fill_with(of, *series); });
    wrong_operand(call, filler);
}

math_value call_first(const expression& call, const surroundings& with) {
    auto array = array_operand(call, 0, with);
    if (array.empty())
        return time_series{};
    return call.text == "FIRST" ? array.front() : array.back();
}

math_value call_if(const expression& call, const surroundings& with) {
    std::optional<math_value> otherwise;
    if (call.operands.size() > 2)
        otherwise = operand(call, 2, with);
    return choose(operand(call, 0, with), operand(call, 1, with), otherwise);
}

math_value call_metric_count(const expression& call, const surroundings& with) {
    return static_cast<double>(array_operand(call, 0, with).size());
}

math_value call_metrics(const expression& call, const surroundings& with) {
    return with.metrics(call.operands.empty() ? "" : word_operand(call, 0, kind::text));
}

math_value call_period(const expression& call, const surroundings& with) {
    return static_cast<double>(series_operand(call, 0, with).period_seconds);
}

math_value call_remove_empty(const expression& call, const surroundings& with) {
    auto array = array_operand(call, 0, with);
    std::erase_if(array, [](auto& each) { return each.points.empty(); });
    return array;
}

math_value call_search(const expression& call, const surroundings& with) {
    std::optional<std::int64_t> period;
    if (call.operands.size() > 2)
        period = static_cast<std::int64_t>(index_operand(call, 2, with));
    return with.search(word_operand(call, 0, kind::text), word_operand(call, 1, kind::text), period);
}

math_value call_slice(const expression& call, const surroundings& with) {
    const auto array = array_operand(call, 0, with);
    const auto from = std::min(index_operand(call, 1, with), array.size());
    if (call.operands.size() == 2)
        return from == array.size() ? time_series{} : array[from];
    const auto to = std::clamp(index_operand(call, 2, with), from, array.size());
    return series_array(
        array.begin() + static_cast<std::ptrdiff_t>(from), array.begin() + static_cast<std::ptrdiff_t>(to)
    );
}

// Series without points come last, whatever the order.
math_value call_sort(const expression& call, const surroundings& with) {
    const auto array = array_operand(call, 0, with);
    const auto& function = word_operand(call, 1, kind::keyword);
    const auto& order = word_operand(call, 2, kind::keyword);
    if (!is_aggregate(function) || (order != "ASC" && order != "DESC"))
        throw expression_error("SORT takes a function such as AVG, and ASC or DESC");
    std::vector<std::pair<std::optional<double>, const time_series*>> ranked;
    for (const auto& each : array)
        ranked.emplace_back(each.points.empty() ? std::nullopt : aggregate_series(function, each), &each);
    std::stable_sort(ranked.begin(), ranked.end(), [&](auto& a, auto& b) {
        if (!a.first || !b.first)
            return a.first.has_value() && !b.first;
        const auto& [lesser, greater] =
            order == "ASC" ? std::pair(*a.first, *b.first) : std::pair(*b.first, *a.first);
        return lesser < greater;
    });
    if (call.operands.size() > 3)
        ranked.resize(std::min(ranked.size(), index_operand(call, 3, with)));
    series_array sorted;
    for (const auto& [rank, series] : ranked)
        sorted.push_back(*series);
    return sorted;
}

math_value call_time_series(const expression& call, const surroundings& with) {
    return constant_series(number_operand(call, 0, with), with.grid_of(with.period_seconds));
}

struct function_entry {
    std::string_view name;
    std::size_t fewest;
    std::size_t most;
    math_value (*run)(const expression& call, const surroundings& with);
};

constexpr std::array<function_entry, 12> functions{{
    {"FILL", 2, 2, call_fill},
    {"FIRST", 1, 1, call_first},
    {"IF", 2, 3, call_if},
    {"LAST", 1, 1, call_first},
    {"METRICS", 0, 1, call_metrics},
    {"METRIC_COUNT", 1, 1, call_metric_count},
    {"PERIOD", 1, 1, call_period},
    {"REMOVE_EMPTY", 1, 1, call_remove_empty},
    {"SEARCH", 2, 3, call_search},
    {"SLICE", 2, 3, call_slice},
    {"SORT", 3, 4, call_sort},
    {"TIME_SERIES", 1, 1, call_time_series},
}};

constexpr std::array<std::string_view, 5> not_emulated{
    "ANOMALY_DETECTION_BAND", "DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA", "SERVICE_QUOTA"};

function_entry find_function(const std::string& name) {
    if (is_aggregate(name))
        return {name, 1, 1, call_aggregate};
    if (is_transform(name))
        return {name, 1, 1, call_transform};
    for (const auto& each : functions)
        if (each.name == name)
            return each;
    if (std::find(not_emulated.begin(), not_emulated.end(), name) != not_emulated.end())
        throw function_not_emulated(name);
    throw expression_error("Unknown function '" + name + "'");
}

} // namespace

math_value call_function(const expression& call, const surroundings& with) {
    const auto function = find_function(call.text);
    if (call.operands.size() < function.fewest || call.operands.size() > function.most)
        throw expression_error(
            "Wrong number of operands for " + call.text + ": " + std::to_string(call.operands.size())
        );
    return function.run(call, with);
}

} // namespace borealis::emulator::math
