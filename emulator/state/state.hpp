// All resource state, in memory. One writer: everything here runs on the emulator's own thread, without a
// mutex.
//
// Changes gather in a batch until commit() writes them to the store; listeners hear of them after they are
// durable.
#pragma once

#include "emulator/state/alarm.hpp"
#include "emulator/state/dashboard.hpp"
#include "emulator/state/db_cluster.hpp"
#include "emulator/state/db_instance.hpp"
#include "emulator/state/db_subnet_group.hpp"
#include "emulator/state/event.hpp"
#include "emulator/store/store.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string_view>

namespace borealis::emulator {

template <typename Resource>
class table {
  public:
    using map_type = std::map<resource_key, Resource>;

    const Resource* find(const resource_key& key) const {
        const auto found = rows_.find(key);
        return found == rows_.end() ? nullptr : &found->second;
    }
    const map_type& rows() const noexcept { return rows_; }

    /// The rows of one account and region, in order of their names.
    std::vector<const Resource*> in(const scope& where) const {
        std::vector<const Resource*> found;
        for (auto row = rows_.lower_bound(resource_key{where, ""});
             row != rows_.end() && row->first.where == where;
             ++row)
            found.push_back(&row->second);
        return found;
    }

    void put(Resource resource) {
        auto key = resource.key();
        changed_.insert(key);
        rows_.insert_or_assign(std::move(key), std::move(resource));
    }

    /// For changing a row in place; it counts as changed. Throws std::out_of_range.
    Resource& edit(const resource_key& key) {
        auto& row = rows_.at(key);
        changed_.insert(key);
        return row;
    }

    /// As edit, but for what need not survive a crash (progress figures): the row is not written for it.
    Resource& edit_volatile(const resource_key& key) { return rows_.at(key); }

    void erase(const resource_key& key) {
        rows_.erase(key);
        changed_.insert(key);
    }

  private:
    friend class state;
    map_type rows_;
    std::set<resource_key> changed_;
};

struct change_set {
    std::set<resource_key> instances;
    std::set<resource_key> clusters;
    std::set<resource_key> subnet_groups;
    std::set<resource_key> alarms;
    std::set<resource_key> alarm_histories;
    std::set<resource_key> dashboards;
};

class state {
  public:
    state(store& durable, const clock& time);

    table<db_instance> instances;
    table<db_cluster> clusters;
    table<db_subnet_group> subnet_groups;
    table<alarm> alarms;
    table<alarm_history> alarm_histories;
    table<dashboard> dashboards;

    void add_event(event happened);
    /// Events of one account and region of the last 14 days, oldest first.
    std::vector<const event*> events(const scope& where) const;

    /// Reads everything back from the store.
    void load();

    /// Makes all changes since the last call durable, then tells the listener. Throws what the store throws;
    /// the changes stay pending then and the next commit writes them.
    awaitable<void> commit();

    /// Forgets resources and events of one account, or of all; nothing of their servers, which is the
    /// reconciler's.
    void forget(const std::optional<std::string>& account);

    /// Counts up with every change: what was computed at one revision is true until the next.
    std::uint64_t revision() const noexcept { return revision_; }
    void touch() noexcept { ++revision_; }

    void on_commit(std::function<void(const change_set&)> listener) { listener_ = std::move(listener); }

    /// The members of a cluster, writer first, then by promotion tier and name.
    std::vector<const db_instance*> members_of(const db_cluster& cluster) const;

    /// The read replicas of a DB instance, by name.
    std::vector<const db_instance*> replicas_of(const db_instance& source) const;

  private:
    write_batch take_changes(change_set& taken);

    store& store_;
    const clock& clock_;
    std::deque<event> events_;
    std::vector<event> new_events_;
    std::optional<std::string> forget_account_;
    bool forget_all_ = false;
    std::uint64_t revision_ = 0;
    std::function<void(const change_set&)> listener_;
};

} // namespace borealis::emulator
