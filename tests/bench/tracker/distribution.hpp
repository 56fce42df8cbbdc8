// Percentiles of what was measured.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace borealis::bench {

/// Nearest rank; null without values.
inline nlohmann::json distribution(std::vector<double> values) {
    if (values.empty()) {
        return nullptr;
    }
    std::sort(values.begin(), values.end());
    const auto at = [&](double fraction) {
        const auto rank = std::ceil(fraction * static_cast<double>(values.size()));
        return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
    };
    return {
        {"p50", at(0.5)}, {"p95", at(0.95)}, {"p99", at(0.99)}, {"max", values.back()}, {"n", values.size()}};
}

} // namespace borealis::bench
