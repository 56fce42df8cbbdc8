// Making a template takes about a second and is done once per version and spec on a machine.
#include "replication/server/local/template_cache.hpp"

#include "replication/server/configuration_files.hpp"
#include "replication/server/local/command.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/postmaster.hpp"
#include "replication/server/server_failures.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <fcntl.h>
#include <locale.h>
#include <sys/file.h>

namespace borealis::replication::local {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr auto making_limit = 120s;
constexpr auto start_limit = 60s;
constexpr auto stop_limit = 30s;
constexpr auto lock_period = 25ms;

std::string template_name(const installation& installed, const template_spec& spec) {
    nlohmann::json what{spec.superuser, spec.wal_segment_megabytes, cluster_locale()};
    for (const auto& script : spec.scripts)
        what.push_back({script.database, script.sql});
    return installed.version.text + "-" + short_digest(what.dump());
}

// flock(2) excludes other processes and other coroutines of this one alike.
awaitable<unique_fd> lock_file(fs::path path) {
    unique_fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd)
        throw_errno(errno, "open", path);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const auto until = std::chrono::steady_clock::now() + making_limit;
    while (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            throw_errno(errno, "lock", path);
        if (std::chrono::steady_clock::now() >= until)
            throw server_error(
                server_failure::timed_out, fmt::format("{} stays locked by another process", path.string())
            );
        timer.expires_after(lock_period);
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_return fd;
}

child_command initdb_command(
    const host_context& host, const installation& installed, const template_spec& spec, const fs::path& data
) {
    child_command command;
    command.program = installed.bin / "initdb";
    command.arguments = {
        "-D",
        data.string(),
        "-U",
        spec.superuser,
        "-E",
        "UTF8",
        "--locale=" + cluster_locale(),
        fmt::format("--wal-segsize={}", spec.wal_segment_megabytes),
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--no-sync",
    };
    if (installed.version.major >= 15)
        command.arguments.emplace_back("--locale-provider=libc");
    command.user = host.user;
    return command;
}

void write_private_configuration(
    const host_context& host, const server_directory& making, const template_spec& spec
) {
    const std::map<std::string, std::string> parameters{
        {"listen_addresses", ""},
        {"unix_socket_directories", fmt::format("\"{}\"", socket_directory(making.root).string())},
        {"unix_socket_permissions", "0700"},
        {"fsync", "off"},
        {"wal_init_zero", "off"},
        {"wal_recycle", "off"},
        {"autovacuum", "off"},
    };
    write_file(
        making.data() / "postgresql.conf",
        render_postgresql_conf(wal_size_parameters(spec.wal_segment_megabytes), {}, parameters),
        host.user
    );
    write_file(making.data() / "pg_hba.conf", render_pg_hba({}), host.user);
}

awaitable<void> run_scripts(
    postmaster& server, pg::connect_options access, const std::vector<template_spec::script>& scripts
) {
    auto first = access;
    co_await server.ready(std::move(first), std::chrono::steady_clock::now() + start_limit);
    for (const auto& script : scripts) {
        auto there = access;
        there.database = script.database;
        auto connection = co_await pg::connection::open(std::move(there), 10s);
        co_await connection.script(script.sql, 60s);
    }
}

struct abandon_at_exit {
    postmaster& server;
    ~abandon_at_exit() { server.abandon(); }
};

awaitable<void> apply_scripts(
    host_context& host,
    const server_directory& making,
    const installation& installed,
    const template_spec& spec
) {
    write_private_configuration(host, making, spec);
    postmaster server(host.loop, making.data(), making.log(), nullptr);
    const abandon_at_exit guard{server};
    server.launch(installed.bin / "postgres", host.user, SIGQUIT);
    pg::connect_options access;
    access.host = socket_directory(making.root).string();
    access.user = spec.superuser;
    try {
        co_await run_scripts(server, std::move(access), spec.scripts);
    } catch (const pg::pg_error& error) {
        throw server_error(
            server_failure::start_failed, fmt::format("a template script failed: {}", error.what())
        );
    }
    co_await server.stop(stop_mode::fast, stop_limit);
}

void finish(const server_directory& making, const fs::path& done) {
    remove_tree(making.data() / "postmaster.opts");
    for (const auto& entry : fs::directory_iterator(making.data() / "pg_wal"))
        if (entry.is_regular_file())
            punch_zeros(entry.path());
    std::error_code error;
    fs::rename(making.data(), done, error);
    if (error)
        throw_errno(error.value(), "create", done);
    remove_tree(socket_directory(making.root));
    remove_tree(making.root);
}

awaitable<void>
make_template(host_context& host, const template_spec& spec, fs::path making_root, fs::path done) {
    const auto& installed = host.installed(spec.major);
    const server_directory making{std::move(making_root)};
    postmaster leftover(host.loop, making.data(), making.log(), nullptr);
    co_await leftover.clear_leftovers(std::chrono::steady_clock::now() + 5s);
    std::function<void()> prepare = [&] {
        remove_tree(making.root);
        make_server_directories(making.root, host.user);
    };
    co_await host.workers.run(std::move(prepare));
    auto initdb = initdb_command(host, installed, spec, making.data());
    co_await run_command(host.loop, std::move(initdb), making_limit, server_failure::start_failed);
    co_await apply_scripts(host, making, installed, spec);
    std::function<void()> complete = [&] { finish(making, done); };
    co_await host.workers.run(std::move(complete));
}

} // namespace

std::string cluster_locale() {
    const auto found = newlocale(LC_ALL_MASK, "en_US.UTF-8", nullptr);
    if (found == nullptr)
        return "C.UTF-8";
    freelocale(found);
    return "en_US.UTF-8";
}

awaitable<fs::path> obtain_template(host_context& host, template_spec spec) {
    const auto name = template_name(host.installed(spec.major), spec);
    const auto templates = host.options.cache_directory / "templates";
    const auto done = templates / name;
    if (fs::exists(done))
        co_return done;
    make_directory(templates, host.user ? 0711 : 0700, std::nullopt);
    const auto lock = co_await lock_file(templates / (name + ".lock"));
    if (!fs::exists(done))
        co_await make_template(host, spec, templates / (name + ".making"), done);
    co_return done;
}

} // namespace borealis::replication::local
