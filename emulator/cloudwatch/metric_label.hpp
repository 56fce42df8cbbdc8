// The Label of a GetMetricData result: given, with its dynamic parts filled in, or made up as CloudWatch
// does. Source: CloudWatch User Guide, "Use dynamic labels".
#pragma once

#include "emulator/cloudwatch/metric_data_page.hpp"
#include "emulator/cloudwatch/metric_data_query.hpp"

#include <map>

namespace borealis::emulator {

/// The labels of the queries of one request, which must outlive this.
class metric_labels {
  public:
    explicit metric_labels(const std::vector<metric_data_query>& queries);

    /// What a query of a metric asks for, else the metric's name and what tells it from the other queries of
    /// the same name: statistic, period.
    std::string of(const metric_data_query& query, const std::vector<metric_data_point>& points) const;

  private:
    struct namesakes {
        const metric_data_query* first = nullptr;
        bool statistics_differ = false;
        bool periods_differ = false;
    };

    std::string default_label(const metric_data_query& of) const;

    std::map<std::string_view, namesakes> by_name_;
};

/// Fills in ${LABEL}, ${PROP('...')} and ${MIN}, ${MAX}, ${AVG}, ${SUM}, ${FIRST}, ${LAST},
/// ${DATAPOINT_COUNT} of the points, which are in order of time. Anything else stays as it is.
std::string fill_label(
    std::string_view pattern,
    const metric_data_query& of,
    const std::string& default_text,
    const std::vector<metric_data_point>& points
);

} // namespace borealis::emulator
