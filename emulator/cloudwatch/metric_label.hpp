// The Label of a GetMetricData result: given, with its dynamic parts filled in, or made up as CloudWatch
// does. Source: CloudWatch User Guide, "Use dynamic labels".
#pragma once

#include "emulator/cloudwatch/metric_data_page.hpp"
#include "emulator/cloudwatch/metric_data_query.hpp"

namespace borealis::emulator {

/// The metric's name, and what tells it from the other queries of the same metric: statistic, period.
std::string default_label(const metric_data_query& of, const std::vector<metric_data_query>& all);

/// The label that a query of a metric asks for, else the default one.
std::string label_of(
    const metric_data_query& query,
    const std::vector<metric_data_query>& all,
    const std::vector<metric_data_point>& points
);

/// Fills in ${LABEL}, ${PROP('...')} and ${MIN}, ${MAX}, ${AVG}, ${SUM}, ${FIRST}, ${LAST},
/// ${DATAPOINT_COUNT} of the points, which are in order of time. Anything else stays as it is.
std::string fill_label(
    std::string_view pattern,
    const metric_data_query& of,
    const std::string& default_text,
    const std::vector<metric_data_point>& points
);

} // namespace borealis::emulator
