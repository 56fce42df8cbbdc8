// Families about the process, the tracker and the resources.
#include "emulator/app/own_metrics.hpp"

#include "emulator/version.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace borealis::emulator {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// The n-th field of /proc/self/stat, counted from 1; those after the name, which may hold anything.
double stat_field(int n) {
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos)
        return 0;
    std::size_t at = name_end + 2;
    for (int field = 3; field < n && at != std::string::npos && at < text.size(); ++field)
        at = text.find(' ', at) + 1;
    return std::strtod(text.c_str() + std::min(at, text.size()), nullptr);
}

double boot_time() {
    std::ifstream file("/proc/stat");
    std::string word;
    while (file >> word)
        if (double at = 0; word == "btime" && file >> at)
            return at;
    return 0;
}

double open_files() {
    std::error_code gone;
    double count = 0;
    for (std::filesystem::directory_iterator each("/proc/self/fd", gone), end; !gone && each != end;
         each.increment(gone))
        ++count;
    return count;
}

template <typename Rows, typename State>
void write_counts(prometheus_text& to, const Rows& rows, std::string_view label, State state_of) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [key, row] : rows)
        ++counts[std::string(state_of(row))];
    for (const auto& [value, count] : counts)
        to.sample({{label, value}}, static_cast<double>(count));
}

} // namespace

void write_process(prometheus_text& to) {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
    to.family("process_cpu_seconds_total", "counter", "User and system processor time.");
    to.sample({}, seconds(used.ru_utime) + seconds(used.ru_stime));
    to.family("process_resident_memory_bytes", "gauge", "Resident memory.");
    to.sample({}, stat_field(24) * page);
    to.family("process_start_time_seconds", "gauge", "Start of the process, since the Unix epoch.");
    to.sample({}, boot_time() + stat_field(22) / ticks);
    to.family("process_open_fds", "gauge", "Open file descriptors.");
    to.sample({}, open_files());
    to.family("borealis_build_info", "gauge", "1, with the version as a label.");
    to.sample({{"version", version}}, 1);
}

void write_tracker(prometheus_text& to, const replication::tracker_counters& counted) {
    const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        to.family(name, "counter", help);
        to.sample({}, static_cast<double>(value));
    };
    counter("borealis_tracker_samples_total", "Fast readings taken.", counted.samples);
    counter(
        "borealis_tracker_late_total",
        "Turns on which a server's last answer was still awaited.",
        counted.late
    );
    counter("borealis_tracker_skipped_total", "Turns that the tracker came too late for.", counted.skipped);
    counter("borealis_tracker_reconnects_total", "Attempts to connect again.", counted.reconnects);
    counter(
        "borealis_tracker_failures_total",
        "Statements refused, connections refused or lost.",
        counted.failures
    );
    counter("borealis_tracker_clamped_total", "Negative distances and ages published as 0.", counted.clamped);
    to.family(
        "borealis_tracker_turns_total",
        "counter",
        "Turns taken at most this long after their time, not cumulated."
    );
    for (std::size_t i = 0; i < counted.delays.size(); ++i) {
        const auto bound =
            i < replication::turn_delay_bounds_us.size()
                ? fmt::to_string(static_cast<double>(replication::turn_delay_bounds_us[i]) / 1e6)
                : std::string("+Inf");
        to.sample({{"delayed_up_to_seconds", bound}}, static_cast<double>(counted.delays[i]));
    }
}

void write_resources(prometheus_text& to, const state& resources) {
    to.family("borealis_db_instances", "gauge", "DB instances, by status.");
    write_counts(to, resources.instances.rows(), "status", [](auto& row) { return row.status.text(); });
    to.family("borealis_db_clusters", "gauge", "DB clusters, by status.");
    write_counts(to, resources.clusters.rows(), "status", [](auto& row) { return row.status.text(); });
    to.family("borealis_alarms", "gauge", "CloudWatch alarms, by state.");
    write_counts(to, resources.alarms.rows(), "state", [](auto& row) { return row.state; });
}

} // namespace borealis::emulator
