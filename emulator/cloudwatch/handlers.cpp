// The table of CloudWatch operations, sorted by name.
#include "emulator/cloudwatch/handlers.hpp"

#include <array>

namespace borealis::emulator {

std::span<const handler_entry> cloudwatch_handlers() noexcept {
    static constexpr std::array<handler_entry, 4> entries{{
        {"GetMetricData", get_metric_data, effect::reads},
        {"GetMetricStatistics", get_metric_statistics, effect::reads},
        {"ListMetrics", list_metrics, effect::reads},
        {"PutMetricData", put_metric_data, effect::reads}, // nothing for the state to commit
    }};
    return entries;
}

} // namespace borealis::emulator
