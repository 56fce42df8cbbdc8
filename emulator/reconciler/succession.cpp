// The position that a writer is known by is that of a moment before its stop. The last record that a primary
// writes when it is stopped is a shutdown checkpoint: a reader that has replayed one from after that moment
// lacks nothing. The writer of a replica cluster is a standby itself and writes none; there the position says
// what it had replayed.
#include "emulator/reconciler/succession.hpp"

#include "emulator/reconciler/instance_steps.hpp"
#include "emulator/reconciler/replication_links.hpp"

namespace borealis::emulator {

awaitable<void> note_position(toolbox& tools, resource_key instance) {
    const auto* found = tools.resources().instances.find(instance);
    const auto* cluster = found ? cluster_of(tools.resources(), *found) : nullptr;
    if (!cluster || cluster->writer != found->identifier ||
        tools.host.observe(found->server_id).state != replication::server_state::running)
        co_return;
    const auto server = found->server_id;
    const bool is_standby = cluster->is_replica();
    std::optional<replication::lsn> position;
    if (is_standby)
        position = co_await replayed_position(tools, server);
    else
        position = co_await flushed_position(tools, server);
    const auto* now = tools.resources().instances.find(instance);
    if (!position || !now || now->server_id != server)
        co_return;
    tools.resources().instances.edit(instance).position_at_stop = to_string(*position);
    co_await tools.resources().commit();
}

awaitable<bool>
has_all_of(toolbox& tools, db_cluster cluster, db_instance writer, std::string reader_server) {
    const auto position = replication::parse_lsn(writer.position_at_stop);
    if (!position)
        co_return false;
    if (!cluster.is_replica())
        co_return co_await has_shutdown_since(tools, std::move(reader_server), *position);
    const auto replayed = co_await replayed_position(tools, std::move(reader_server));
    co_return replayed.value_or(replication::lsn{}) >= *position;
}

} // namespace borealis::emulator
