// The server_host of this machine: finds or makes the local_server of an id and lets one operation at a time
// work on it.
#include "replication/server/local_host.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/keyed_mutex.hpp"
#include "replication/server/local/local_server.hpp"
#include "replication/server/local/process_usage.hpp"
#include "replication/server/local/server_configuration.hpp"
#include "replication/server/local/server_creation.hpp"
#include "replication/server/local/template_cache.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace borealis::replication {
namespace local {
namespace fs = std::filesystem;

const installation& host_context::installed(int major) const {
    for (const auto& one : installations)
        if (one.version.major == major)
            return one;
    throw server_error(
        server_failure::version_missing,
        fmt::format(
            "PostgreSQL {} is not installed on this machine (Debian: apt install postgresql-{})", major, major
        )
    );
}

namespace {

fs::path prepared_directory(const fs::path& path, mode_t mode) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        throw_errno(error.value(), "create", path);
    const auto real = fs::canonical(path, error);
    if (error)
        throw_errno(error.value(), "look up", path);
    make_directory(real, mode, std::nullopt);
    return real;
}

local_host_options prepared(local_host_options options, const std::optional<os_user>& user) {
    options.directory = prepared_directory(options.directory, user ? 0711 : 0700);
    options.cache_directory = prepared_directory(options.cache_directory, user ? 0711 : 0700);
    if (user) {
        require_reachable(options.directory, *user);
        require_reachable(options.cache_directory, *user);
    }
    return options;
}

class local_host final : public server_host {
  public:
    local_host(
        asio::io_context& loop,
        local_host_options options,
        std::optional<os_user> user,
        std::vector<installation> installed
    )
        : host_{
              loop,
              options,
              std::move(user),
              std::move(installed),
              port_allocator(
                  options.listen_address, options.first_port, options.last_port, options.directory.native()
              ),
              {},
          } {}

    std::vector<pg_version> versions() const override {
        std::vector<pg_version> found;
        for (const auto& one : host_.installations)
            found.push_back(one.version);
        return found;
    }

    awaitable<void> prepare_template(template_spec spec) override {
        co_await obtain_template(host_, std::move(spec));
    }

    awaitable<void> create_primary(std::string id, template_spec from, server_settings settings) override {
        const auto turn = co_await turns_.lock(id);
        auto& server = server_of(id);
        if (exists(id))
            server.configure(std::move(settings), std::nullopt);
        else
            co_await make_primary(host_, id, std::move(from), std::move(settings));
    }

    awaitable<void> create_standby(
        std::string id, upstream_spec upstream, server_settings settings, progress_sink progress
    ) override {
        const auto turn = co_await turns_.lock(id);
        auto& server = server_of(id);
        if (exists(id))
            server.configure(std::move(settings), std::move(upstream));
        else
            co_await make_standby(host_, id, std::move(upstream), std::move(settings), std::move(progress));
    }

    awaitable<void> configure(std::string id, server_settings settings) override {
        const auto turn = co_await turns_.lock(id);
        server_of(id).configure(std::move(settings), std::nullopt);
    }

    awaitable<void> follow(std::string id, upstream_spec upstream) override {
        const auto turn = co_await turns_.lock(id);
        server_of(id).follow(std::move(upstream));
    }

    awaitable<void> start(std::string id, std::chrono::milliseconds timeout) override {
        const auto until = std::chrono::steady_clock::now() + timeout;
        const auto turn = co_await turns_.lock(id);
        auto others = ports_kept_except(id);
        if (co_await server_of(id).start(until, std::move(others)))
            refresh_standbys_of(id);
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
        usages_.forget(id);
    }

    server_observation observe(const std::string& id) const override {
        const auto directory = directory_of(id);
        const auto record = find_record(directory.record());
        server_observation seen;
        if (!record)
            return seen;
        seen.state = server_state::stopped;
        seen.standby = fs::exists(directory.standby_signal());
        seen.port = record->port;
        if (const auto live = live_postmaster(directory.data())) {
            seen.state = server_state::running;
            seen.incarnation = live->incarnation();
            if (live->port != 0)
                seen.port = live->port;
        }
        return seen;
    }

    std::optional<server_usage> usage(const std::string& id) const override {
        return usages_.measure(id, directory_of(id).data());
    }

    server_stats stats(const std::string& id) const override {
        auto directory = directory_of(id);
        if (!fs::exists(directory.root))
            directory.root += incoming_suffix;
        server_stats now;
        now.data_bytes = tree_bytes(directory.data(), "pg_wal");
        now.wal_bytes = tree_bytes(directory.data() / "pg_wal");
        now.disk_free_bytes = free_bytes(host_.options.directory);
        return now;
    }

    std::vector<std::string> list() const override { return server_ids(host_.options.directory); }

    pg::connect_options
    local_access(const std::string& id, const std::string& user, const std::string& database) const override {
        require_server_id(id);
        const auto address = address_of(host_, id);
        pg::connect_options access;
        access.host = address.host;
        access.port = address.port;
        access.user = user;
        access.database = database;
        return access;
    }

    // Whoever listens on all addresses is reached on loopback.
    std::string client_address(const std::string&) const override {
        const auto& address = host_.options.listen_address;
        return address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
    }

    void on_unexpected_exit(std::function<void(const std::string& id)> callback) override {
        unexpected_exit_ = std::move(callback);
    }

    std::string log_tail(const std::string& id, std::size_t max_bytes) const override {
        return read_file_end(directory_of(id).log(), max_bytes);
    }

  private:
    server_directory directory_of(const std::string& id) const {
        require_server_id(id);
        return host_.directory_of(id);
    }

    bool exists(const std::string& id) const { return fs::exists(host_.directory_of(id).record()); }

    local_server& server_of(const std::string& id) {
        require_server_id(id);
        auto& server = servers_[id];
        if (!server)
            server = std::make_unique<local_server>(host_, id, [this, id] {
                if (unexpected_exit_)
                    unexpected_exit_(id);
            });
        return *server;
    }

    std::set<std::uint16_t> ports_kept_except(const std::string& id) const {
        std::set<std::uint16_t> kept;
        for (const auto& other : list())
            if (const auto record = find_record(host_.directory_of(other).record()); record && other != id)
                kept.insert(record->port);
        return kept;
    }

    void refresh_standbys_of(const std::string& id) {
        for (const auto& other : list())
            if (const auto record = find_record(host_.directory_of(other).record());
                record && record->upstream && record->upstream->server_id == id)
                server_of(other).refresh();
    }

    host_context host_;
    keyed_mutex turns_;
    mutable usage_meter usages_; // locks itself
    std::function<void(const std::string&)> unexpected_exit_;
    std::map<std::string, std::unique_ptr<local_server>> servers_;
};

} // namespace
} // namespace local

std::unique_ptr<server_host> make_local_host(
    asio::io_context& loop, local_host_options options, std::vector<local::installation> installed
) {
    auto user = local::server_user();
    options = local::prepared(std::move(options), user);
    return std::make_unique<local::local_host>(
        loop, std::move(options), std::move(user), std::move(installed)
    );
}

} // namespace borealis::replication
