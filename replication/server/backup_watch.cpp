// A second connection asks pg_stat_progress_basebackup how far the copy has come.
#include "replication/server/backup_watch.hpp"

#include "replication/server/configuration_files.hpp"
#include "replication/server/server_failures.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <charconv>

namespace borealis::replication {
namespace {

using namespace std::chrono_literals;

constexpr auto progress_period = 100ms;
constexpr auto slot_period = 20ms;
constexpr auto slot_limit = 10s;
constexpr auto standstill_limit = 120s;

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

awaitable<void> copy(backup_source from, copy_starter start, progress_sink progress) {
    auto access = from.superuser;
    auto upstream = co_await pg::connection::open(std::move(access), 10s);
    co_await free_slot(upstream, from.slot, from.label);
    const auto copying = co_await start();
    backup_progress latest;
    auto moved = std::chrono::steady_clock::now();
    while (!co_await copying->exited_within(progress_period)) {
        const auto now = co_await ask_progress(upstream, from.label);
        if (now.bytes_done > latest.bytes_done)
            moved = std::chrono::steady_clock::now();
        if (now.bytes_done >= latest.bytes_done && now.bytes_total > 0)
            latest = now;
        if (std::chrono::steady_clock::now() - moved > standstill_limit) {
            const auto said = co_await copying->output();
            throw server_error(
                server_failure::timed_out, fmt::format("the base backup stands still: {}", said)
            );
        }
        if (progress)
            progress(latest);
    }
    if (copying->succeeded())
        co_return;
    const auto said = co_await copying->output();
    throw server_error(
        classify_messages(said, server_failure::backup_failed), fmt::format("pg_basebackup failed: {}", said)
    );
}

} // namespace

std::vector<std::string> basebackup_arguments(
    const std::string& target, const std::string& connection, const std::string& slot, bool durable
) {
    std::vector<std::string> arguments{
        "-D",
        target,
        "-d",
        connection,
        "-X",
        "stream",
        "-S",
        slot,
        "-c",
        "fast",
        "--no-manifest",
        "--no-password",
    };
    if (!durable)
        arguments.emplace_back("--no-sync");
    return arguments;
}

awaitable<void> watch_base_backup(backup_source from, copy_starter start, progress_sink progress) {
    try {
        co_await copy(std::move(from), std::move(start), std::move(progress));
    } catch (const pg::pg_error& error) {
        throw server_error(
            server_failure::backup_failed, fmt::format("the upstream failed: {}", error.what())
        );
    }
}

} // namespace borealis::replication
