// Taking a DB instance away: its server, its slot on the writer, and, where it was the writer, its office.
#include "emulator/reconciler/instance_changes.hpp"
#include "emulator/reconciler/instance_steps.hpp"
#include "emulator/reconciler/replication_links.hpp"
#include "emulator/reconciler/succession.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>
#include <vector>

namespace borealis::emulator {

namespace {

constexpr auto stop_timeout = std::chrono::seconds(20);
constexpr auto proof_timeout = std::chrono::seconds(20);
constexpr auto streaming_timeout = std::chrono::seconds(10);
constexpr auto recheck = std::chrono::milliseconds(100);

/// The members that stay when the writer goes, in the order in which Aurora would choose among them.
std::vector<resource_key> heirs_of(const state& resources, const db_cluster& cluster) {
    std::vector<resource_key> heirs;
    for (const auto* member : resources.members_of(cluster))
        if (member->identifier != cluster.writer && !(member->status == "deleting") &&
            !(member->status == "failed"))
            heirs.push_back(member->key());
    return heirs;
}

struct candidate {
    resource_key reader;
    bool streams = false;
};

/// A reader that could take over: one that serves, rather one that streams. Nothing where there is none.
awaitable<std::optional<candidate>> candidate_among(toolbox& tools, std::vector<resource_key> heirs) {
    std::optional<candidate> serving;
    for (const auto& key : heirs) {
        const auto* reader = tools.resources().instances.find(key);
        if (!reader || !(reader->status == "available"))
            continue;
        candidate seen{key, false};
        const auto server_id = reader->server_id;
        try {
            seen.streams = co_await is_streaming(tools, server_id);
        } catch (const replication::pg::pg_error& error) {
            spdlog::warn("{}: {}", key.name, error.what());
        }
        if (seen.streams)
            co_return seen;
        if (!serving)
            serving = seen;
    }
    co_return serving;
}

/// The reader that takes over. Where none streams from a writer that runs, one may be about to: it is turned
/// to this writer since a moment.
awaitable<std::optional<resource_key>>
choose_successor(toolbox& tools, std::vector<resource_key> heirs, std::string writer_server) {
    const auto deadline = std::chrono::steady_clock::now() + streaming_timeout;
    asio::steady_timer pause(tools.loop);
    for (;;) {
        const auto best = co_await candidate_among(tools, heirs);
        if (!best)
            co_return std::nullopt;
        const bool may_come = tools.host.observe(writer_server).state == replication::server_state::running;
        if (best->streams || !may_come || std::chrono::steady_clock::now() > deadline)
            co_return best->reader;
        pause.expires_after(recheck);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// A writer that is down may have committed what no reader has yet: it comes back once more, to send it. What
/// was known of it when it stopped proves nothing any more.
awaitable<void> let_writer_finish(toolbox& tools, db_instance writer) {
    if (tools.host.observe(writer.server_id).state == replication::server_state::running)
        co_return;
    if (tools.resources().instances.find(writer.key()) != nullptr)
        tools.resources().instances.edit(writer.key()).position_at_stop.clear();
    co_await tools.resources().commit();
    try {
        co_await tools.host.start(writer.server_id, std::chrono::seconds(60));
    } catch (const replication::server_error& error) {
        spdlog::warn("server {} is beyond recovery: {}", writer.server_id, error.what());
    }
}

awaitable<step> forget_instance(toolbox& tools, db_instance instance) {
    tools.resources().add_event(make_event(instance, "DB instance deleted", "deletion", tools.now()));
    tools.resources().instances.erase(instance.key());
    tools.failed_attempts.erase(instance.key());
    tools.missed_replication.erase(instance.key());
    tools.seen_statuses.erase({resource_kind::db_instance, instance.key()});
    co_await tools.resources().commit();
    co_return step::gone();
}

/// Whether the chosen reader lacks what the stopped writer had, and does not come to have it in time. Of a
/// writer that could not be asked nothing is known, and its volume may be beyond recovery: then the reader
/// has to do.
awaitable<bool> lacks_records(toolbox& tools, db_cluster cluster, resource_key writer, resource_key chosen) {
    const auto deadline = std::chrono::steady_clock::now() + proof_timeout;
    asio::steady_timer pause(tools.loop);
    for (;;) {
        const auto* stopped = tools.resources().instances.find(writer);
        const auto* reader = tools.resources().instances.find(chosen);
        if (!stopped || !reader || reader->status == "deleting" || stopped->position_at_stop.empty())
            co_return false;
        bool complete = false;
        try {
            complete = co_await has_all_of(tools, cluster, *stopped, reader->server_id);
        } catch (const replication::pg::pg_error& error) {
            spdlog::warn("{}: {}", chosen.name, error.what());
        }
        if (complete || std::chrono::steady_clock::now() > deadline)
            co_return !complete;
        pause.expires_after(recheck);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// A member whose own data are not there yet, or not all, takes over the volume itself. Returns the server
/// that it gives up for it.
std::string inherit_volume(toolbox& tools, db_cluster& office, const resource_key& heir) {
    auto& member = tools.resources().instances.edit(heir);
    member.upstream_server.clear();
    member.data_outdated = false;
    office.writer = member.identifier;
    return std::exchange(member.server_id, office.server_id);
}

void record_takeover(toolbox& tools, db_cluster& office, const std::string& reader) {
    spdlog::info("DB cluster {}: {} takes over from {}", office.identifier, reader, office.writer);
    if (office.status == "available")
        record(tools, office, trigger::failover_started, reader);
    office.failover_target.clear();
}

/// A reader takes the office. Returns the server of the writer that goes.
std::string hand_over(toolbox& tools, db_cluster& office, const db_instance& reader) {
    record_takeover(tools, office, reader.identifier);
    office.writer = reader.identifier;
    return std::exchange(office.server_id, reader.server_id);
}

/// The writer goes. A reader takes its office (Aurora User Guide, "High availability for Aurora DB
/// instances"); without one the volume stays with the cluster, for the next instance. Returns the server that
/// nobody needs any more; nothing where the office is another's by now, or the reader that was chosen goes
/// too.
awaitable<std::optional<std::string>>
resign_as_writer(toolbox& tools, db_instance writer, db_cluster cluster) {
    const auto heirs = heirs_of(tools.resources(), cluster);
    std::optional<resource_key> successor;
    if (!heirs.empty()) {
        co_await let_writer_finish(tools, writer);
        successor = co_await choose_successor(tools, heirs, writer.server_id);
        co_await note_position(tools, writer.key());
    }
    co_await tools.host.stop(writer.server_id, replication::stop_mode::fast, stop_timeout);
    const bool lacking = successor && co_await lacks_records(tools, cluster, writer.key(), *successor);

    const auto* now = tools.resources().clusters.find(cluster.key());
    if (!now || now->writer != writer.identifier)
        co_return std::nullopt;
    auto& office = tools.resources().clusters.edit(cluster.key());
    if (successor) {
        const auto* reader = tools.resources().instances.find(*successor);
        if (!reader || reader->status == "deleting")
            co_return std::nullopt; // it goes too: the writer comes back, for another
        if (!lacking)
            co_return hand_over(tools, office, *reader);
        spdlog::warn(
            "DB cluster {}: {} lacks WAL of its writer, whose volume it takes",
            office.identifier,
            reader->identifier
        );
        record_takeover(tools, office, reader->identifier);
        co_return inherit_volume(tools, office, *successor);
    }
    office.failover_target.clear();
    if (office.status == "failing-over")
        record(tools, office, trigger::failover_finished, writer.identifier);
    for (const auto& heir : heirs)
        if (tools.resources().instances.find(heir))
            co_return inherit_volume(tools, office, heir);
    office.writer.clear();
    co_return std::string();
}

/// Whether the slot of a reader cannot be dropped now, because its writer is being brought back.
bool writer_is_away(const toolbox& tools, const db_cluster& cluster) {
    const auto* writer = tools.resources().instances.find({cluster.where, cluster.writer});
    return writer && (writer->status == "rebooting" || writer->status == "starting");
}

/// Its read replicas become instances of their own first; a read replica's slot goes with it.
awaitable<step> remove_standalone(toolbox& tools, db_instance instance) {
    const bool released = co_await release_replicas(tools, instance);
    if (!released)
        co_return step::settled(std::chrono::milliseconds(200));
    if (const auto* source = find_source(tools.resources(), instance)) {
        const auto source_server = source->server_id;
        co_await drop_slot(tools, source_server, instance.replication_slot);
    }
    co_await tools.host.destroy(instance.server_id);
    co_return co_await forget_instance(tools, std::move(instance));
}

} // namespace

awaitable<step> remove_instance(toolbox& tools, db_instance instance) {
    const auto* found = cluster_of(tools.resources(), instance);
    if (!found)
        co_return co_await remove_standalone(tools, std::move(instance));
    auto cluster = *found;
    if (cluster.status == "promoting")
        co_return step::settled(std::chrono::milliseconds(200));

    std::string abandoned = instance.server_id;
    if (cluster.writer == instance.identifier) {
        auto given_up = co_await resign_as_writer(tools, instance, cluster);
        if (!given_up)
            co_return step::again();
        abandoned = std::move(*given_up);
        co_await tools.resources().commit();
    } else if (writer_is_away(tools, cluster)) {
        co_return step::settled(std::chrono::milliseconds(200));
    } else if (cluster.server_id != instance.server_id && !instance.replication_slot.empty()) {
        co_await drop_slot(tools, cluster.server_id, instance.replication_slot);
    }
    const auto* kept_by = tools.resources().clusters.find(cluster.key());
    const bool is_volume = kept_by && kept_by->server_id == abandoned;
    if (!abandoned.empty() && !is_volume)
        co_await tools.host.destroy(abandoned);
    co_return co_await forget_instance(tools, std::move(instance));
}

} // namespace borealis::emulator
