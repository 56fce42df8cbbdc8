// Promotion of an Aurora read replica cluster. Source: Aurora User Guide, "Migrating data from an RDS for
// PostgreSQL DB instance to an Aurora PostgreSQL DB cluster using an Aurora read replica", step "Promoting an
// Aurora read replica".
//
// The order makes it safe to repeat after a crash: positions are noted before recovery ends, the slot goes
// before the link.
#include "emulator/reconciler/cluster_steps.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/replication_links.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

using replication::server_error;

namespace {

constexpr auto promote_timeout = std::chrono::seconds(120);

/// Where the source is when the promotion begins: what the replica has by then is what it keeps.
awaitable<void> note_source_position(toolbox& tools, db_cluster cluster) {
    if (!cluster.promotion_source_lsn.empty())
        co_return;
    const auto position = co_await flushed_position(tools, cluster.source_server);
    if (!position)
        co_return;
    tools.resources().clusters.edit(cluster.key()).promotion_source_lsn = to_string(*position);
    co_await tools.resources().commit();
}

/// Bytes of the source's WAL that the promoted cluster does not have; nothing where either position is
/// unknown.
std::optional<std::int64_t> bytes_left_behind(const db_cluster& cluster) {
    const auto source = replication::parse_lsn(cluster.promotion_source_lsn);
    const auto replayed = replication::parse_lsn(cluster.promotion_replay_lsn);
    if (!source || !replayed)
        return std::nullopt;
    return std::max<std::int64_t>(0, distance(*replayed, *source));
}

awaitable<step> give_up(toolbox& tools, resource_key key, std::string why) {
    spdlog::error("DB cluster {}: promotion failed: {}", key.name, why);
    auto& cluster = tools.resources().clusters.edit(key);
    cluster.promotion_requested = false;
    cluster.promotion_source_lsn.clear();
    record(tools, cluster, trigger::promotion_failed, why);
    co_await tools.resources().commit();
    co_return step::settled();
}

/// Tells of the promotion and of what it left behind, if anything.
void report(toolbox& tools, db_cluster& cluster) {
    cluster.promotion_requested = false;
    record(tools, cluster, trigger::promoted);
    const auto lost = bytes_left_behind(cluster);
    spdlog::info(
        "DB cluster {}: promoted at {}, the source was at {}",
        cluster.identifier,
        cluster.promotion_replay_lsn,
        cluster.promotion_source_lsn.empty() ? "an unknown position" : cluster.promotion_source_lsn
    );
    if (lost.value_or(0) > 0)
        tools.resources().add_event(make_event(
            cluster,
            fmt::format(
                "Promotion left {} bytes of WAL of the replication source behind: promoted at {}, the source "
                "was at {}",
                *lost,
                cluster.promotion_replay_lsn,
                cluster.promotion_source_lsn
            ),
            "notification",
            tools.now()
        ));
}

} // namespace

awaitable<void> unlink_from_source(toolbox& tools, db_cluster cluster) {
    // A source that is down drops the slot itself when it is back.
    co_await drop_slot(tools, cluster.source_server, cluster.replication_slot);
    if (const auto* source = find_source(tools.resources(), cluster))
        if (source->read_replica_cluster == cluster.identifier)
            tools.resources().instances.edit(source->key()).read_replica_cluster.clear();
    auto& unlinked = tools.resources().clusters.edit(cluster.key());
    unlinked.replication_source_arn.clear();
    unlinked.replication_slot.clear();
    unlinked.source_server.clear();
}

awaitable<step> promote_cluster(toolbox& tools, db_cluster cluster) {
    const auto key = cluster.key();
    if (const auto wait = remaining_pace(tools, cluster))
        co_return step::settled(*wait);
    const auto* writer = tools.resources().instances.find({cluster.where, cluster.writer});
    if (!writer || writer->status == "failed" || writer->status == "deleting")
        co_return co_await give_up(tools, key, "The primary instance has failed or is being deleted.");
    if (!(writer->status == "available"))
        co_return step::settled(std::chrono::milliseconds(200)); // it is being brought back
    const auto server_id = writer->server_id;
    const auto writer_key = writer->key();

    co_await note_source_position(tools, cluster);
    std::string failure;
    bool undecided = false;
    try {
        co_await tools.host.promote(server_id, promote_timeout);
    } catch (const server_error& error) {
        failure = error.what();
        undecided = error.kind() == replication::server_failure::timed_out;
    }
    // A promotion that the server has begun cannot be taken back: whether it came to pass shows when it is
    // asked again.
    const auto seen = tools.host.observe(server_id);
    undecided = undecided || !seen.standby || seen.state != replication::server_state::running;
    if (!failure.empty() && undecided)
        co_return step::settled(std::chrono::milliseconds(500));
    if (!failure.empty())
        co_return co_await give_up(tools, key, std::move(failure));

    const auto replayed = co_await replayed_position(tools, server_id);
    co_await unlink_from_source(tools, cluster);
    if (tools.resources().instances.find(writer_key))
        tools.resources().instances.edit(writer_key).upstream_server.clear();
    auto& promoted = tools.resources().clusters.edit(key);
    promoted.promotion_replay_lsn = replayed ? to_string(*replayed) : "";
    report(tools, promoted);
    co_await tools.resources().commit();
    co_return step::settled();
}

} // namespace borealis::emulator
