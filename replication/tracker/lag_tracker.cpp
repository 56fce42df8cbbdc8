// The tracker's thread: one timer for the turns of all servers, one for publication.
#include "replication/tracker/lag_tracker.hpp"

#include "replication/tracker/lag.hpp"
#include "replication/tracker/phase_schedule.hpp"
#include "replication/tracker/probe.hpp"
#include "replication/tracker/topology.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/container/flat_map.hpp>

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include <pthread.h>

namespace borealis::replication {

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr std::size_t concurrent_connects = 16;
constexpr auto hurried_period = 20ms;
constexpr auto longest_piece = 1ms;

steady::duration sample_deadline(steady::duration tick) {
    return std::max<steady::duration>(5 * tick, 500ms);
}

bool same_access(const pg::connect_options& a, const pg::connect_options& b) {
    const auto key = [](const pg::connect_options& access) {
        return std::tie(
            access.host, access.port, access.user, access.password, access.database, access.application_name
        );
    };
    return key(a) == key(b);
}

std::chrono::microseconds wall_ahead() {
    const auto steady_time = steady::now().time_since_epoch();
    const auto wall_time = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(wall_time - steady_time);
}

} // namespace

class lag_tracker::impl {
  public:
    impl(tracker_options options, sample_sink sink)
        : options_(std::move(options)), sink_(std::move(sink)),
          gate_(io_.get_executor(), concurrent_connects),
          shared_{
              io_.get_executor(),
              gate_,
              arrivals_,
              counting_,
              options_.fast_period,
              options_.medium_period,
              options_.slow_period,
              sample_deadline(options_.fast_period),
              options_.trouble},
          calm_(options_.fast_period, steady::now()),
          hurried_(std::min<steady::duration>(options_.fast_period, hurried_period), steady::now()) {
        publish_at_ = steady::now() + options_.publish_period;
        await_publication();
        thread_ = std::thread([this] {
            pthread_setname_np(pthread_self(), "lag-tracker");
            io_.run();
        });
    }

    ~impl() {
        asio::post(io_, [this] { stop(); });
        thread_.join();
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void track(tracked_server server) {
        asio::post(io_, [this, server = std::move(server)]() mutable { add(std::move(server)); });
    }

    void untrack(std::string id) {
        asio::post(io_, [this, id = std::move(id)] { remove(id); });
    }

    void hurry(std::string id, steady::duration how_long) {
        asio::post(io_, [this, id = std::move(id), how_long] {
            if (probes_.contains(id)) {
                hurried_until_[topology_.root_of(id)] = steady::now() + how_long;
                place_all();
            }
        });
    }

    tracker_counters counters() const noexcept { return counting_.read(); }

  private:
    void add(tracked_server server) {
        auto& known = probes_[server.id];
        if (!known || !same_access(known->access(), server.access)) {
            if (known) {
                dismiss(*known);
                forget_sample_of(server.id);
            }
            known = std::make_shared<probe>(server.id, std::move(server.access), shared_);
            known->start();
        }
        topology_.place(server.id, std::move(server.upstream_id));
        place_all();
    }

    void remove(const std::string& id) {
        const auto known = probes_.find(id);
        if (known == probes_.end()) {
            return;
        }
        dismiss(*known->second);
        probes_.erase(known);
        topology_.remove(id);
        forget_sample_of(id);
        place_all();
    }

    void dismiss(probe& known) {
        known.stop();
        calm_.remove(&known);
        hurried_.remove(&known);
    }

    void forget_sample_of(const std::string& id) {
        std::erase_if(gathered_, [&id](const server_sample& each) { return each.server_id == id; });
    }

    // Any change of an upstream may join or part whole groups.
    void place_all() {
        const auto now = steady::now();
        std::erase_if(hurried_until_, [now](const auto& each) { return each.second <= now; });
        for (const auto& [id, each] : probes_) {
            const auto root = topology_.root_of(id);
            const bool hurried = hurried_until_.contains(root);
            (hurried ? calm_ : hurried_).remove(each.get());
            (hurried ? hurried_ : calm_).place(each.get(), root, now);
        }
        await_turn();
    }

    void await_turn() {
        const auto due = std::min(calm_.next_due(), hurried_.next_due());
        if (due == steady::time_point::max()) {
            turn_.cancel();
            return;
        }
        turn_.expires_at(due);
        turn_.async_wait([this](boost::system::error_code stopped) {
            if (!stopped && !stopping_) {
                take_turn();
            }
        });
    }

    void take_turn() {
        const auto now = steady::now();
        counting_.turn(now - turn_.expiry());
        const auto skipped_before = calm_.skipped() + hurried_.skipped();
        for (auto* schedule : {&hurried_, &calm_}) {
            for (auto* const each : schedule->take_due(now)) {
                each->tick(now);
            }
        }
        counting_.skipped(calm_.skipped() + hurried_.skipped() - skipped_before);
        const auto over = [now](const auto& each) { return each.second <= now; };
        if (std::ranges::any_of(hurried_until_, over)) {
            place_all();
        } else {
            await_turn();
        }
    }

    void await_publication() {
        publication_.expires_at(publish_at_);
        publication_.async_wait([this](boost::system::error_code stopped) {
            if (!stopped) {
                gather();
            }
        });
    }

    // A piece of the samples to publish, and then the next: no turn is to wait for those of hundreds of
    // servers.
    void gather() {
        if (stopping_) {
            return;
        }
        const auto until = steady::now() + longest_piece;
        const auto ahead = wall_ahead();
        std::uint64_t clamped = 0;
        auto next = probes_.upper_bound(gathered_to_);
        for (; next != probes_.end() && steady::now() < until; ++next) {
            const auto& [id, each] = *next;
            gathered_to_ = id;
            if (const auto* seen = each->take_fresh()) {
                gathered_.push_back(to_sample(id, *seen, ahead, lag_of(id, *seen), clamped));
            }
        }
        counting_.clamped(clamped);
        if (next == probes_.end()) {
            publish();
        } else {
            asio::post(io_, [this] { gather(); });
        }
    }

    void publish() {
        gathered_to_.clear();
        sink_(std::exchange(gathered_, {}));
        publish_at_ = std::max(publish_at_ + options_.publish_period, steady::now());
        await_publication();
    }

    // What is known of a server that has been read.
    const observer* known(const std::string& id) const {
        const auto found = probes_.find(id);
        return found != probes_.end() && found->second->known().latest() != nullptr ? &found->second->known()
                                                                                    : nullptr;
    }

    // Behind the nearest server upstream that is a primary now: after a promotion that is the promoted one.
    std::optional<lag_sample> lag_of(const std::string& id, const observation& seen) const {
        const observer* direct = nullptr;
        const auto primary = topology_.nearest_upstream(id, [&](const std::string& upstream) {
            const auto* there = known(upstream);
            if (there != nullptr && direct == nullptr) {
                direct = there;
            }
            return there != nullptr && !there->latest()->fast.in_recovery;
        });
        if (!primary) {
            return std::nullopt;
        }
        const auto* behind = known(*primary);
        return lag_behind(*behind, direct == behind ? nullptr : direct, seen, shared_.sample_deadline);
    }

    void stop() {
        stopping_ = true; // a timer that has just expired cannot be cancelled any more
        for (const auto& [unused, each] : probes_) {
            each->stop();
        }
        probes_.clear();
        turn_.cancel();
        publication_.cancel();
        work_.reset();
    }

    tracker_options options_;
    sample_sink sink_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
    connect_gate gate_;
    pg::arrivals arrivals_{io_.get_executor()};
    counting counting_;
    probe_context shared_;
    phase_schedule<probe*> calm_;
    phase_schedule<probe*> hurried_;
    std::map<std::string, steady::time_point> hurried_until_; // by root
    topology topology_;
    boost::container::flat_map<std::string, std::shared_ptr<probe>, std::less<>> probes_; // few, asked often
    asio::steady_timer turn_{io_};
    asio::steady_timer publication_{io_};
    steady::time_point publish_at_;
    std::vector<server_sample> gathered_; // of the publication that is under way ...
    std::string gathered_to_;             // ... and the last id asked for it; empty between publications
    bool stopping_ = false;
    std::thread thread_;
};

lag_tracker::lag_tracker(tracker_options options, sample_sink sink)
    : impl_(std::make_unique<impl>(std::move(options), std::move(sink))) {}

lag_tracker::~lag_tracker() = default;

void lag_tracker::track(tracked_server server) {
    impl_->track(std::move(server));
}

void lag_tracker::untrack(std::string id) {
    impl_->untrack(std::move(id));
}

void lag_tracker::hurry(std::string id, std::chrono::milliseconds how_long) {
    impl_->hurry(std::move(id), how_long);
}

tracker_counters lag_tracker::counters() const noexcept {
    return impl_->counters();
}

} // namespace borealis::replication
