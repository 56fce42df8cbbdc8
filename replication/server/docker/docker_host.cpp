// The server_host of a Docker Engine: finds or makes the docker_server of an id and lets one operation at a
// time work on it.
#include "replication/server/docker_host.hpp"

#include "replication/server/docker/container.hpp"
#include "replication/server/docker/docker_server.hpp"
#include "replication/server/docker/identity.hpp"
#include "replication/server/docker/images.hpp"
#include "replication/server/docker/leftovers.hpp"
#include "replication/server/docker/measurements.hpp"
#include "replication/server/docker/server_creation.hpp"
#include "replication/server/docker/template_image.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/keyed_mutex.hpp"
#include "replication/server/server_failures.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <mutex>
#include <set>

namespace borealis::replication {
namespace docker {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::json;

constexpr const char* templates_turn = "/templates"; // no server id

fs::path prepared_directory(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        throw_errno(error.value(), "create", path);
    auto real = fs::canonical(path, error);
    if (error)
        throw_errno(error.value(), "look up", path);
    return real;
}

docker_host_options prepared(docker_host_options options) {
    options.directory = prepared_directory(options.directory);
    options.cache_directory = prepared_directory(options.cache_directory);
    local::make_directory(options.directory, 0700, std::nullopt);
    return options;
}

engine_client connected_engine() {
    engine_client engine(engine_address_from_environment());
    try {
        engine.negotiate();
    } catch (const engine_error& error) {
        throw server_error(
            server_failure::io_error,
            fmt::format(
                "{}: is Docker running, and may you use it? DOCKER_HOST names another engine", error.what()
            )
        );
    }
    return engine;
}

// A port of another machine can't be tried here: its engine says whether it is free.
std::string address_to_try(const docker_host_options& options, const engine_client& engine) {
    return engine.address().is_local() ? options.publish_address : "127.0.0.1";
}

// Empty where we don't run in a container, or in one of another engine.
std::string own_container_of(const engine_client& engine) {
    auto id = own_container_id();
    if (id.empty())
        return "";
    try {
        engine.send_blocking(get("/containers/" + id + "/json"));
        return id;
    } catch (const engine_error& error) {
        if (!error.not_found())
            throw_engine_failure(error, "look for our own container");
        return "";
    }
}

// Processors of the engine's machine.
double cpus_of(const engine_client& engine) {
    try {
        return json::parse(engine.send_blocking(get("/info"))).value("NCPU", 0.0);
    } catch (const engine_error& error) {
        throw_engine_failure(error, "ask the engine for its size");
    }
}

class docker_host final : public server_host {
  public:
    docker_host(
        asio::io_context& loop,
        const docker_host_options& options,
        const engine_client& engine,
        const std::string& emulator,
        std::string own
    )
        : host_{
              loop,
              options,
              engine,
              names(emulator),
              marks_of(options, emulator),
              event_stream(
                  loop, engine, emulator, options.report ? options.report : [](const std::string&) {}
              ),
              local::port_allocator(
                  address_to_try(options, engine), options.first_port, options.last_port, emulator
              ),
              std::move(own),
              kept_password(options.cache_directory / "template-password"),
              options.limits ? cpus_of(engine) : 0,
          } {
        remove_what_the_dead_left(host_);
        for (const auto& id : local::server_ids(host_.options.directory))
            server_of(id);
        with_volumes_ = servers_with_volumes(host_);
        for (const auto& container : take_stock(host_)) {
            server_of(container.server).found(container.id, container.volume, container.running);
            with_volumes_.insert(container.server);
        }
        std::set<std::string> used;
        for (const auto& [id, server] : servers_)
            used.insert(server->volume());
        remove_unused_spares(host_, used);
        versions_ = offered_versions(host_);
    }

    std::vector<pg_version> versions() const override { return versions_; }

    // Only from an image that is here: what is never asked for is never pulled.
    awaitable<void> prepare_template(template_spec spec) override {
        const auto image = co_await find_image(host_, spec.major);
        if (!image)
            co_return;
        const auto turn = co_await turns_.lock(templates_turn);
        co_await ensure_network(host_);
        co_await obtain_template(host_, std::move(spec));
    }

    awaitable<void> create_primary(std::string id, template_spec from, server_settings settings) override {
        const auto turn = co_await turns_.lock(id);
        auto& server = server_of(id);
        if (exists(id)) {
            co_await server.configure(std::move(settings), std::nullopt);
            co_return;
        }
        const auto alone = co_await turns_.lock(templates_turn);
        co_await make_primary(host_, spares_, id, std::move(from), std::move(settings));
    }

    awaitable<void> create_standby(
        std::string id, upstream_spec upstream, server_settings settings, progress_sink progress
    ) override {
        const auto turn = co_await turns_.lock(id);
        auto& server = server_of(id);
        if (exists(id)) {
            co_await server.configure(std::move(settings), std::move(upstream));
            co_return;
        }
        if (!server_of(upstream.server_id).running())
            throw server_error(
                server_failure::backup_failed, fmt::format("the upstream {} does not run", upstream.server_id)
            );
        const auto record = local::load_record(host_.directory_of(upstream.server_id).record());
        auto superuser = local_access(upstream.server_id, record.superuser, "postgres");
        co_await make_standby(
            host_, id, std::move(upstream), std::move(superuser), std::move(settings), std::move(progress)
        );
    }

    awaitable<void> configure(std::string id, server_settings settings) override {
        const auto turn = co_await turns_.lock(id);
        co_await server_of(id).configure(std::move(settings), std::nullopt);
    }

    awaitable<void> follow(std::string id, upstream_spec upstream) override {
        const auto turn = co_await turns_.lock(id);
        co_await server_of(id).follow(std::move(upstream));
    }

    awaitable<void> start(std::string id, std::chrono::milliseconds timeout) override {
        const auto until = std::chrono::steady_clock::now() + timeout;
        const auto turn = co_await turns_.lock(id);
        auto others = ports_kept_except(id);
        const bool moved = co_await server_of(id).start(until, std::move(others));
        spares_.replenish();
        if (moved)
            co_await refresh_standbys_of(id);
    }

    awaitable<void> stop(std::string id, stop_mode mode, std::chrono::milliseconds timeout) override {
        const auto turn = co_await turns_.lock(id);
        co_await server_of(id).stop(mode, timeout);
    }

    awaitable<void> promote(std::string id, std::chrono::milliseconds timeout) override {
        const auto until = std::chrono::steady_clock::now() + timeout;
        const auto turn = co_await turns_.lock(id);
        co_await server_of(id).promote(until);
    }

    awaitable<void> destroy(std::string id) override {
        const auto turn = co_await turns_.lock(id);
        co_await server_of(id).destroy();
        servers_.erase(id);
        with_volumes_.erase(id);
        co_await remove_idle_network();
    }

    awaitable<void> retire() override {
        auto doomed = host_.options.ephemeral ? list() : std::vector<std::string>();
        std::size_t left = doomed.size();
        for (const auto& id : doomed) // all at once: there is little time
            asio::co_spawn(host_.loop, destroy(id), [this, &left, id](const std::exception_ptr& failure) {
                --left;
                if (failure)
                    host_.report("the server " + id + " could not be removed");
            });
        asio::steady_timer pause(host_.loop);
        while (left > 0) {
            pause.expires_after(std::chrono::milliseconds(5));
            co_await pause.async_wait(asio::use_awaitable);
        }
        co_await spares_.remove_all();
        co_await clear_up(host_, host_.options.ephemeral);
        co_await remove_idle_network();
    }

    server_observation observe(const std::string& id) const override {
        local::require_server_id(id);
        const auto record = local::find_record(host_.directory_of(id).record());
        server_observation seen;
        if (!record)
            return seen;
        seen.state = server_state::stopped;
        seen.standby = record->upstream.has_value();
        seen.port = record->port;
        if (const auto server = servers_.find(id); server != servers_.end() && server->second->running()) {
            seen.state = server_state::running;
            seen.incarnation = server->second->incarnation();
        }
        return seen;
    }

    server_stats stats(const std::string& id) const override {
        const std::lock_guard only(stats_guard_);
        auto measured = measure_volume(host_.engine, host_.called.server(id));
        if (!measured)
            measured = measure_volume(host_.engine, host_.called.backup(id));
        if (measured)
            last_stats_[id] = *measured;
        return last_stats_[id];
    }

    std::optional<server_usage> usage(const std::string& id) const override {
        auto measured = measure_usage(host_.engine, host_.called.server(id));
        if (!measured || !host_.options.limits)
            return measured;
        const auto record = local::find_record(host_.directory_of(id).record());
        if (record && record->settings.limits.cpus > 0)
            measured->cpu_count = std::min(measured->cpu_count, record->settings.limits.cpus);
        return measured;
    }

    std::vector<std::string> list() const override {
        auto known = with_volumes_;
        for (const auto& [id, server] : servers_)
            if (server->running())
                known.insert(id);
        for (auto& id : local::server_ids(host_.options.directory))
            known.insert(std::move(id));
        return {known.begin(), known.end()};
    }

    pg::connect_options
    local_access(const std::string& id, const std::string& user, const std::string& database) const override {
        local::require_server_id(id);
        const auto server = servers_.find(id);
        if (server == servers_.end())
            throw server_error(server_failure::io_error, fmt::format("there is no server {} here", id));
        return server->second->access(user, database);
    }

    std::string client_address(const std::string& id) const override { return local_access(id, "", "").host; }

    void on_unexpected_exit(std::function<void(const std::string& id)> callback) override {
        unexpected_exit_ = std::move(callback);
    }

    std::string log_tail(const std::string& id, std::size_t max_bytes) const override {
        local::require_server_id(id);
        const auto server = servers_.find(id);
        return server == servers_.end() ? std::string() : server->second->log_tail(max_bytes);
    }

  private:
    bool exists(const std::string& id) const { return fs::exists(host_.directory_of(id).record()); }

    docker_server& server_of(const std::string& id) {
        local::require_server_id(id);
        auto& server = servers_[id];
        if (!server)
            server = std::make_unique<docker_server>(host_, id, [this, id] {
                if (unexpected_exit_)
                    unexpected_exit_(id);
            });
        return *server;
    }

    // Templates are made on it too.
    awaitable<void> remove_idle_network() {
        const auto alone = co_await turns_.lock(templates_turn);
        if (list().empty())
            co_await remove_network(host_);
    }

    std::set<std::uint16_t> ports_kept_except(const std::string& id) const {
        std::set<std::uint16_t> kept;
        for (const auto& other : local::server_ids(host_.options.directory))
            if (const auto record = local::find_record(host_.directory_of(other).record());
                record && other != id)
                kept.insert(record->port);
        return kept;
    }

    awaitable<void> refresh_standbys_of(std::string id) {
        for (const auto& other : local::server_ids(host_.options.directory))
            if (const auto record = local::find_record(host_.directory_of(other).record());
                record && record->upstream && record->upstream->server_id == id)
                co_await server_of(other).refresh();
    }

    host_context host_;
    spare_volumes spares_{host_};
    local::keyed_mutex turns_;
    std::vector<pg_version> versions_;
    std::set<std::string> with_volumes_; // of an earlier run
    std::function<void(const std::string&)> unexpected_exit_;
    std::map<std::string, std::unique_ptr<docker_server>> servers_;
    mutable std::mutex stats_guard_;                         // stats() comes from any thread
    mutable std::map<std::string, server_stats> last_stats_; // of servers that may be stopped
};

} // namespace
} // namespace docker

std::unique_ptr<server_host> make_docker_host(asio::io_context& loop, docker_host_options options) {
    auto engine = docker::connected_engine();
    options = docker::prepared(std::move(options));
    const auto emulator = docker::kept_emulator_id(options.directory / "emulator-id");
    auto own = docker::own_container_of(engine);
    return std::make_unique<docker::docker_host>(
        loop, std::move(options), std::move(engine), emulator, std::move(own)
    );
}

std::string describe_docker_engine() {
    const auto engine = docker::connected_engine();
    const auto answer = nlohmann::json::parse(engine.send_blocking(docker::get("/version")));
    return fmt::format(
        "Docker {}, API {}, at {}",
        answer.value("Version", "?"),
        answer.value("ApiVersion", "?"),
        engine.address().text()
    );
}

} // namespace borealis::replication
