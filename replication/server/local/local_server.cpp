// What is done to one server; who may do it when is the host's concern.
#include "replication/server/local/local_server.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/install_tree.hpp"
#include "replication/server/local/promotion.hpp"
#include "replication/server/local/server_configuration.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

namespace borealis::replication::local {
namespace {

using namespace std::chrono_literals;

constexpr int port_attempts = 5;
constexpr auto destroy_limit = 5s;

} // namespace

local_server::local_server(host_context& host, std::string id, std::function<void()> on_unexpected_exit)
    : host_(host), id_(std::move(id)), directory_(host.directory_of(id_)),
      postmaster_(host.loop, directory_.data(), directory_.log(), std::move(on_unexpected_exit)) {}

pg::connect_options local_server::superuser_access(const server_record& record) const {
    pg::connect_options access;
    access.host = socket_directory(directory_.root).string();
    access.port = record.port;
    access.user = record.superuser;
    return access;
}

void local_server::configure(server_settings settings, std::optional<upstream_spec> upstream) {
    auto record = load_record(directory_.record());
    record.settings = std::move(settings);
    if (upstream && std::filesystem::exists(directory_.standby_signal()))
        record.upstream = std::move(upstream);
    save_record(directory_.record(), record, host_.user);
    refresh();
}

void local_server::follow(upstream_spec upstream) {
    if (!std::filesystem::exists(directory_.standby_signal()))
        throw server_error(
            server_failure::io_error, fmt::format("{} is no standby: it can't follow another server", id_)
        );
    auto record = load_record(directory_.record());
    record.upstream = std::move(upstream);
    save_record(directory_.record(), record, host_.user);
    refresh();
}

void local_server::refresh() {
    write_configuration(host_, id_, directory_, load_record(directory_.record()));
    postmaster_.reload();
}

std::uint16_t
local_server::choose_port(const server_record& record, const std::set<std::uint16_t>& taken) const {
    if (const auto asked = record.settings.port; asked != 0) {
        if (!host_.ports.is_free(asked))
            throw server_error(
                server_failure::port_taken,
                fmt::format("port {} of {} is in use by another program", asked, host_.options.listen_address)
            );
        return asked;
    }
    if (record.port != 0 && host_.ports.is_free(record.port))
        return record.port;
    return host_.ports.pick(taken);
}

awaitable<std::filesystem::path> local_server::program(server_record record) {
    server_program found;
    std::function<void()> work = [&] {
        const auto trees = host_.options.cache_directory / "postgres";
        make_directory(trees, 0755, std::nullopt);
        found = trusting_program(host_.installed(record.major), record.trusted_extensions, trees);
    };
    co_await host_.workers.run(std::move(work));
    if (!found.shortcoming.empty())
        postmaster_.note(found.shortcoming, host_.user);
    co_return found.postgres;
}

// Whether it started; not where somebody else got the port first.
awaitable<bool> local_server::launch_once(server_record record, deadline until) {
    save_record(directory_.record(), record, host_.user);
    write_configuration(host_, id_, directory_, record);
    auto access = superuser_access(record);
    const auto executable = co_await program(std::move(record));
    postmaster_.launch(executable, host_.user, host_.options.ephemeral ? SIGINT : 0);
    try {
        co_await postmaster_.ready(std::move(access), until);
    } catch (const server_error& error) {
        if (error.kind() == server_failure::port_taken)
            co_return false;
        throw;
    }
    co_return true;
}

awaitable<bool> local_server::start(deadline until, std::set<std::uint16_t> taken) {
    auto record = load_record(directory_.record());
    const auto port_before = record.port;
    if (postmaster_.adopt()) {
        auto access = superuser_access(record);
        co_await postmaster_.ready(std::move(access), until);
        co_return false;
    }
    if (std::filesystem::exists(directory_.data() / "postmaster.pid"))
        co_await postmaster_.clear_leftovers(until);
    remove_tree(socket_directory(directory_.root)
    ); // a stale lock file may name a process that is somebody else's now
    make_server_directories(directory_.root, host_.user);
    for (int attempt = 0; attempt < port_attempts; ++attempt) {
        record.port = choose_port(record, taken);
        auto attempted = record;
        if (co_await launch_once(std::move(attempted), until))
            co_return record.port != port_before&& port_before != 0;
        taken.insert(record.port);
    }
    throw server_error(
        server_failure::port_taken,
        fmt::format("port {} was taken by another program while starting", record.port)
    );
}

awaitable<void> local_server::stop(stop_mode mode, std::chrono::milliseconds timeout) {
    co_await postmaster_.stop(mode, timeout);
    // It may lie outside of the host's directory; the next start makes it again.
    remove_tree(socket_directory(directory_.root));
}

awaitable<void> local_server::promote(deadline until) {
    auto record = load_record(directory_.record());
    if (!postmaster_.adopt())
        throw server_error(
            server_failure::io_error, fmt::format("{} does not run: it can't be promoted", id_)
        );
    auto access = superuser_access(record);
    co_await end_recovery(std::move(access), until);
    if (!record.upstream)
        co_return;
    record.upstream.reset();
    save_record(directory_.record(), record, host_.user);
    refresh();
}

awaitable<void> local_server::destroy() {
    co_await postmaster_.stop(stop_mode::immediate, destroy_limit);
    if (std::filesystem::exists(directory_.data() / "postmaster.pid"))
        co_await postmaster_.clear_leftovers(std::chrono::steady_clock::now() + destroy_limit);
    const auto sibling = [this](std::string_view suffix) {
        return directory_.root.parent_path() / (id_ + std::string(suffix));
    };
    std::function<void()> work = [&] {
        remove_tree(sibling(incoming_suffix));
        remove_tree(sibling(doomed_suffix));
        remove_tree(socket_directory(directory_.root));
        if (std::rename(directory_.root.c_str(), sibling(doomed_suffix).c_str()) != 0 && errno != ENOENT)
            throw_errno(errno, "remove", directory_.root);
        remove_tree(sibling(doomed_suffix));
    };
    co_await host_.workers.run(std::move(work));
}

} // namespace borealis::replication::local
