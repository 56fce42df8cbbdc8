// Which instances publish; the families of metrics are in publication/.
#include "emulator/cloudwatch/publisher.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace borealis::emulator {

namespace {

using replication::server_sample;

/// Instances in these states publish nothing: AWS shows gaps, not zeros.
constexpr std::array<std::string_view, 14> silent_statuses{
    "creating",
    "deleting",
    "failed",
    "stopped",
    "stopping",
    "starting",
    "incompatible-create",
    "incompatible-credentials",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "insufficient-capacity",
    "restore-error",
};

bool publishes(const db_instance& instance) {
    return std::none_of(silent_statuses.begin(), silent_statuses.end(), [&](auto silent) {
        return instance.status == silent;
    });
}

timestamp_ms milliseconds(std::chrono::system_clock::time_point at) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

} // namespace

void publisher::publish(const std::vector<server_sample>& samples, timestamp_ms now) {
    samples_by_server by_server;
    timestamp_ms at = samples.empty() ? now : 0; // one for the batch: roll-ups gather what is of one second
    for (const auto& sample : samples) {
        by_server[sample.server_id] = &sample;
        at = std::max(at, milliseconds(sample.at));
    }

    auto subjects = subjects_of(by_server, at);
    std::map<const db_cluster*, std::vector<double>> reader_lags;
    for (const auto& [of, to] : subjects)
        if (const auto lag = reader_lag(of, to))
            reader_lags[of.cluster].push_back(*lag);
    for (auto& [of, to] : subjects) {
        if (of.cluster && !of.reader())
            of.reader_lags = std::move(reader_lags[of.cluster]);
        publish_replica_lags(of, to);
        publish_storage(of, to);
        publish_activity(of, to);
        publish_machine(of, to);
        publish_precise(of, to);
        for (const auto& slot : of.sample.slots) {
            auto to_slot = sets_.of_slot(of.instance, slot.name, at);
            publish_slot(of, slot, to_slot);
        }
        if (of.cluster && of.machine)
            volumes_.count(*of.cluster, *of.machine, of.reader());
    }
    volumes_.publish(resources_, sets_, host_.files, at);
    sets_.end_of_batch();
}

std::vector<publisher::told_instance>
publisher::subjects_of(const samples_by_server& samples, timestamp_ms at) {
    std::vector<told_instance> subjects;
    for (const auto& [key, instance] : resources_.instances.rows()) {
        const auto sample = samples.find(instance.server_id);
        if (sample == samples.end() || !publishes(instance))
            continue;
        const auto* cluster = resources_.clusters.find({instance.where, instance.cluster});
        if (!cluster && !instance.cluster.empty())
            continue;
        subject of{
            instance,
            cluster,
            *sample->second,
            host_.files(instance.server_id),
            new_use_of(instance.server_id),
            {},
            migration_lag_ == lag_formula::aws,
        };
        subjects.push_back({std::move(of), sets_.of(instance, cluster, at)});
    }
    std::erase_if(usages_, [&](auto& each) { return !samples.contains(each.first); });
    return subjects;
}

std::optional<machine_use> publisher::new_use_of(const std::string& server_id) {
    const auto now = host_.usage(server_id);
    if (!now)
        return std::nullopt;
    const auto known = usages_.find(server_id);
    if (known == usages_.end()) {
        usages_.emplace(server_id, *now);
        return use_of(nullptr, *now);
    }
    if (known->second.at == now->at)
        return std::nullopt;
    const auto use = use_of(&known->second, *now);
    known->second = *now;
    return use;
}

} // namespace borealis::emulator
