// What is kept of the values of one period: enough for every plain statistic, exact under merging.
#pragma once

#include <algorithm>

namespace borealis::emulator {

struct statistic_set {
    double count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;

    static statistic_set of(double value) { return {1, value, value, value}; }

    bool uniform() const { return minimum == maximum; }
    double average() const { return count == 1 ? sum : sum / count; }

    void merge(const statistic_set& other) {
        minimum = count == 0 ? other.minimum : std::min(minimum, other.minimum);
        maximum = count == 0 ? other.maximum : std::max(maximum, other.maximum);
        count += other.count;
        sum += other.sum;
    }

    friend bool operator==(const statistic_set&, const statistic_set&) = default;
};

/// A value and how many samples it stands for.
struct weighted_value {
    double value = 0;
    double weight = 1;

    friend bool operator==(const weighted_value&, const weighted_value&) = default;
};

} // namespace borealis::emulator
