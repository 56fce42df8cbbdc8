// One worker coroutine per resource, woken by commits, by servers that end, and by its own rechecks.
#include "emulator/reconciler/reconciler.hpp"

#include "emulator/api/server_logs.hpp"
#include "emulator/reconciler/routing.hpp"
#include "emulator/reconciler/step.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

constexpr auto server_stop_timeout = std::chrono::milliseconds(7000);
constexpr auto surprise_backoff = std::chrono::seconds(1);

struct worker {
    explicit worker(asio::io_context& loop) : alarm(loop) {}

    /// Ends its sleep; where it does not sleep, it will not.
    void wake() {
        woken = true;
        alarm.cancel();
    }
    /// Also ends the action that it waits for.
    void interrupt() {
        wake();
        stop_action.emit(asio::cancellation_type::terminal);
    }

    /// As interrupt, once: the resource is to go, so whatever is under way for it is in vain.
    void dismiss() {
        if (!std::exchange(dismissed, true))
            interrupt();
    }

    asio::steady_timer alarm;
    asio::cancellation_signal stop_action;
    bool dismissed = false;
    bool woken = false;
    bool retired = false;
};

/// What the host has of a server's log.
class host_logs final : public server_logs {
  public:
    explicit host_logs(const replication::server_host& host) : host_(host) {}
    std::string tail(const std::string& server_id, std::size_t most) const override {
        return host_.log_tail(server_id, most);
    }

  private:
    const replication::server_host& host_;
};

using step_function = awaitable<step> (*)(toolbox&, resource_key);
using worker_key = std::pair<resource_kind, resource_key>;

} // namespace

class reconciler::impl {
  public:
    impl(
        asio::io_context& loop,
        environment& env,
        replication::server_host& host,
        endpoint_table& endpoints,
        replication::lag_tracker& tracker
    )
        : tools_{loop, env, host, endpoints, {}, {}, {}, {}}, tracked_(tracker, host), logs_(host) {
        env.logs = &logs_;
        env.resources.on_commit([this](const change_set& changes) { react(changes); });
        host.on_unexpected_exit([this](const std::string& server_id) { note_crash(server_id); });
    }

    awaitable<void> begin();
    awaitable<void> reset(std::optional<std::string> account);
    awaitable<void> stop();

  private:
    void react(const change_set& changes);
    void note_crash(const std::string& server_id);
    void ensure_worker(resource_kind kind, const resource_key& key);
    void wake(resource_kind kind, const resource_key& key);
    void wake_cluster_and_members(const resource_key& cluster);
    awaitable<void> run(worker_key which, std::shared_ptr<worker> self);
    awaitable<step> attempt(worker_key which, std::shared_ptr<worker> self);
    awaitable<void> sleep(std::shared_ptr<worker> self, std::chrono::milliseconds time);
    awaitable<void> retire(std::function<bool(const resource_key&)> whom);
    awaitable<void> remove_orphans();

    toolbox tools_;
    tracked_servers tracked_;
    host_logs logs_;
    std::map<worker_key, std::shared_ptr<worker>> workers_;
    bool stopping_ = false;
};

void reconciler::impl::ensure_worker(resource_kind kind, const resource_key& key) {
    const worker_key which(kind, key);
    if (stopping_ || workers_.contains(which))
        return;
    auto created = std::make_shared<worker>(tools_.loop);
    workers_.emplace(which, created);
    asio::co_spawn(tools_.loop, run(which, created), asio::detached);
}

void reconciler::impl::wake(resource_kind kind, const resource_key& key) {
    if (const auto found = workers_.find({kind, key}); found != workers_.end())
        found->second->wake();
}

void reconciler::impl::wake_cluster_and_members(const resource_key& key) {
    wake(resource_kind::db_cluster, key);
    if (const auto* cluster = tools_.resources().clusters.find(key))
        for (const auto* member : tools_.resources().members_of(*cluster))
            wake(resource_kind::db_instance, member->key());
}

/// What the state wants has changed: make sure that somebody sees to it, and mirror it to endpoints and
/// tracker.
void reconciler::impl::react(const change_set& changes) {
    if (stopping_)
        return;
    std::set<resource_key> clusters = changes.clusters;
    for (const auto& key : changes.instances) {
        const auto* instance = tools_.resources().instances.find(key);
        if (!instance) {
            // A member that is gone may be what its cluster waits for.
            for (const auto& [cluster_key, cluster] : tools_.resources().clusters.rows())
                if (cluster_key.where == key.where)
                    clusters.insert(cluster_key);
            continue;
        }
        ensure_worker(resource_kind::db_instance, key);
        if (instance->status == "deleting")
            workers_.at({resource_kind::db_instance, key})->dismiss();
        wake(resource_kind::db_instance, key);
        if (!instance->cluster.empty())
            clusters.insert({key.where, instance->cluster});
    }
    for (const auto& key : clusters) {
        const auto* cluster = tools_.resources().clusters.find(key);
        if (!cluster)
            continue;
        ensure_worker(resource_kind::db_cluster, key);
        if (cluster->status == "deleting")
            workers_.at({resource_kind::db_cluster, key})->dismiss();
        wake_cluster_and_members(key);
        route_cluster(tools_, key);
    }
    tracked_.mirror(tools_.resources());
}

void reconciler::impl::note_crash(const std::string& server_id) {
    tools_.crashed_servers.insert(server_id);
    for (const auto& [key, instance] : tools_.resources().instances.rows())
        if (instance.server_id == server_id)
            wake(resource_kind::db_instance, key);
}

awaitable<step> reconciler::impl::attempt(worker_key which, std::shared_ptr<worker> self) {
    const step_function take_step = which.first == resource_kind::db_instance ? step_instance : step_cluster;
    std::string surprise;
    try {
        auto action = take_step(tools_, which.second);
        auto token = asio::bind_cancellation_slot(self->stop_action.slot(), asio::use_awaitable);
        co_return co_await asio::co_spawn(tools_.loop, std::move(action), std::move(token));
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            co_return step::again();
        surprise = error.what();
    } catch (const std::exception& error) {
        surprise = error.what();
    }
    spdlog::error("{}: {}", which.second.name, surprise);
    co_return step::settled(surprise_backoff);
}

awaitable<void> reconciler::impl::sleep(std::shared_ptr<worker> self, std::chrono::milliseconds time) {
    if (self->woken)
        co_return;
    self->alarm.expires_after(time);
    boost::system::error_code ignored; // woken or expired: look again either way
    co_await self->alarm.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

awaitable<void> reconciler::impl::run(worker_key which, std::shared_ptr<worker> self) {
    while (!stopping_ && !self->retired) {
        self->woken = false;
        const auto next = co_await attempt(which, self);
        if (next.is_gone())
            break;
        if (!next.is_again())
            co_await sleep(self, next.recheck());
    }
    workers_.erase(which);
    // Created anew under the same name while we were ending.
    const auto& resources = tools_.resources();
    const bool wanted = which.first == resource_kind::db_instance
                            ? resources.instances.find(which.second) != nullptr
                            : resources.clusters.find(which.second) != nullptr;
    if (wanted && !self->retired)
        ensure_worker(which.first, which.second);
}

awaitable<void> reconciler::impl::retire(std::function<bool(const resource_key&)> whom) {
    const auto count = [&] {
        return std::count_if(workers_.begin(), workers_.end(), [&](const auto& entry) {
            return whom(entry.first.second);
        });
    };
    // In rounds: what was under way may yet commit, and that calls for new workers.
    while (count() > 0) {
        for (const auto& [which, found] : std::map(workers_)) // interrupting may end workers at once
            if (whom(which.second) && !std::exchange(found->retired, true))
                found->interrupt();
        asio::steady_timer pause(tools_.loop, std::chrono::milliseconds(5));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// Servers that no resource knows: left over from a crash between two commits.
awaitable<void> reconciler::impl::remove_orphans() {
    std::set<std::string> known;
    for (const auto& [key, instance] : tools_.resources().instances.rows())
        known.insert(instance.server_id);
    for (const auto& [key, cluster] : tools_.resources().clusters.rows())
        known.insert(cluster.server_id);
    for (const auto& id : tools_.host.list())
        if (!known.contains(id)) {
            spdlog::info("removing server {}, which belongs to no resource", id);
            co_await tools_.host.destroy(id);
        }
}

awaitable<void> reconciler::impl::begin() {
    co_await remove_orphans();
    for (const auto& [key, cluster] : tools_.resources().clusters.rows())
        ensure_worker(resource_kind::db_cluster, key);
    for (const auto& [key, instance] : tools_.resources().instances.rows())
        ensure_worker(resource_kind::db_instance, key);
    tracked_.mirror(tools_.resources());
}

awaitable<void> reconciler::impl::reset(std::optional<std::string> account) {
    std::function<bool(const resource_key&)> affected = [account](const resource_key& key) {
        return !account || key.where.account == *account;
    };
    co_await retire(affected);
    for (const auto& [key, cluster] : tools_.resources().clusters.rows())
        if (affected(key))
            tools_.endpoints.close(endpoint_name(key));
    std::erase_if(tools_.failed_attempts, [&](const auto& counted) { return affected(counted.first); });
    tools_.resources().forget(account);
    co_await tools_.resources().commit();
    tracked_.mirror(tools_.resources());
    co_await remove_orphans();
}

awaitable<void> reconciler::impl::stop() {
    stopping_ = true;
    std::function<bool(const resource_key&)> everybody = [](const resource_key&) { return true; };
    co_await retire(everybody);
    tools_.endpoints.close_all();

    auto stopped = std::make_shared<std::size_t>(0);
    const auto servers = tools_.host.list();
    for (const auto& id : servers) {
        auto stopping = tools_.host.stop(id, replication::stop_mode::fast, server_stop_timeout);
        asio::co_spawn(tools_.loop, std::move(stopping), [stopped, id](const std::exception_ptr& failure) {
            ++*stopped;
            try {
                if (failure)
                    std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                spdlog::error("server {} did not stop: {}", id, error.what());
            }
        });
    }
    while (*stopped < servers.size()) {
        asio::steady_timer pause(tools_.loop, std::chrono::milliseconds(5));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

reconciler::reconciler(
    asio::io_context& loop,
    environment& env,
    replication::server_host& host,
    endpoint_table& endpoints,
    replication::lag_tracker& tracker
)
    : impl_(std::make_unique<impl>(loop, env, host, endpoints, tracker)) {}

reconciler::~reconciler() = default;

awaitable<void> reconciler::begin() {
    co_await impl_->begin();
}

awaitable<void> reconciler::reset(std::optional<std::string> account) {
    co_await impl_->reset(std::move(account));
}

awaitable<void> reconciler::stop() {
    co_await impl_->stop();
}

} // namespace borealis::emulator
