// Reads the evaluation range from the metric store and judges it.
#include "emulator/cloudwatch/alarms/alarm_reading.hpp"

#include "emulator/cloudwatch/metric_expressions.hpp"
#include "protocol/errors/alarm.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

/// A percentile of fewer samples than this says little. Source: CloudWatch User Guide, "Percentile-based
/// CloudWatch alarms and low data samples".
double fewest_samples(const statistic& what) {
    if (what.kind != statistic_kind::percentile || what.upper <= 0 || what.upper >= 100)
        return 0;
    const auto fraction = what.upper / 100;
    return 10 / (fraction >= 0.5 ? 1 - fraction : fraction);
}

void place(alarm_reading& reading, std::int64_t period_ms, const alarm_datapoint& point) {
    const auto place = static_cast<std::size_t>((point.at - reading.start) / period_ms);
    if (place < reading.periods.size())
        reading.periods[place] = point;
}

void read_metric(
    alarm_reading& reading, const alarm_metric& watched, timestamp_ms end, const metric_source& from
) {
    metric_query query;
    query.start = reading.start;
    query.end = end;
    query.period = std::chrono::seconds(watched.period_seconds);
    query.unit = watched.unit;
    query.with_values = watched.what.extended();
    const auto found = from.metrics.read(watched.metric, query, from.now);
    if (found.empty())
        return;
    reading.unit = found.front().unit; // without a Unit, the first of several
    for (const auto& bucket : found.front().buckets)
        if (const auto value = evaluate(watched.what, bucket))
            place(reading, watched.period_seconds * 1000, {bucket.start, *value, bucket.set.count});
}

void read_expression(
    alarm_reading& reading, const alarm_metric& watched, timestamp_ms end, const metric_source& from
) {
    const auto results = run_with_expressions(watched.queries, {reading.start, end}, from);
    if (results.size() != 1)
        throw errors::alarm_expression_not_one_series();
    for (const auto& point : results.front().points)
        place(reading, watched.period_seconds * 1000, {point.at, point.value, 0});
}

} // namespace

alarm_reading read_datapoints(const alarm_metric& watched, const metric_source& from) {
    const timestamp_ms step = watched.period_seconds < 60 ? 10'000 : 60'000;
    const auto count = evaluation_range(watched.rule.evaluation_periods);
    const auto end = from.now - from.now % step;

    alarm_reading reading;
    reading.read_at = from.now;
    reading.start = end - static_cast<timestamp_ms>(count) * watched.period_seconds * 1000;
    reading.periods.resize(count);
    if (watched.is_math())
        read_expression(reading, watched, end, from);
    else
        read_metric(reading, watched, end, from);
    return reading;
}

alarm_verdict judge(const alarm_metric& watched, const alarm_reading& reading) {
    std::vector<datapoint> range;
    for (const auto& point : reading.periods) {
        if (!point)
            range.push_back(datapoint::missing);
        else
            range.push_back(watched.breaches(point->value) ? datapoint::breaching : datapoint::ok);
    }
    const auto fewest = watched.ignore_few_samples && !watched.is_math() ? fewest_samples(watched.what) : 0;
    const bool too_few = std::any_of(reading.periods.begin(), reading.periods.end(), [&](const auto& point) {
        return point && point->samples < fewest;
    });
    return too_few ? alarm_verdict::keep : judge(range, watched.rule, watched.treatment);
}

} // namespace borealis::emulator
