// Who streams from whom: slots on the upstream, the upstream that a member of a cluster has to have.
#pragma once

#include "emulator/reconciler/step.hpp"
#include "replication/lsn.hpp"

#include <optional>
#include <set>
#include <string>

namespace borealis::emulator {

/// The upstream that this instance has to stream from now; nothing for a primary.
/// The writer of a read replica cluster follows the replication source, a reader follows the writer, a read
/// replica its source instance.
std::optional<replication::upstream_spec>
wanted_upstream(const state& resources, const db_instance& instance, const db_cluster* cluster);

/// The upstream of a read replica cluster's volume. Only for clusters that are replicas.
replication::upstream_spec source_of(const db_cluster& cluster, const std::string& application_name);

/// Creates the physical slot, reserving WAL from now on, unless it exists. Throws pg_error.
awaitable<void> ensure_slot(toolbox& tools, std::string server_id, std::string slot);

/// Drops the slot, ending the walsender that holds it. No-op where slot or server do not exist (any more).
awaitable<void> drop_slot(toolbox& tools, std::string server_id, std::string slot);

/// The slots that standbys of this server stream through, or are to.
std::set<std::string> slots_wanted_on(const state& resources, const std::string& server_id);

/// Drops the slots of RDS on this server that no standby of it has any more: of replicas that went while it
/// was down, and of readers that follow another since a failover. Each would keep WAL for ever.
awaitable<void> drop_stale_slots(toolbox& tools, std::string server_id);

/// Whether the standby's WAL receiver streams.
awaitable<bool> is_streaming(toolbox& tools, std::string server_id);

/// Position of a primary's flushed WAL, or what a (former) standby has replayed last. Nothing where the
/// server does not answer.
awaitable<std::optional<replication::lsn>> flushed_position(toolbox& tools, std::string server_id);
awaitable<std::optional<replication::lsn>> replayed_position(toolbox& tools, std::string server_id);

/// Whether this standby has replayed the shutdown checkpoint that its upstream wrote at or after the
/// position, the last record of a server that was stopped: nothing that it committed is missing then. Throws
/// pg_error.
awaitable<bool> has_shutdown_since(toolbox& tools, std::string server_id, replication::lsn position);

/// The instance that a read replica cluster replicates from; nothing where it is none or the source is gone.
const db_instance* find_source(const state& resources, const db_cluster& cluster);

/// The instance that a read replica replicates from; nothing where it is none or the source is gone.
const db_instance* find_source(const state& resources, const db_instance& replica);

} // namespace borealis::emulator
