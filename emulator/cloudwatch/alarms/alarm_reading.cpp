// Reads the evaluation range from the metric store and judges it.
#include "emulator/cloudwatch/alarms/alarm_reading.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

/// A percentile of fewer samples than this says little. Source: CloudWatch User Guide, "Percentile-based
/// CloudWatch alarms and low data samples".
double fewest_samples(const statistic& what) {
    if (what.kind != statistic_kind::percentile || what.upper <= 0 || what.upper >= 100)
        return 0;
    const auto fraction = what.upper / 100;
    return 10 / (fraction >= 0.5 ? 1 - fraction : fraction);
}

} // namespace

alarm_reading read_datapoints(const alarm_metric& watched, const metric_store& metrics, timestamp_ms now) {
    const auto period = watched.period_seconds * 1000;
    const timestamp_ms step = watched.period_seconds < 60 ? 10'000 : 60'000;
    const auto count = evaluation_range(watched.rule.evaluation_periods);

    alarm_reading reading;
    reading.read_at = now;
    const auto end = now - now % step;
    reading.start = end - static_cast<timestamp_ms>(count) * period;
    reading.periods.resize(count);

    metric_query query;
    query.start = reading.start;
    query.end = end;
    query.period = std::chrono::seconds(watched.period_seconds);
    query.unit = watched.unit;
    query.with_values = watched.what.extended();
    for (const auto& series : metrics.read(watched.metric, query, now)) {
        if (reading.unit)
            break; // without a Unit, the first of several
        reading.unit = series.unit;
        for (const auto& bucket : series.buckets) {
            const auto value = evaluate(watched.what, bucket);
            const auto place = static_cast<std::size_t>((bucket.start - reading.start) / period);
            if (value && place < count)
                reading.periods[place] = alarm_datapoint{bucket.start, *value, bucket.set.count};
        }
    }
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
    const auto fewest = watched.ignore_few_samples ? fewest_samples(watched.what) : 0;
    const bool too_few = std::any_of(reading.periods.begin(), reading.periods.end(), [&](const auto& point) {
        return point && point->samples < fewest;
    });
    return too_few ? alarm_verdict::keep : judge(range, watched.rule, watched.treatment);
}

} // namespace borealis::emulator
