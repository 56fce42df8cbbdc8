// FailoverDBCluster: the writer stops, a reader that has all its WAL takes the office, and the former writer
// comes back as a reader. Source: Aurora User Guide, "High availability for Amazon Aurora".
//
// A reader's receiver may drop before the writer has stopped, however well it streamed when asked: once the
// writer is down, the reader has to prove that it has the writer's last record. Otherwise the writer comes
// back, and the failover is given up.
//
// On Aurora writer and readers share one volume; here each has data of its own. The former writer's may hold
// what the new timeline has not, should its last records not have gone out: so it is made anew from a base
// backup of the new writer, after that one writes, and not before. Each phase is one commit: killed in
// between, the next start goes on from the last.
#include "emulator/reconciler/cluster_steps.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/replication_links.hpp"
#include "emulator/reconciler/succession.hpp"

#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

constexpr int attempts = 40; // of a target that does not stream: about ten seconds
constexpr int proofs = 80;   // of one that has yet to replay the writer's last record: about twenty
constexpr auto pause = std::chrono::milliseconds(250);

const db_instance* member_named(const toolbox& tools, const db_cluster& cluster, const std::string& name) {
    return tools.resources().instances.find({cluster.where, name});
}

awaitable<step> give_up(toolbox& tools, resource_key key) {
    auto& cluster = tools.resources().clusters.edit(key);
    cluster.failover_target.clear();
    record(tools, cluster, trigger::failover_failed);
    tools.failed_attempts.erase(key);
    co_await tools.resources().commit();
    co_return step::again();
}

/// The writer's own worker stops it; readers that stream get all its WAL first.
awaitable<step> relieve_writer(toolbox& tools, db_cluster cluster, std::string target_server) {
    const bool streams = co_await is_streaming(tools, std::move(target_server));
    const auto key = cluster.key();
    if (!streams && ++tools.failed_attempts[key] > attempts)
        co_return co_await give_up(tools, key);
    const auto* writer = member_named(tools, cluster, cluster.writer);
    if (!streams || !writer || !(writer->status == "available"))
        co_return step::settled(pause);
    auto& relieved = tools.resources().instances.edit(writer->key());
    relieved.restart = restart_phase::wanted;
    record(tools, relieved, trigger::restart_requested);
    tools.failed_attempts.erase(key);
    co_await tools.resources().commit();
    co_return step::settled(pause); // its worker wakes us
}

/// Nothing: the target may take over.
awaitable<std::optional<step>>
await_proof(toolbox& tools, db_cluster cluster, db_instance writer, std::string target) {
    const auto key = cluster.key();
    const auto asked = cluster.failover_target;
    const auto office = cluster.writer;
    const bool hopeless = writer.position_at_stop.empty();
    const bool proved = co_await has_all_of(tools, std::move(cluster), std::move(writer), target);
    const auto* now = tools.resources().clusters.find(key);
    if (!now || !(now->status == "failing-over") || now->writer != office || now->failover_target != asked)
        co_return step::again();
    if (proved)
        co_return std::nullopt;
    if (!hopeless && ++tools.failed_attempts[key] <= proofs)
        co_return step::settled(pause);
    spdlog::warn("DB cluster {}: no failover, the reader lacks WAL of the writer", key.name);
    co_return co_await give_up(tools, key);
}

awaitable<step> hand_over(toolbox& tools, db_cluster cluster) {
    auto& resources = tools.resources();
    auto& office = resources.clusters.edit(cluster.key());
    if (const auto* writer = member_named(tools, cluster, cluster.writer)) {
        auto& former = resources.instances.edit(writer->key());
        former.upstream_server.clear();
        former.data_outdated = !cluster.is_replica(); // of a replica cluster, both are standbys of the source
    }
    office.writer = cluster.failover_target;
    office.server_id = member_named(tools, cluster, cluster.failover_target)->server_id;
    spdlog::info("DB cluster {}: {} takes over from {}", office.identifier, office.writer, cluster.writer);
    co_await resources.commit();
    co_return step::again();
}

} // namespace

awaitable<step> switch_over(toolbox& tools, db_cluster cluster) {
    if (cluster.failover_target.empty() || cluster.failover_target == cluster.writer)
        co_return step::settled(); // the new writer ends the failover once it serves
    if (const auto wait = remaining_pace(tools, cluster))
        co_return step::settled(*wait);
    const auto* target = member_named(tools, cluster, cluster.failover_target);
    if (!target || target->status == "deleting" || target->status == "failed")
        co_return co_await give_up(tools, cluster.key());
    const auto* writer = member_named(tools, cluster, cluster.writer);
    if (writer && writer->status == "deleting")
        co_return step::settled(pause); // it hands over itself
    if (!(target->status == "available"))
        co_return step::settled(pause);
    if (writer && writer->status == "available")
        co_return co_await relieve_writer(tools, std::move(cluster), target->server_id);
    const bool stopped = !writer || writer->status == "failed" ||
                         (writer->restart == restart_phase::stopped &&
                          tools.host.observe(writer->server_id).state == replication::server_state::stopped);
    if (!stopped)
        co_return step::settled(pause);
    if (writer && !(writer->status == "failed")) {
        auto other_way = co_await await_proof(tools, cluster, *writer, target->server_id);
        if (other_way)
            co_return *other_way;
        if (!member_named(tools, cluster, cluster.failover_target))
            co_return step::again();
        tools.failed_attempts.erase(cluster.key());
    }
    co_return co_await hand_over(tools, std::move(cluster));
}

} // namespace borealis::emulator
