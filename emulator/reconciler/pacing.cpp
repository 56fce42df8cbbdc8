#include "emulator/reconciler/pacing.hpp"

namespace borealis::emulator {

namespace {

constexpr timestamp_ms realistic_instance_creation = 5 * 60 * 1000;
constexpr timestamp_ms realistic_cluster_creation = 45 * 1000;

} // namespace

std::optional<std::chrono::milliseconds>
remaining_pace(const toolbox& tools, resource_kind kind, timestamp_ms since) {
    if (tools.env.options.speed == pace::fast)
        return std::nullopt;
    const auto least =
        kind == resource_kind::db_instance ? realistic_instance_creation : realistic_cluster_creation;
    const auto left = since + least - tools.now();
    if (left <= 0)
        return std::nullopt;
    return std::chrono::milliseconds(left);
}

} // namespace borealis::emulator
