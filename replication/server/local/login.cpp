// Which refusals mean "not yet".
#include "replication/server/local/login.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::replication::local {
namespace {

using namespace std::chrono_literals;

// 57P03 cannot_connect_now: it starts still. 53300 too_many_connections: it serves others.
login judge(const pg::pg_error& error) {
    if (error.sqlstate() == "53300")
        return login::accepted;
    if (error.sqlstate().empty() || error.sqlstate() == "57P03")
        return login::too_early;
    throw server_error(
        server_failure::start_failed, fmt::format("the server refuses logins: {}", error.what())
    );
}

} // namespace

std::chrono::milliseconds time_left(deadline until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return std::max(left, 0ms);
}

awaitable<login> try_login(pg::connect_options access, std::chrono::milliseconds limit) {
    try {
        co_await pg::connection::open(std::move(access), limit);
        co_return login::accepted;
    } catch (const pg::pg_error& error) {
        co_return judge(error);
    }
}

} // namespace borealis::replication::local
