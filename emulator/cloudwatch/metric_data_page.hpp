// Cuts the results of GetMetricData into pages of at most MaxDatapoints.
#pragma once

#include "emulator/clock.hpp"
#include "emulator/cloudwatch/metric_unit.hpp"
#include "protocol/json.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

struct metric_data_point {
    timestamp_ms at = 0;
    double value = 0;
};

struct metric_data_result {
    std::string id;
    std::string label;
    std::string status = "Complete";
    json messages;                         // null: none
    std::vector<metric_data_point> points; // in the order asked for
    std::optional<metric_unit> unit;       // of a metric's points
};

/// The page that the input's NextToken asks for, as the operation's answer. `result_of` makes the result of a
/// query; it is called for those that the page needs, no more. Results that earlier pages completed are not
/// repeated. A page goes on where the last one ended by time, whatever was measured in between. Throws
/// InvalidNextToken for a token that is not of this request.
json take_metric_data_page(
    std::size_t queries,
    const std::function<metric_data_result(std::size_t query)>& result_of,
    const json& input
);

} // namespace borealis::emulator
