// The statistics that CloudWatch computes of the samples of a period, by their names.
// Source: CloudWatch User Guide, "CloudWatch statistics definitions".
#pragma once

#include "emulator/cloudwatch/metric_store.hpp"

#include <optional>
#include <string_view>

namespace borealis::emulator {

enum class statistic_kind : unsigned char {
    sample_count,
    average,
    sum,
    minimum,
    maximum,
    percentile,      // p99.9
    trimmed_mean,    // tm90, TM(10%:90%), TM(0.2:3), IQM
    winsorized_mean, // wm98, WM(10%:90%)
    trimmed_count,   // tc90, TC(0.005:0.030)
    trimmed_sum,     // ts90, TS(80%:)
    percentile_rank, // PR(:300)
};

struct statistic {
    statistic_kind kind = statistic_kind::average;
    double lower = 0;   // a percentage of the samples or a value, see by_value
    double upper = 100; // of a percentile: which
    bool by_value = false;

    /// Whether the single values are needed, not just their set.
    bool extended() const { return kind > statistic_kind::maximum; }
};

/// Nothing for a name that CloudWatch does not have.
std::optional<statistic> parse_statistic(std::string_view name);

/// A statistic that is not extended(), of at least one sample.
inline double evaluate_plain(statistic_kind wanted, const statistic_set& samples) {
    switch (wanted) {
    case statistic_kind::sample_count:
        return samples.count;
    case statistic_kind::sum:
        return samples.sum;
    case statistic_kind::minimum:
        return samples.minimum;
    case statistic_kind::maximum:
        return samples.maximum;
    default:
        return samples.average();
    }
}

/// One that is extended(). Nothing where it is not defined: for negative values, or a mean of no values.
std::optional<double> evaluate_extended(
    const statistic& wanted, const statistic_set& set, const std::vector<weighted_value>& values
);

/// Any statistic; nothing where it is not defined.
std::optional<double> evaluate(const statistic& wanted, const metric_bucket& bucket);

} // namespace borealis::emulator
