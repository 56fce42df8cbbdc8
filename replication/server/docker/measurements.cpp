// Figures that an engine or a kernel does not give are absent.
#include "replication/server/docker/measurements.hpp"

#include "replication/server/docker/docker_server.hpp"
#include "replication/server/docker/output_frames.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <sstream>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

constexpr unsigned conflict = 409; // it does not run
constexpr auto limit = 20s;

// Bytes of data, of WAL, and free kilobytes; files that vanish meanwhile don't count.
constexpr const char* measure_script = R"sh(
cd /borealis/server || exit 1
sum() { xargs -r stat -c %s 2>/dev/null | awk '{ s += $1 } END { printf "%.0f\n", s }'; }
find data -path data/pg_wal -prune -o -type f -print 2>/dev/null | sum
find data/pg_wal -type f -print 2>/dev/null | sum
df -Pk . | awk 'NR == 2 { print $4 }'
)sh";

std::uint64_t number(const json& object, const char* path) {
    const json::json_pointer place(path);
    if (!object.contains(place) || !object.at(place).is_number())
        return 0;
    return object.at(place).get<std::uint64_t>();
}

// [{"major":8,"minor":0,"op":"Read","value":1024}, ...], one for each device; null where the kernel does not
// count.
void add_block_io(
    const json& stats,
    const char* which,
    std::optional<std::uint64_t>& reads,
    std::optional<std::uint64_t>& writes
) {
    const auto all = stats.value("blkio_stats", json::object());
    if (!all.contains(which) || !all[which].is_array() || all[which].empty())
        return;
    reads = writes = 0;
    for (const auto& entry : all[which]) {
        const auto operation = entry.value("op", "");
        if (operation == "Read" || operation == "read")
            *reads += entry.value("value", std::uint64_t(0));
        if (operation == "Write" || operation == "write")
            *writes += entry.value("value", std::uint64_t(0));
    }
}

void add_network(const json& stats, server_usage& usage) {
    const auto all = stats.value("networks", json());
    if (!all.is_object())
        return;
    usage.received_bytes = usage.sent_bytes = 0;
    for (const auto& [name, counters] : all.items()) {
        *usage.received_bytes += counters.value("rx_bytes", std::uint64_t(0));
        *usage.sent_bytes += counters.value("tx_bytes", std::uint64_t(0));
    }
}

void add_memory(const json& stats, server_usage& usage) {
    const auto used = number(stats, "/memory_stats/usage");
    const auto cached = std::max(
        number(stats, "/memory_stats/stats/total_inactive_file"),
        number(stats, "/memory_stats/stats/inactive_file")
    );
    usage.memory_bytes = used > cached ? used - cached : used;
    if (const auto most = number(stats, "/memory_stats/limit"); most > usage.memory_bytes)
        usage.memory_available_bytes = most - usage.memory_bytes;
}

std::optional<std::string> run_in(const engine_client& engine, const std::string& container) {
    try {
        const json command{
            {"AttachStdout", true},
            {"Cmd", {"/bin/sh", "-c", measure_script}},
        };
        auto create = post("/containers/" + container + "/exec", command);
        create.limit = limit;
        const auto made = json::parse(engine.send_blocking(std::move(create)));
        const json attached{{"Detach", false}, {"Tty", false}};
        auto start = post("/exec/" + made.at("Id").get<std::string>() + "/start", attached);
        start.limit = limit;
        return unframed(engine.send_blocking(std::move(start)));
    } catch (const engine_error& error) {
        if (error.not_found() || error.status() == conflict)
            return std::nullopt;
        throw server_error(
            server_failure::io_error, fmt::format("could not measure {}: {}", container, error.what())
        );
    }
}

} // namespace

std::optional<server_stats> measure_volume(const engine_client& engine, const std::string& container) {
    const auto said = run_in(engine, container);
    if (!said)
        return std::nullopt;
    std::istringstream lines(*said);
    server_stats stats;
    std::uint64_t free_kilobytes = 0;
    if (!(lines >> stats.data_bytes >> stats.wal_bytes >> free_kilobytes))
        return std::nullopt; // it ended meanwhile
    stats.disk_free_bytes = free_kilobytes << 10U;
    return stats;
}

std::optional<server_usage> usage_from(const json& stats) {
    if (number(stats, "/cpu_stats/cpu_usage/total_usage") == 0)
        return std::nullopt;
    server_usage usage;
    usage.incarnation = incarnation_of(stats.value("id", ""));
    usage.at = std::chrono::steady_clock::now();
    usage.cpu_seconds = static_cast<double>(number(stats, "/cpu_stats/cpu_usage/total_usage")) / 1e9;
    if (const auto processors = number(stats, "/cpu_stats/online_cpus"); processors > 0)
        usage.cpu_count = static_cast<double>(processors);
    add_memory(stats, usage);
    add_block_io(stats, "io_service_bytes_recursive", usage.read_bytes, usage.write_bytes);
    add_block_io(stats, "io_serviced_recursive", usage.reads, usage.writes);
    add_network(stats, usage);
    return usage;
}

std::optional<server_usage> measure_usage(const engine_client& engine, const std::string& container) {
    try {
        auto request = get("/containers/" + container + "/stats?stream=false&one-shot=true");
        request.limit = limit;
        return usage_from(json::parse(engine.send_blocking(std::move(request))));
    } catch (const engine_error& error) {
        if (error.not_found() || error.status() == conflict)
            return std::nullopt;
        throw server_error(
            server_failure::io_error, fmt::format("could not measure {}: {}", container, error.what())
        );
    }
}

} // namespace borealis::replication::docker
