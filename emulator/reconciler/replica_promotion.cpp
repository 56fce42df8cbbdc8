// A read replica becomes an instance of its own, because it is asked to or because its source goes. Source:
// RDS User Guide, "Promoting a read replica to be a standalone DB instance" and "Deleting a DB instance":
// read replicas in the Region of a source that is deleted are promoted.
#include "emulator/reconciler/instance_changes.hpp"
#include "emulator/reconciler/replication_links.hpp"

#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

using replication::server_state;

constexpr auto promote_timeout = std::chrono::seconds(120);
constexpr auto stop_timeout = std::chrono::seconds(20);

} // namespace

awaitable<step> promote_replica(toolbox& tools, resource_key key) {
    const auto replica = tools.resources().instances.rows().at(key);
    std::string source_server;
    if (const auto* source = find_source(tools.resources(), replica)) {
        source_server = source->server_id;
        // A source that goes sends the last of its WAL when it stops: what it has committed stays with us.
        if (source->status == "deleting" && tools.host.observe(source_server).state == server_state::running)
            co_return step::settled(std::chrono::milliseconds(100));
    }
    co_await tools.host.promote(replica.server_id, promote_timeout);
    if (!source_server.empty()) // where it is down, it drops the slot itself when it is back
        co_await drop_slot(tools, source_server, replica.replication_slot);

    auto& promoted = tools.resources().instances.edit(key);
    if (!(promoted.status == "modifying"))
        co_return step::again();
    promoted.promotion_requested = false;
    promoted.replica_source.clear();
    promoted.replication_slot.clear();
    promoted.upstream_server.clear();
    promoted.replication_error.clear();
    record(tools, promoted, trigger::promoted);
    spdlog::info("DB instance {}: promoted", key.name);
    co_await tools.resources().commit();
    co_return step::again();
}

awaitable<bool> release_replicas(toolbox& tools, db_instance source) {
    auto& resources = tools.resources();
    bool begun = false;  // one is being made from the source
    bool linked = false; // one still is its replica
    for (const auto* found : resources.replicas_of(source)) {
        linked = linked || !(found->status == "failed");
        begun = begun || (found->created_at == 0 && found->status == "creating");
        if (found->status == "deleting" || found->status == "creating" || found->promotion_requested)
            continue;
        auto& replica = resources.instances.edit(found->key());
        if (replica.status == "failed") {
            replica.replica_source.clear();
            continue;
        }
        replica.promotion_requested = true;
        if (replica.status == "available")
            record(tools, replica, trigger::promotion_requested);
    }
    co_await resources.commit();
    if (linked && !begun)
        co_await tools.host.stop(source.server_id, replication::stop_mode::fast, stop_timeout);
    co_return !linked;
}

} // namespace borealis::emulator
