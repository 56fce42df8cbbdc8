// Expressions of metric math, as GetMetricData, alarms and pictures take them from anybody. An input is the
// text.
#include "emulator/cloudwatch/math/evaluate.hpp"
#include "emulator/cloudwatch/math/expression.hpp"
#include "emulator/cloudwatch/math/search_query.hpp"
#include "tests/fuzz/require.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>

using namespace borealis::emulator::math;

namespace {

const math_value first = time_series{"m1", 60, {{0, 1}, {60'000, -2.5}, {180'000, 1e300}}};
const math_value second = time_series{"m2", 300, {{0, 0}, {300'000, 4}}};

surroundings make_surroundings() {
    surroundings with;
    with.grid_of = [](std::int64_t period) { return time_grid{0, 600'000, period}; };
    with.value_of = [](const std::string& id) -> const math_value& {
        if (id != "m1" && id != "m2")
            throw expression_error("undefined");
        return id == "m1" ? first : second;
    };
    with.metrics = [](const std::string&) {
        return series_array{std::get<time_series>(first), std::get<time_series>(second)};
    };
    with.search = [](const std::string& query, const std::string&, std::optional<std::int64_t>) {
        const search_query wanted(query);
        return wanted.matches({"AWS/RDS", "ReplicaLag", {{"DBInstanceIdentifier", "db"}}})
                   ? series_array{std::get<time_series>(first)}
                   : series_array{};
    };
    return with;
}

void check_points(const time_series& series) {
    for (const auto& each : series.points)
        borealis::fuzz::require(std::isfinite(each.value), "a point has a finite value");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto with = make_surroundings();
    try {
        const auto made = evaluate(parse_expression({reinterpret_cast<const char*>(data), size}), with);
        if (const auto* series = std::get_if<time_series>(&made))
            check_points(*series);
        else if (const auto* array = std::get_if<series_array>(&made))
            for (const auto& each : *array)
                check_points(each);
    } catch (const expression_error&) {
        return 0;
    } catch (const function_not_emulated&) {
        return 0;
    }
    return 0;
}
