// The in-memory state: change tracking, commits, events.
#include "emulator/state/state.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace borealis::emulator {

namespace {

constexpr timestamp_ms event_retention_ms = 14LL * 24 * 3600 * 1000;

template <typename Resource>
void write_rows(
    const char* kind,
    const std::map<resource_key, Resource>& rows,
    const std::set<resource_key>& changed,
    std::vector<document>& out
) {
    for (const auto& key : changed) {
        document written;
        written.kind = kind;
        written.key = key;
        if (const auto row = rows.find(key); row != rows.end())
            written.body = json(row->second).dump();
        out.push_back(std::move(written));
    }
}

} // namespace

state::state(store& durable, const clock& time) : store_(durable), clock_(time) {}

void state::add_event(event happened) {
    const auto oldest = clock_.now_ms() - event_retention_ms;
    while (!events_.empty() && events_.front().at < oldest)
        events_.pop_front();
    new_events_.push_back(happened);
    events_.push_back(std::move(happened));
}

std::vector<const event*> state::events(const scope& where) const {
    std::vector<const event*> found;
    const auto oldest = clock_.now_ms() - event_retention_ms;
    for (const auto& happened : events_)
        if (happened.where == where && happened.at >= oldest)
            found.push_back(&happened);
    return found;
}

void state::load() {
    auto contents = store_.load();
    for (const auto& stored : contents.documents) {
        if (!stored.body)
            continue;
        const auto body = json::parse(*stored.body);
        if (stored.kind == "db_instance")
            instances.rows_.insert_or_assign(stored.key, body.get<db_instance>());
        else if (stored.kind == "db_cluster")
            clusters.rows_.insert_or_assign(stored.key, body.get<db_cluster>());
        else if (stored.kind == "db_subnet_group")
            subnet_groups.rows_.insert_or_assign(stored.key, body.get<db_subnet_group>());
        else if (stored.kind == "alarm")
            alarms.rows_.insert_or_assign(stored.key, body.get<alarm>());
        else if (stored.kind == "alarm_history")
            alarm_histories.rows_.insert_or_assign(stored.key, body.get<alarm_history>());
        else if (stored.kind == "dashboard")
            dashboards.rows_.insert_or_assign(stored.key, body.get<dashboard>());
        else
            throw std::runtime_error("the store holds a document of unknown kind " + stored.kind);
    }
    events_.assign(
        std::make_move_iterator(contents.events.begin()), std::make_move_iterator(contents.events.end())
    );
    ++revision_;
}

write_batch state::take_changes(change_set& taken) {
    taken.instances = std::exchange(instances.changed_, {});
    taken.clusters = std::exchange(clusters.changed_, {});
    taken.subnet_groups = std::exchange(subnet_groups.changed_, {});
    taken.alarms = std::exchange(alarms.changed_, {});
    taken.alarm_histories = std::exchange(alarm_histories.changed_, {});
    taken.dashboards = std::exchange(dashboards.changed_, {});

    write_batch batch;
    batch.clear_all = std::exchange(forget_all_, false);
    batch.clear_account = std::exchange(forget_account_, std::nullopt);
    batch.events = std::exchange(new_events_, {});
    write_rows("db_instance", instances.rows(), taken.instances, batch.documents);
    write_rows("db_cluster", clusters.rows(), taken.clusters, batch.documents);
    write_rows("db_subnet_group", subnet_groups.rows(), taken.subnet_groups, batch.documents);
    write_rows("alarm", alarms.rows(), taken.alarms, batch.documents);
    write_rows("alarm_history", alarm_histories.rows(), taken.alarm_histories, batch.documents);
    write_rows("dashboard", dashboards.rows(), taken.dashboards, batch.documents);
    if (!batch.empty())
        ++revision_;
    return batch;
}

awaitable<void> state::commit() {
    change_set taken;
    auto batch = take_changes(taken);
    if (batch.empty())
        co_return;

    const auto written_events = batch.events;
    const auto cleared_all = batch.clear_all;
    const auto cleared_account = batch.clear_account;
    std::exception_ptr failure;
    try {
        co_await store_.commit(std::move(batch));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        instances.changed_.merge(taken.instances);
        clusters.changed_.merge(taken.clusters);
        subnet_groups.changed_.merge(taken.subnet_groups);
        alarms.changed_.merge(taken.alarms);
        alarm_histories.changed_.merge(taken.alarm_histories);
        dashboards.changed_.merge(taken.dashboards);
        new_events_.insert(new_events_.begin(), written_events.begin(), written_events.end());
        forget_all_ = forget_all_ || cleared_all;
        if (cleared_account)
            forget_account_ = cleared_account;
        std::rethrow_exception(failure);
    }
    if (listener_)
        listener_(taken);
}

void state::forget(const std::optional<std::string>& account) {
    const auto matches = [&](const scope& where) { return !account || where.account == *account; };
    const auto drop = [&](auto& resources) {
        std::erase_if(resources.rows_, [&](const auto& row) { return matches(row.first.where); });
    };
    drop(instances);
    drop(clusters);
    drop(subnet_groups);
    drop(alarms);
    drop(alarm_histories);
    drop(dashboards);
    std::erase_if(events_, [&](const event& happened) { return matches(happened.where); });
    std::erase_if(new_events_, [&](const event& happened) { return matches(happened.where); });
    if (account)
        forget_account_ = account;
    else
        forget_all_ = true;
}

std::vector<const db_instance*> state::members_of(const db_cluster& cluster) const {
    std::vector<const db_instance*> members;
    for (const auto* instance : instances.in(cluster.where))
        if (instance->cluster == cluster.identifier)
            members.push_back(instance);
    std::sort(members.begin(), members.end(), [&](const db_instance* left, const db_instance* right) {
        const auto rank = [&](const db_instance* member) {
            return std::tuple(
                member->identifier != cluster.writer, member->promotion_tier, member->identifier
            );
        };
        return rank(left) < rank(right);
    });
    return members;
}

std::vector<const db_instance*> state::replicas_of(const db_instance& source) const {
    std::vector<const db_instance*> replicas;
    for (const auto* instance : instances.in(source.where))
        if (instance->replica_source == source.identifier)
            replicas.push_back(instance);
    return replicas;
}

} // namespace borealis::emulator
