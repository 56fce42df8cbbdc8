// The floor: the same statement, prepared, its rows thrown away. With several connections it is sent on all
// before the first answer is read, as the tracker does with the servers of a turn.
#include "replication/tracker/lanes.hpp"
#include "tests/bench/tracker/modes.hpp"

#include <nlohmann/json.hpp>

#include <ctime>
#include <iostream>
#include <thread>

namespace borealis::bench {

namespace {

std::string fast_statement() {
    const auto* name = replication::name_of(replication::lane::fast);
    for (const auto& each : replication::lane_statements()) {
        if (std::string(each.name) == name) {
            return each.sql;
        }
    }
    return {};
}

double own_seconds() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

} // namespace

void loop_barely(const crowd& all, std::chrono::seconds how_long, std::chrono::milliseconds period) {
    std::vector<blocking_connection> connections;
    for (int i = 0; i < all.connections; ++i) {
        connections.emplace_back(all.to, "bare-loop", fast_statement());
    }
    const auto before = own_seconds();
    auto turn = std::chrono::steady_clock::now();
    const auto end = turn + how_long;
    std::size_t samples = 0;
    for (; std::chrono::steady_clock::now() < end; samples += connections.size()) {
        for (auto& each : connections) {
            each.send();
        }
        for (auto& each : connections) {
            each.receive();
        }
        if (period != period.zero()) {
            turn += period;
            std::this_thread::sleep_until(turn);
        }
    }
    const nlohmann::json seen{
        {"samples", samples}, {"cpu_seconds", own_seconds() - before}, {"seconds", how_long.count()}};
    std::cout << seen.dump() << std::endl;
}

} // namespace borealis::bench
