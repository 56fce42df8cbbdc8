#include "emulator/reconciler/routing.hpp"

#include "emulator/surface/sql_surface.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::emulator {

std::string endpoint_name(const resource_key& cluster) {
    return fmt::format("{}/{}/{}", cluster.where.account, cluster.where.region, cluster.name);
}

void route_cluster(toolbox& tools, const resource_key& key) {
    const auto* cluster = tools.resources().clusters.find(key);
    if (!cluster)
        return;
    std::vector<endpoint_target> writer;
    std::vector<endpoint_target> readers;
    for (const auto* member : tools.resources().members_of(*cluster)) {
        if (member->port == 0 || member->created_at == 0 || member->status == "deleting")
            continue;
        endpoint_target target;
        target.address = tools.host.client_address(member->server_id);
        target.port = static_cast<std::uint16_t>(member->port);
        auto& side = member->identifier == cluster->writer ? writer : readers;
        side.push_back(std::move(target));
    }
    tools.endpoints.route(endpoint_name(key), std::move(writer), std::move(readers));
}

bool serves_in(const status_value& of_instance) {
    constexpr std::array<std::string_view, 4> serving{
        "available", "modifying", "renaming", "resetting-master-credentials"};
    return std::any_of(serving.begin(), serving.end(), [&](auto each) { return of_instance == each; });
}

void tracked_servers::mirror(const state& resources) {
    std::map<std::string, seen> wanted;
    for (const auto& [key, instance] : resources.instances.rows()) {
        if (!serves_in(instance.status))
            continue;
        const auto observed = host_.observe(instance.server_id);
        // Changes that were under way when the emulator ended go on before their server does.
        if (!(instance.status == "available") && observed.state != replication::server_state::running)
            continue;
        seen server;
        if (!instance.upstream_server.empty())
            server.upstream = instance.upstream_server;
        server.incarnation = observed.incarnation;
        wanted.emplace(instance.server_id, std::move(server));
    }
    for (const auto& [id, server] : tracked_)
        if (!wanted.contains(id))
            tracker_.untrack(id);
    for (const auto& [id, server] : wanted) {
        const auto known = tracked_.find(id);
        if (known != tracked_.end() && known->second == server)
            continue;
        replication::tracked_server tracked;
        tracked.id = id;
        tracked.access = host_.local_access(id, std::string(monitor_role), "postgres");
        tracked.access.application_name = "borealis-tracker";
        tracked.upstream_id = server.upstream;
        tracker_.track(std::move(tracked));
    }
    tracked_ = std::move(wanted);
}

} // namespace borealis::emulator
