// The table of CloudWatch operations, sorted by name.
#include "emulator/cloudwatch/handlers.hpp"

#include <array>

namespace borealis::emulator {

std::span<const handler_entry> cloudwatch_handlers() noexcept {
    static constexpr std::array<handler_entry, 3> entries{{
        {"GetMetricData", get_metric_data, effect::reads},
        {"GetMetricStatistics", get_metric_statistics, effect::reads},
        {"ListMetrics", list_metrics, effect::reads},
    }};
    return entries;
}

} // namespace borealis::emulator
