// pg_basebackup copies; a second connection asks pg_stat_progress_basebackup how far it has come.
#include "replication/server/local/base_backup.hpp"

#include "replication/server/configuration_files.hpp"
#include "replication/server/local/command.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <charconv>

namespace borealis::replication::local {
namespace {

using namespace std::chrono_literals;

constexpr auto progress_period = 100ms;
constexpr auto slot_period = 20ms;
constexpr auto slot_limit = 10s;
constexpr auto standstill_limit = 120s;

child_command basebackup_command(const backup_request& request) {
    const auto connection = conninfo_item("host", request.upstream.host) + " " +
                            conninfo_item("port", std::to_string(request.upstream.port)) + " " +
                            conninfo_item("user", request.source.user) + " " +
                            conninfo_item("application_name", request.label);
    child_command command;
    command.program = request.program;
    command.arguments = {
        "-D",
        request.target.string(),
        "-d",
        connection,
        "-X",
        "stream",
        "-S",
        request.source.slot,
        "-c",
        "fast",
        "--no-manifest",
        "--no-password",
    };
    if (!request.durable)
        command.arguments.emplace_back("--no-sync");
    command.user = request.user;
    return command;
}

std::uint64_t number(const std::optional<std::string>& text) {
    std::uint64_t value = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

awaitable<backup_progress> ask_progress(pg::connection& upstream, std::string label) {
    std::vector<pg::parameter> parameters;
    parameters.emplace_back(std::move(label));
    const auto rows = co_await upstream.query(
        "SELECT p.backup_streamed, p.backup_total FROM pg_stat_progress_basebackup p "
        "JOIN pg_stat_activity a USING (pid) WHERE a.application_name = $1",
        std::move(parameters)
    );
    backup_progress now;
    if (rows.rows() > 0) {
        now.bytes_done = number(rows.at(0, 0));
        now.bytes_total = number(rows.at(0, 1));
    }
    co_return now;
}

// A walsender notices that its client was killed only when it next writes.
awaitable<void> free_slot(pg::connection& upstream, std::string slot, std::string label) {
    const auto until = std::chrono::steady_clock::now() + slot_limit;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        std::vector<pg::parameter> parameters;
        parameters.emplace_back(slot);
        parameters.emplace_back(label);
        const auto rows = co_await upstream.query(
            "SELECT s.active_pid, "
            "CASE WHEN a.application_name = $2 THEN pg_terminate_backend(a.pid) END "
            "FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid WHERE "
            "s.slot_name = $1",
            std::move(parameters)
        );
        if (rows.rows() == 0)
            throw server_error(
                server_failure::backup_failed, fmt::format("the upstream has no slot \"{}\"", slot)
            );
        if (!rows.at(0, 0))
            co_return;
        if (std::chrono::steady_clock::now() >= until)
            throw server_error(
                server_failure::backup_failed,
                fmt::format("slot \"{}\" is in use by process {}", slot, *rows.at(0, 0))
            );
        timer.expires_after(slot_period);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

awaitable<void> copy(asio::io_context& loop, backup_request request, progress_sink progress) {
    auto access = request.upstream;
    auto upstream = co_await pg::connection::open(std::move(access), 10s);
    co_await free_slot(upstream, request.source.slot, request.label);
    running_command command(loop, basebackup_command(request));
    backup_progress latest;
    auto moved = std::chrono::steady_clock::now();
    while (!co_await command.exited_within(progress_period)) {
        const auto now = co_await ask_progress(upstream, request.label);
        if (now.bytes_done > latest.bytes_done)
            moved = std::chrono::steady_clock::now();
        if (now.bytes_done >= latest.bytes_done && now.bytes_total > 0)
            latest = now;
        if (std::chrono::steady_clock::now() - moved > standstill_limit)
            throw server_error(
                server_failure::timed_out, fmt::format("the base backup stands still: {}", command.output())
            );
        if (progress)
            progress(latest);
    }
    if (!command.succeeded())
        throw_command_failure("pg_basebackup", command.output(), server_failure::backup_failed);
}

} // namespace

awaitable<void> take_base_backup(asio::io_context& loop, backup_request request, progress_sink progress) {
    try {
        co_await copy(loop, std::move(request), std::move(progress));
    } catch (const pg::pg_error& error) {
        throw server_error(
            server_failure::backup_failed, fmt::format("the upstream failed: {}", error.what())
        );
    }
}

} // namespace borealis::replication::local
