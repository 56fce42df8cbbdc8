// Sums over the processes of a server. Sources: proc(5); the kernel's Documentation/admin-guide/iostats.
#include "replication/server/local/process_usage.hpp"

#include "replication/server/local/process_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

namespace borealis::replication::local {
namespace fs = std::filesystem;

namespace {

constexpr auto memory_reading_lasts = std::chrono::milliseconds(100);

struct tree_usage {
    std::uint64_t cpu_ticks = 0;
    std::uint64_t private_bytes = 0;
    std::uint64_t shared_bytes = 0; // of the process that has touched most of it
    std::uint64_t swap_bytes = 0;
    std::optional<io_counters> io = io_counters{}; // nothing once one process may not be asked
};

void add(io_counters& to, const io_counters& more) {
    to.read_bytes += more.read_bytes;
    to.write_bytes += more.write_bytes;
    to.read_calls += more.read_calls;
    to.write_calls += more.write_calls;
}

/// Whether the process is still there.
bool add_process(tree_usage& sum, pid_t pid, bool swaps) {
    static const auto page_size = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    const auto directory = fmt::format("/proc/{}/", pid);
    const auto stat_text = read_proc(directory + "stat");
    const auto ticks = stat_text ? parse_stat(*stat_text) : std::nullopt;
    if (!ticks)
        return false;
    sum.cpu_ticks += ticks->own + ticks->waited_for;
    if (const auto text = read_proc(directory + "statm"))
        if (const auto resident = parse_statm(*text, page_size)) {
            sum.private_bytes += resident->total - std::min(resident->total, resident->shared);
            sum.shared_bytes = std::max(sum.shared_bytes, resident->shared);
        }
    if (swaps)
        if (const auto text = read_proc(directory + "status"))
            sum.swap_bytes += labelled_number(*text, "VmSwap").value_or(0) * 1024;
    const auto text = read_proc(directory + "io");
    const auto io = text ? parse_io(*text) : std::nullopt;
    if (io && sum.io)
        add(*sum.io, *io);
    else if (!io && fs::exists(directory)) // it is there and not ours to look at
        sum.io.reset();
    return true;
}

/// Requests that the device below the directory has taken and not answered; nothing where the file system is
/// on no single device.
std::optional<double> requests_in_flight(const fs::path& directory) {
    struct stat status {};
    if (stat(directory.c_str(), &status) != 0 || major(status.st_dev) == 0)
        return std::nullopt;
    const auto text =
        read_proc(fmt::format("/sys/dev/block/{}:{}/inflight", major(status.st_dev), minor(status.st_dev)));
    if (!text)
        return std::nullopt;
    const auto counts = parse_children(*text); // two numbers: reads and writes
    return counts.size() == 2 ? std::optional<double>(counts[0] + counts[1]) : std::nullopt;
}

void not_below(double& now, double before) {
    now = std::max(now, before);
}

void not_below(std::optional<std::uint64_t>& now, const std::optional<std::uint64_t>& before) {
    if (now && before)
        now = std::max(*now, *before);
}

void not_below(server_usage& now, const server_usage& before) {
    if (now.incarnation != before.incarnation)
        return;
    not_below(now.cpu_seconds, before.cpu_seconds);
    not_below(now.read_bytes, before.read_bytes);
    not_below(now.write_bytes, before.write_bytes);
    not_below(now.reads, before.reads);
    not_below(now.writes, before.writes);
    not_below(now.received_bytes, before.received_bytes);
    not_below(now.sent_bytes, before.sent_bytes);
}

} // namespace

const usage_meter::machine_memory& usage_meter::memory() {
    const auto now = std::chrono::steady_clock::now();
    if (now - memory_read_ < memory_reading_lasts)
        return memory_;
    memory_read_ = now;
    const auto text = read_proc("/proc/meminfo").value_or("");
    const auto available = labelled_number(text, "MemAvailable");
    memory_.available_bytes = available ? std::optional(*available * 1024) : std::nullopt;
    memory_.swaps = labelled_number(text, "SwapTotal") != labelled_number(text, "SwapFree");
    return memory_;
}

// The postmaster first: what a child did whom it waits for meanwhile is then missing, and never there twice.
std::optional<server_usage> usage_meter::measure(const std::string& id, const fs::path& data) {
    static const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto postmaster = live_postmaster(data);
    if (!postmaster)
        return std::nullopt;
    const std::lock_guard lock(mutex_);
    const auto& machine = memory();
    tree_usage sum;
    if (!add_process(sum, postmaster->pid, machine.swaps))
        return std::nullopt;
    const auto children = read_proc(fmt::format("/proc/{0}/task/{0}/children", postmaster->pid));
    for (const auto child : parse_children(children.value_or("")))
        add_process(sum, child, machine.swaps);

    server_usage now;
    now.incarnation = postmaster->incarnation();
    now.at = std::chrono::steady_clock::now();
    now.cpu_seconds = static_cast<double>(sum.cpu_ticks) / ticks_per_second;
    now.cpu_count = std::max(1U, std::thread::hardware_concurrency());
    now.memory_bytes = sum.private_bytes + sum.shared_bytes;
    now.memory_available_bytes = machine.available_bytes;
    now.swap_bytes = sum.swap_bytes;
    if (sum.io) {
        now.read_bytes = sum.io->read_bytes;
        now.write_bytes = sum.io->write_bytes;
        now.reads = sum.io->read_calls;
        now.writes = sum.io->write_calls;
    }
    now.disk_queue_depth = requests_in_flight(data);
    if (const auto bytes = sockets_.measure(postmaster->port)) {
        now.received_bytes = bytes->received;
        now.sent_bytes = bytes->sent;
    }
    auto& known = servers_[id];
    if (known.port != postmaster->port)
        sockets_.forget(known.port);
    not_below(now, known.usage);
    known = {postmaster->port, now};
    return now;
}

void usage_meter::forget(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto known = servers_.find(id);
    if (known == servers_.end())
        return;
    sockets_.forget(known->second.port);
    servers_.erase(known);
}

} // namespace borealis::replication::local
