#include "emulator/reconciler/pacing.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace borealis::emulator {

namespace {

constexpr timestamp_ms realistic_instance_creation = 5 * 60 * 1000;
constexpr timestamp_ms realistic_cluster_creation = 45 * 1000;

constexpr timestamp_ms second = 1000;
constexpr timestamp_ms minute = 60 * second;

struct duration {
    resource_kind kind;
    std::string_view status;
    timestamp_ms least;
};

constexpr std::array durations{
    duration{resource_kind::db_instance, "modifying", 5 * minute},
    duration{resource_kind::db_instance, "upgrading", 8 * minute},
    duration{resource_kind::db_instance, "renaming", 2 * minute},
    duration{resource_kind::db_instance, "resetting-master-credentials", minute},
    duration{resource_kind::db_instance, "rebooting", minute},
    duration{resource_kind::db_instance, "stopping", 2 * minute},
    duration{resource_kind::db_instance, "starting", 3 * minute},
    duration{resource_kind::db_cluster, "modifying", minute},
    duration{resource_kind::db_cluster, "renaming", minute},
    duration{resource_kind::db_cluster, "resetting-master-credentials", minute},
    duration{resource_kind::db_cluster, "failing-over", 30 * second},
    duration{resource_kind::db_cluster, "promoting", 2 * minute},
};

template <typename Resource>
std::optional<std::chrono::milliseconds>
remaining(toolbox& tools, resource_kind kind, const Resource& resource) {
    const auto& status = resource.status.text();
    const auto found = std::find_if(durations.begin(), durations.end(), [&](const duration& row) {
        return row.kind == kind && row.status == status;
    });
    if (tools.env.options.speed == pace::fast || found == durations.end())
        return std::nullopt;
    auto& [seen, since] = tools.seen_statuses[{kind, resource.key()}];
    if (seen != status) {
        seen = status;
        since = tools.now();
    }
    const auto left = since + found->least - tools.now();
    if (left > 0)
        return std::chrono::milliseconds(left);
    return std::nullopt;
}

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

std::optional<std::chrono::milliseconds> remaining_pace(toolbox& tools, const db_instance& instance) {
    return remaining(tools, resource_kind::db_instance, instance);
}

std::optional<std::chrono::milliseconds> remaining_pace(toolbox& tools, const db_cluster& cluster) {
    return remaining(tools, resource_kind::db_cluster, cluster);
}

} // namespace borealis::emulator
