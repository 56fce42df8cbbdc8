// pg_promote's own waiting looks once in 100 ms; we look more often.
#include "replication/server/local/promotion.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace borealis::replication::local {
namespace {

using namespace std::chrono_literals;

constexpr auto recovery_period = 5ms;

awaitable<bool> in_recovery(pg::connection& server, deadline until) {
    std::vector<pg::parameter> none;
    const auto rows =
        co_await server.query("SELECT pg_is_in_recovery()", std::move(none), std::max(time_left(until), 1ms));
    co_return rows.scalar() == "t";
}

awaitable<void> promote(pg::connect_options access, deadline until) {
    auto server = co_await pg::connection::open(std::move(access), std::max(time_left(until), 1ms));
    if (!co_await in_recovery(server, until))
        co_return;
    co_await server.query("SELECT pg_promote(wait => false)");
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (co_await in_recovery(server, until)) {
        if (time_left(until) == 0ms)
            throw server_error(server_failure::timed_out, "the server is still in recovery");
        timer.expires_after(recovery_period);
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_await server.query("SELECT pg_current_xact_id()"); // an error unless it takes writes
}

} // namespace

awaitable<void> end_recovery(pg::connect_options access, deadline until) {
    try {
        co_await promote(std::move(access), until);
    } catch (const pg::pg_error& error) {
        const auto kind = time_left(until) == 0ms ? server_failure::timed_out : server_failure::io_error;
        throw server_error(kind, fmt::format("promotion failed: {}", error.what()));
    }
}

} // namespace borealis::replication::local
