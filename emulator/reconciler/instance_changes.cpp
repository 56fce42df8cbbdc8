// What an instance that serves is to become: modified, with another password, its own master; and how the
// replication of a read replica goes.
#include "emulator/reconciler/instance_changes.hpp"

#include "emulator/reconciler/modifications.hpp"
#include "emulator/reconciler/pacing.hpp"
#include "emulator/reconciler/replication_links.hpp"
#include "emulator/surface/sql_surface.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace borealis::emulator {

namespace {

constexpr auto longest_sleep = std::chrono::milliseconds(std::chrono::hours(1));
constexpr auto replication_recheck = std::chrono::milliseconds(2000);
constexpr int misses_that_count = 2; // a receiver that reconnects is no outage
constexpr std::string_view undefined_object = "42704";

db_instance copy_of(const toolbox& tools, const resource_key& key) {
    return tools.resources().instances.rows().at(key);
}

awaitable<step> reset_password(toolbox& tools, resource_key key) {
    auto instance = copy_of(tools, key);
    auto access = tools.host.local_access(instance.server_id, std::string(superuser), "postgres");
    std::string refused;
    try {
        co_await set_master_password(
            std::move(access), instance.master_username, instance.new_password_verifier
        );
    } catch (const replication::pg::pg_error& error) {
        if (error.sqlstate() != undefined_object) // the role was dropped: no other try will help
            throw;
        refused = error.what();
    }
    auto& changed = tools.resources().instances.edit(key);
    if (!(changed.status == "resetting-master-credentials"))
        co_return step::again();
    if (changed.new_password_verifier == instance.new_password_verifier)
        changed.new_password_verifier.clear();
    record(tools, changed, refused.empty() ? trigger::modified : trigger::modification_failed, refused);
    co_await tools.resources().commit();
    co_return step::again();
}

/// Replication of a read replica: tells when it stops and when it goes on.
awaitable<void> watch_replication(toolbox& tools, db_instance replica) {
    const auto key = replica.key();
    const bool streams = co_await is_streaming(tools, replica.server_id);
    auto& misses = tools.missed_replication[key];
    misses = streams ? 0 : misses + 1;
    const bool broken = misses >= misses_that_count;
    const auto* found = tools.resources().instances.find(key);
    if (!found || !(found->status == "available") || (!streams && !broken) ||
        broken == !found->replication_error.empty())
        co_return;
    auto& told = tools.resources().instances.edit(key);
    told.replication_error =
        broken ? "The read replica receives nothing from its source " + told.replica_source : "";
    tools.resources().add_event(make_event(
        told,
        broken ? "Replication has stopped" : "Replication for the Read Replica resumed",
        "read replica",
        tools.now()
    ));
    co_await tools.resources().commit();
}

} // namespace

bool is_being_changed(const db_instance& instance) {
    return instance.status == "modifying" || instance.status == "upgrading" ||
           instance.status == "resetting-master-credentials";
}

awaitable<step> change_instance(toolbox& tools, resource_key key) {
    const auto instance = copy_of(tools, key);
    if (const auto wait = remaining_pace(tools, instance))
        co_return step::settled(*wait);
    if (instance.status == "resetting-master-credentials")
        co_return co_await reset_password(tools, key);
    if (instance.status == "modifying" && instance.promotion_requested)
        co_return co_await promote_replica(tools, key);
    end_modification(tools, tools.resources().instances.edit(key));
    co_await tools.resources().commit();
    co_return step::again();
}

awaitable<step> look_after(toolbox& tools, resource_key key) {
    const auto instance = copy_of(tools, key);
    tools.seen_statuses.erase({resource_kind::db_instance, key});
    const auto wait = std::chrono::milliseconds(instance.apply_pending_at - tools.now());
    const bool due = !instance.pending.empty() && wait.count() <= 0;
    if (instance.promotion_requested || !instance.new_password_verifier.empty() || due) {
        auto& changed = tools.resources().instances.edit(key);
        if (instance.promotion_requested)
            record(tools, changed, trigger::promotion_requested);
        else if (!instance.new_password_verifier.empty())
            record(tools, changed, trigger::password_reset_started);
        else
            begin_modification(tools, changed);
        co_await tools.resources().commit();
        co_return step::again();
    }
    auto sleep = instance.pending.empty() ? longest_sleep : std::min(wait, longest_sleep);
    if (instance.is_read_replica()) {
        co_await watch_replication(tools, instance);
        sleep = std::min(sleep, replication_recheck);
    }
    co_return step::settled(sleep);
}

} // namespace borealis::emulator
