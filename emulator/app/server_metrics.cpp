// From samples to families: one family after the other, each with a sample for every server that has one.
#include "emulator/app/server_metrics.hpp"

#include <functional>
#include <optional>

namespace borealis::emulator {

namespace {

constexpr auto lasts = std::chrono::seconds(15); // a sample, when its server does not answer any more

using labels = prometheus_text::labels;
using replication::activity_sample;
using replication::lag_sample;
using replication::server_sample;
using replication::slot_sample;

struct told_server {
    const server_sample* sample;
    labels of;
};

template <typename Number>
std::optional<double> as_double(const std::optional<Number>& value) {
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

std::optional<double> as_double(const std::optional<replication::lsn>& position) {
    return position ? std::optional(static_cast<double>(position->value)) : std::nullopt;
}

class writer {
  public:
    writer(prometheus_text& to, const std::vector<told_server>& servers) : to_(to), servers_(servers) {}

    /// A gauge with what `read` finds in a sample; nothing where it finds nothing.
    void gauge(
        std::string_view name,
        std::string_view help,
        const std::function<std::optional<double>(const server_sample&)>& read
    ) {
        to_.family(name, "gauge", help);
        for (const auto& server : servers_)
            if (const auto value = read(*server.sample))
                to_.sample(server.of, *value);
    }

    void of_lag(
        std::string_view name,
        std::string_view help,
        const std::function<std::optional<double>(const lag_sample&)>& read
    ) {
        gauge(name, help, [&](const server_sample& sample) {
            return sample.lag ? read(*sample.lag) : std::nullopt;
        });
    }

    void of_activity(
        std::string_view name,
        std::string_view help,
        const std::function<std::optional<double>(const activity_sample&)>& read
    ) {
        gauge(name, help, [&](const server_sample& sample) {
            return sample.activity ? read(*sample.activity) : std::nullopt;
        });
    }

    void of_slots(
        std::string_view name,
        std::string_view help,
        const std::function<std::optional<double>(const server_sample&, const slot_sample&)>& read
    ) {
        to_.family(name, "gauge", help);
        for (const auto& server : servers_)
            for (const auto& slot : server.sample->slots)
                if (const auto value = read(*server.sample, slot)) {
                    auto of = server.of;
                    of.emplace_back("slot", slot.name);
                    to_.sample(of, *value);
                }
    }

  private:
    prometheus_text& to_;
    const std::vector<told_server>& servers_;
};

void write_lag(writer& to) {
    to.of_lag(
        "borealis_replication_lag_seconds",
        "Age of the oldest WAL byte that the primary has flushed and this server has not replayed.",
        [](auto& lag) { return std::optional(lag.seconds); }
    );
    to.of_lag(
        "borealis_replication_lag_min_seconds",
        "Lower bound of borealis_replication_lag_seconds.",
        [](auto& lag) { return std::optional(lag.min_seconds); }
    );
    to.of_lag(
        "borealis_replication_lag_max_seconds",
        "Upper bound of borealis_replication_lag_seconds; infinite where it began before the tracker did.",
        [](auto& lag) { return std::optional(lag.max_seconds); }
    );
    to.of_lag(
        "borealis_replication_lag_bytes",
        "WAL that the primary has flushed and this server has not replayed.",
        [](auto& lag) { return std::optional(static_cast<double>(lag.bytes)); }
    );
    to.of_lag(
        "borealis_replication_write_lag_seconds",
        "The part of the lag until this server has written the WAL.",
        [](auto& lag) { return lag.write_seconds; }
    );
    to.of_lag(
        "borealis_replication_flush_lag_seconds",
        "The part of the lag until this server has flushed the WAL.",
        [](auto& lag) { return lag.flush_seconds; }
    );
    to.of_lag(
        "borealis_replication_upstream_lag_seconds",
        "The lag behind the direct upstream, where that is a standby itself.",
        [](auto& lag) { return lag.upstream_seconds; }
    );
    to.of_lag("borealis_replication_receiving", "1 while a WAL receiver streams.", [](auto& lag) {
        return std::optional(lag.receiving ? 1.0 : 0.0);
    });
    to.of_lag("borealis_replay_held_up", "1 while replay is paused, delayed or in conflict.", [](auto& lag) {
        return std::optional(lag.held_up_by.empty() ? 0.0 : 1.0);
    });
    to.gauge(
        "borealis_receiver_silence_seconds",
        "Since the WAL receiver last heard of its upstream.",
        [](auto& sample) { return sample.receiver_silence_seconds; }
    );
    to.gauge(
        "borealis_last_replayed_commit_age_seconds",
        "Amazon's formula: the age of the last commit that was replayed.",
        [](auto& sample) { return sample.seconds_since_last_replayed_commit; }
    );
}

void write_positions(writer& to) {
    to.gauge("borealis_in_recovery", "1 for a standby.", [](auto& sample) {
        return std::optional(sample.in_recovery ? 1.0 : 0.0);
    });
    to.gauge(
        "borealis_flush_lsn_bytes",
        "WAL position flushed by a primary, received by a standby.",
        [](auto& sample) { return std::optional(static_cast<double>(sample.flush_lsn.value)); }
    );
    to.gauge("borealis_replay_lsn_bytes", "WAL position that a standby has replayed.", [](auto& sample) {
        return as_double(sample.replay_lsn);
    });
    to.gauge(
        "borealis_oldest_slot_lag_bytes",
        "WAL distance of the slot that is furthest behind.",
        [](auto& sample) { return as_double(sample.oldest_slot_lag_bytes); }
    );
    to.of_slots("borealis_slot_active", "1 while something streams from the slot.", [](auto&, auto& slot) {
        return std::optional(slot.active ? 1.0 : 0.0);
    });
    to.of_slots(
        "borealis_slot_restart_lsn_bytes",
        "Oldest WAL position that the slot keeps.",
        [](auto&, auto& slot) { return as_double(slot.restart_lsn); }
    );
    to.of_slots(
        "borealis_slot_lag_bytes",
        "From the slot's oldest position to what the server has flushed.",
        [](auto& sample, auto& slot) {
            return slot.restart_lsn
                       ? std::optional(static_cast<double>(distance(*slot.restart_lsn, sample.flush_lsn)))
                       : std::nullopt;
        }
    );
    to.of_slots(
        "borealis_slot_safe_wal_bytes",
        "WAL until the slot may be lost, where there is a limit.",
        [](auto&, auto& slot) { return as_double(slot.safe_wal_size); }
    );
    to.gauge("borealis_wal_senders", "Standbys and others that stream from this server.", [](auto& sample) {
        return std::optional(static_cast<double>(sample.senders.size()));
    });
}

void write_activity(writer& to) {
    to.of_activity(
        "borealis_connections",
        "Client connections, without the emulator's own.",
        [](auto& activity) { return std::optional(static_cast<double>(activity.client_connections)); }
    );
    to.of_activity(
        "borealis_transaction_id_age",
        "Transactions since the oldest one that is not frozen.",
        [](auto& activity) { return std::optional(static_cast<double>(activity.transaction_id_age)); }
    );
    to.of_activity("borealis_uptime_seconds", "Since the server was started.", [](auto& activity) {
        return std::optional(activity.uptime_seconds);
    });
    to.of_activity("borealis_wal_bytes_per_second", "WAL written lately.", [](auto& activity) {
        return activity.wal_bytes_per_second;
    });
    to.of_activity("borealis_commits_per_second", "Transactions committed lately.", [](auto& activity) {
        return activity.commits_per_second;
    });
    to.of_activity("borealis_rollbacks_per_second", "Transactions rolled back lately.", [](auto& activity) {
        return activity.rollbacks_per_second;
    });
    to.of_activity("borealis_deadlocks_per_second", "Deadlocks lately.", [](auto& activity) {
        return activity.deadlocks_per_second;
    });
    to.of_activity(
        "borealis_buffer_hit_ratio",
        "Blocks found in shared buffers, of those asked for lately.",
        [](auto& activity) { return activity.buffer_hit_ratio; }
    );
}

void write_sizes(writer& to) {
    to.gauge("borealis_wal_directory_bytes", "Size of pg_wal.", [](auto& sample) {
        return as_double(sample.wal_bytes);
    });
    to.gauge("borealis_databases_bytes", "Size of all databases.", [](auto& sample) {
        return as_double(sample.database_bytes);
    });
    to.gauge(
        "borealis_slot_files_bytes",
        "Files of the slots, with what decoding spilled.",
        [](auto& sample) { return as_double(sample.slot_bytes); }
    );
    to.gauge(
        "borealis_checkpoint_age_seconds",
        "Since the last checkpoint or restart point.",
        [](auto& sample) { return sample.checkpoint_age_seconds; }
    );
    to.gauge(
        "borealis_clock_offset_seconds",
        "How far the server's clock is ahead of the tracker's.",
        [](auto& sample) { return sample.clock_offset_seconds; }
    );
    to.gauge("borealis_round_trip_seconds", "Of the tracker's newest reading.", [](auto& sample) {
        return sample.round_trip_seconds;
    });
}

/// In a cluster the writer is who has the office, also while the cluster is a replica and in recovery itself.
std::string_view role_of(const db_instance& instance, const state& resources, const server_sample& sample) {
    if (instance.cluster.empty())
        return sample.in_recovery ? "replica" : "primary";
    const auto* cluster = resources.clusters.find({instance.where, instance.cluster});
    return cluster && cluster->server_id == instance.server_id ? "writer" : "reader";
}

} // namespace

void newest_samples::take(const std::vector<server_sample>& batch) {
    for (const auto& sample : batch)
        by_server_.insert_or_assign(sample.server_id, sample);
    const auto now = std::chrono::system_clock::now();
    std::erase_if(by_server_, [&](const auto& entry) { return entry.second.at + lasts < now; });
}

void newest_samples::write(
    prometheus_text& to, const state& resources, std::chrono::system_clock::time_point now
) const {
    std::vector<told_server> servers;
    for (const auto& [key, instance] : resources.instances.rows()) {
        const auto found = by_server_.find(instance.server_id);
        if (found == by_server_.end() || found->second.at + lasts < now)
            continue;
        servers.push_back(
            {&found->second,
             {{"account", instance.where.account},
              {"region", instance.where.region},
              {"instance", instance.identifier},
              {"cluster", instance.cluster},
              {"role", role_of(instance, resources, found->second)}}}
        );
    }
    writer writes(to, servers);
    write_lag(writes);
    write_positions(writes);
    write_activity(writes);
    write_sizes(writes);
}

} // namespace borealis::emulator
