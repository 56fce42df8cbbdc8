// What makes a metric a metric.
#pragma once

#include "emulator/state/resource.hpp"

#include <string>
#include <vector>

namespace borealis::emulator {

struct dimension {
    std::string name;
    std::string value;

    friend auto operator<=>(const dimension&, const dimension&) = default;
};

/// Two different sets of dimensions are two metrics.
struct metric_id {
    scope where;
    std::string name_space; // "AWS/RDS"
    std::string name;
    std::vector<dimension> dimensions; // sorted; see make_metric_id

    friend auto operator<=>(const metric_id&, const metric_id&) = default;
};

/// The dimensions may come in any order.
metric_id
make_metric_id(scope where, std::string name_space, std::string name, std::vector<dimension> dimensions);

} // namespace borealis::emulator
