// How wrong each way of telling the lag is.
//
// The truth comes from two threads that read both servers' positions about a thousand times a second: at time
// t the standby had replayed R, and the lag is the time since the primary was first seen with a position
// beyond R. The other ways are those of the exporters and of PostgreSQL itself, asked as often as the tracker
// samples.
#include "replication/tracker/lag_tracker.hpp"
#include "tests/bench/tracker/distribution.hpp"
#include "tests/bench/tracker/modes.hpp"

#include <atomic>
#include <cmath>
#include <iostream>
#include <mutex>
#include <thread>
#include <utility>

namespace borealis::bench {

namespace {

using wall = std::chrono::system_clock;
using seconds = std::chrono::duration<double>;

struct position {
    wall::time_point at;
    std::int64_t lsn = 0;
};

struct estimate {
    wall::time_point at;
    double seconds = 0;
};

constexpr auto truth_pause = std::chrono::microseconds(700);

/// Positions of one server, read in a loop until it is destroyed.
class position_poll {
  public:
    position_poll(const target& of, const std::string& expression)
        : connection_(of, "truth", "select (" + expression + " - '0/0'::pg_lsn)::int8"),
          thread_([this] { poll(); }) {}
    ~position_poll() {
        stop_ = true;
        thread_.join();
    }
    position_poll(const position_poll&) = delete;
    position_poll& operator=(const position_poll&) = delete;

    std::vector<position> all() const {
        const std::lock_guard guard(mutex_);
        return positions_;
    }

  private:
    void poll() {
        while (!stop_) {
            const auto before = wall::now();
            const auto rows = connection_.run();
            const auto at = before + (wall::now() - before) / 2;
            {
                const std::lock_guard guard(mutex_);
                positions_.push_back({at, integer_at(*rows, 0, 0)});
            }
            std::this_thread::sleep_for(truth_pause);
        }
    }

    blocking_connection connection_;
    mutable std::mutex mutex_;
    std::vector<position> positions_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

/// What a formula in SQL says, once per period.
class formula_poll {
  public:
    formula_poll(const target& at, const std::string& formula, std::chrono::milliseconds period)
        : connection_(at, "formula", "select (" + formula + ")::float8"),
          thread_([this, period] { poll(period); }) {}
    ~formula_poll() {
        stop_ = true;
        thread_.join();
    }
    formula_poll(const formula_poll&) = delete;
    formula_poll& operator=(const formula_poll&) = delete;

    std::vector<estimate> all() const {
        const std::lock_guard guard(mutex_);
        return estimates_;
    }

  private:
    void poll(std::chrono::milliseconds period) {
        while (!stop_) {
            const auto before = wall::now();
            const auto rows = connection_.run();
            const auto at = before + (wall::now() - before) / 2;
            {
                const std::lock_guard guard(mutex_);
                estimates_.push_back({at, number_at(*rows, 0, 0)}); // NULL: whoever shows it shows no lag
            }
            std::this_thread::sleep_until(before + period);
        }
    }

    blocking_connection connection_;
    mutable std::mutex mutex_;
    std::vector<estimate> estimates_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

bool earlier(const position& a, wall::time_point b) {
    return a.at < b;
}

/// The lag at `at`; the positions of the primary never go backwards.
double
truth(const std::vector<position>& flushed, const std::vector<position>& replayed, wall::time_point at) {
    auto standby = std::lower_bound(replayed.begin(), replayed.end(), at, earlier);
    if (standby == replayed.begin()) {
        return 0;
    }
    --standby;
    const auto beyond = std::upper_bound(
        flushed.begin(),
        flushed.end(),
        standby->lsn,
        [](std::int64_t lsn, const position& p) { return lsn < p.lsn; }
    );
    if (beyond == flushed.end() || beyond->at >= at) {
        return 0;
    }
    return seconds(at - beyond->at).count();
}

struct window {
    wall::time_point from;
    wall::time_point to;
};

/// Percentiles, and where the worst of them was.
nlohmann::json errors(
    const std::vector<estimate>& estimates,
    const window& in,
    const std::vector<position>& flushed,
    const std::vector<position>& replayed
) {
    std::vector<double> wrong;
    nlohmann::json worst;
    double most = -1;
    for (const auto& each : estimates) {
        if (each.at >= in.from && each.at < in.to) {
            const auto lag = truth(flushed, replayed, each.at);
            wrong.push_back(std::abs(each.seconds - lag));
            if (wrong.back() > most) {
                most = wrong.back();
                worst = {
                    {"told", each.seconds}, {"true", lag}, {"after", seconds(each.at - in.from).count()}};
            }
        }
    }
    auto found = distribution(std::move(wrong));
    if (!found.is_null()) {
        found["worst"] = std::move(worst);
    }
    return found;
}

} // namespace

void judge_accuracy(const target& primary, const target& standby, std::chrono::milliseconds period) {
    std::mutex mutex;
    std::vector<estimate> told;
    std::atomic<int> unknown = 0;
    replication::tracker_options options;
    options.fast_period = period;
    options.publish_period = period;
    replication::lag_tracker tracker(options, [&](const std::vector<replication::server_sample>& samples) {
        const std::lock_guard guard(mutex);
        for (const auto& sample : samples) {
            if (sample.server_id == "standby" && sample.lag) {
                told.push_back({sample.at, sample.lag->seconds});
            } else if (sample.server_id == "standby") {
                ++unknown;
            }
        }
    });
    const auto track = [&](const char* id, const target& to, std::optional<std::string> upstream) {
        replication::tracked_server server;
        server.id = id;
        server.access = {
            to.host,
            static_cast<std::uint16_t>(std::stoi(to.port)),
            to.user,
            to.password,
            "postgres",
            "borealis-tracker"};
        server.upstream_id = std::move(upstream);
        tracker.track(std::move(server));
    };
    track("primary", primary, std::nullopt);
    track("standby", standby, "primary");

    const position_poll flushed(primary, "pg_current_wal_flush_lsn()");
    const position_poll replayed(standby, "pg_last_wal_replay_lsn()");
    const std::string age = "extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())";
    const formula_poll aws(standby, age, period);
    const formula_poll exporter(
        standby,
        "case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0 else " + age + " end",
        period
    );
    const formula_poll walsender(
        primary, "select extract(epoch from max(replay_lag)) from pg_stat_replication", period
    );

    auto since = wall::now();
    for (std::string line; std::getline(std::cin, line);) {
        const window in{since, wall::now()};
        std::this_thread::sleep_for(3 * period); // for what is still on its way
        std::vector<estimate> ours;
        {
            const std::lock_guard guard(mutex);
            ours = told;
        }
        const auto primary_seen = flushed.all();
        const auto standby_seen = replayed.all();
        const auto judge = [&](const std::vector<estimate>& each) {
            return errors(each, in, primary_seen, standby_seen);
        };
        const nlohmann::json result{
            {"tracker", judge(ours)},
            {"walsender", judge(walsender.all())},
            {"aws", judge(aws.all())},
            {"exporter", judge(exporter.all())},
            {"unknown", unknown.exchange(0)}};
        std::cout << result.dump() << std::endl;
        since = wall::now();
    }
}

} // namespace borealis::bench
