// How much memory the metric store takes with 200 servers and 15 days of 60 s points, filled through its
// public interface. Prints one JSON object.
//
// The fleet: 50 instances for themselves and 75 clusters of a writer and a reader, 35 metrics an instance
// under the dimension sets that AWS publishes. Of the 35, 8 are noisy real numbers (CPUUtilization,
// latencies, rates), 7 noisy whole numbers (bytes, counts), 10 change now and then, 10 stand still. The older
// days are put in by the minute, as sets of 60 samples with their distribution; the last quarter of an hour
// comes second by second.
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/large_blocks.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

namespace borealis::emulator {
namespace {

constexpr int standalone = 50;
constexpr int clusters = 75;
constexpr int metrics = 35;
constexpr timestamp_ms minute = ms_per_minute;
constexpr timestamp_ms hour = ms_per_hour;
constexpr timestamp_ms history = 15 * 24 * hour;
constexpr timestamp_ms by_second = 15 * minute;
constexpr timestamp_ms begin = 1'767'225'600'000; // 2026-01-01

enum class kind : unsigned char { noisy_real, noisy_whole, slow, still };

constexpr kind kind_of(int metric) {
    if (metric < 8)
        return kind::noisy_real;
    if (metric < 15)
        return kind::noisy_whole;
    return metric < 25 ? kind::slow : kind::still;
}

struct source {
    metric_store::handle to;
    kind what;
    double level = 0;
};

class fleet {
  public:
    explicit fleet(metric_store& store) : store_(store) {
        for (int i = 0; i < standalone; ++i)
            add_instance(fmt::format("instance-{:03}", i), "", "", "postgres", i);
        for (int i = 0; i < clusters; ++i) {
            const auto cluster = fmt::format("cluster-{:03}", i);
            add_instance(cluster + "-1", cluster, "WRITER", "aurora-postgresql", i);
            add_instance(cluster + "-2", cluster, "READER", "aurora-postgresql", i);
        }
    }

    std::vector<source>& sources() { return sources_; }

  private:
    void add_instance(
        const std::string& name,
        const std::string& cluster,
        const std::string& role,
        const std::string& engine,
        int i
    ) {
        add({{"DBInstanceIdentifier", name}});
        add({{"DatabaseClass", i % 2 == 0 ? "db.r5.large" : "db.t3.micro"}});
        add({{"EngineName", engine}});
        add({});
        if (cluster.empty())
            return;
        add({{"DBClusterIdentifier", cluster}});
        add({{"DBClusterIdentifier", cluster}, {"Role", role}});
    }

    void add(const std::vector<dimension>& dimensions) {
        if (!known_.insert(dimensions).second)
            return;
        for (int metric = 0; metric < metrics; ++metric) {
            const auto id = make_metric_id(
                {"123456789012", "us-east-1"},
                "AWS/RDS",
                fmt::format("SomeMetricOfUsualLength{:02}", metric),
                dimensions
            );
            sources_.push_back({store_.open(id, metric_unit::bytes), kind_of(metric), metric * 1000.0});
        }
    }

    metric_store& store_;
    std::set<std::vector<dimension>> known_;
    std::vector<source> sources_;
};

class generator {
  public:
    double value(source& of) {
        switch (of.what) {
        case kind::noisy_real:
            return static_cast<double>(random_()) / 1e7;
        case kind::noisy_whole:
            return static_cast<double>(random_() % 1'000'000);
        case kind::slow:
            if (random_() % 600 == 0)
                of.level = static_cast<double>(random_() % 1'000'000);
            return of.level;
        default:
            return of.level;
        }
    }

    void add_minute(metric_store& store, source& of, timestamp_ms at) {
        if (of.what == kind::slow || of.what == kind::still) {
            const auto standing = value(of);
            store.add(of.to, at, statistic_set{60, 60 * standing, standing, standing});
            return;
        }
        values_.clear();
        for (int i = 0; i < 4; ++i)
            values_.push_back({value(of), 15});
        store.add(of.to, at, values_);
    }

  private:
    std::minstd_rand random_{1};
    std::vector<weighted_value> values_;
};

double resident_megabytes() {
    std::ifstream status("/proc/self/statm");
    double size = 0;
    double resident = 0;
    status >> size >> resident;
    return resident * 4096 / 1e6;
}

class simulation {
  public:
    explicit simulation(const std::filesystem::path& file)
        : file_(file), store_(std::make_unique<metric_archive>(file, begin, std::uint64_t{100} << 30), begin),
          fleet_(store_) {}

    // What is older than three hours has no seconds: the first days need not be added second by second to
    // leave what 15 days leave. The last five hours come in their own time.
    void run() {
        const auto end = begin + history;
        for (auto from = begin; from < end - 5 * hour; from += hour) {
            for (auto& of : fleet_.sources())
                for (auto at = from; at < from + hour; at += minute)
                    add_minute(of, at);
            settle(std::min(from + 5 * hour, end - 5 * hour));
        }
        for (auto at = end - 5 * hour; at < end - by_second; at += minute) {
            for (auto& of : fleet_.sources())
                add_minute(of, at);
            settle(at);
        }
        for (auto at = end - by_second; at < end; at += ms_per_second) {
            for (auto& of : fleet_.sources())
                store_.add(of.to, at, generator_.value(of));
            store_.expire(at);
            if (at % (10 * ms_per_second) == 0)
                settle(at);
        }
        settle(end);
        print();
    }

  private:
    void add_minute(source& of, timestamp_ms at) {
        generator_.add_minute(store_, of, at);
        ++minutes_;
    }

    void settle(timestamp_ms now) {
        peak_ = std::max(peak_, resident_megabytes());
        for (const bool again : {true, false}) {
            while (!store_.settled())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            store_.expire(now);
            if (again)
                store_.flush(now);
        }
        peak_ = std::max(peak_, resident_megabytes());
    }

    void print() const {
        double on_disk = 0;
        for (const auto* part : {"", "-wal"})
            on_disk += static_cast<double>(std::filesystem::file_size(file_.string() + part));
        fmt::print(
            R"({{"series": {}, "points": {}, "resident_mb": {:.1f}, "peak_mb": {:.1f}, )"
            R"("datapoints_mb": {:.1f}, "disk_mb": {:.1f}, "disk_bytes_per_point": {:.2f}}})"
            "\n",
            store_.series_count(),
            minutes_,
            resident_megabytes(),
            peak_,
            static_cast<double>(store_.memory()) / 1e6,
            on_disk / 1e6,
            on_disk / static_cast<double>(minutes_)
        );
    }

    std::filesystem::path file_;
    metric_store store_;
    fleet fleet_;
    generator generator_;
    double peak_ = 0;
    std::uint64_t minutes_ = 0;
};

} // namespace
} // namespace borealis::emulator

int main(int count, char** arguments) {
    if (count != 2) {
        fmt::print(stderr, "usage: {} <directory>\n", arguments[0]);
        return 2;
    }
    borealis::emulator::give_back_large_blocks(); // as the program does
    borealis::emulator::simulation(std::filesystem::path(arguments[1]) / "metrics.sqlite3").run();
    return 0;
}
