// Many servers on one thread, and servers that hang, die, refuse, restart or turn into others. Each of a few
// real servers is tracked many times over.
//
// What misleads who measures lag, and the tests that this tracker is not misled by it ("u:": in
// tests/unit/replication):
//
// - an idle primary: tracker.shows_no_lag_on_an_idle_pair, slots.whatever_they_hold
// - no commit replayed since the start: slots.a_standby_that_replayed_no_commit
// - receive = replay on a cut link: tracker.shows_the_age_of_a_commit_that_a_cut_link
// - stale values of a promoted server: tracker.shows_no_lag_of_a_promoted_server
// - the timeline after a promotion: replay.of_a_standby_of_a_promoted_standby
// - slots that a promotion leaves behind: slots.of_a_promoted_standby_stay_behind
// - slots never used, with a safe size: slots.that_were_never_used, u:decode_fast
// - slots lost or unreserved: slots.that_are_lost, u:slot_lag, u:decode_fast
// - restart_lsn, confirmed_flush_lsn: slots.of_a_consumer_of_rows
// - senders that serve no standby: slots.senders_of_a_backup, u:senders
// - positions that go back: u:lsn_clock, u:observer, u:activity
// - clocks that differ or are set: u:clock_of_a_server, u:sample, u:lag_bounds
// - replay delayed on purpose: tracker.shows_a_delay, replay.that_is_delayed
// - replay paused: tracker.shows_the_age_of_a_commit_that_is_not_replayed
// - replay stopped or in conflict: replay.that_is_stopped, replay.that_waits
// - half a record flushed: replay.of_everything_but, u:half_a_record
// - a server that hangs or is gone: fleet.is_not_delayed_by_a_server_that_*
// - overload: fleet.skips_what_it_is_too_late_for, fleet.counts_the_turns
// - no free connections: fleet.goes_on_sampling_a_server_without
// - 64-bit and negative distances: u:lag.is_measured_in_64_bits, u:slot_lag
// - a standby of a standby: replay.on_a_standby_of_a_standby, u:lag_parts
// - restarts, another system: fleet.that_restarts, fleet.tells_no_lag_behind
#include "tracker_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include <gmock/gmock.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;

class fleet : public tracked_pair {
  protected:
    fleet() : tracked_pair("max_connections = 150\n") {
        role_ = "fleet";
        sql_session(pair_.primary().access()).script("create role fleet login in role pg_monitor");
    }

    // Ids "p0", "p1" ... of the primary and "s0" ... of the standby.
    void track_many(int primaries, int standbys) {
        for (int i = 0; i < primaries; ++i) {
            track("p" + std::to_string(i), pair_.primary(), std::nullopt);
        }
        for (int i = 0; i < standbys; ++i) {
            track("s" + std::to_string(i), pair_.standby(), "p" + std::to_string(i));
        }
        await_more_than(std::vector<std::size_t>(static_cast<std::size_t>(primaries)), 'p');
        await_more_than(std::vector<std::size_t>(static_cast<std::size_t>(standbys)), 's');
    }

    // Until each server has given a sample more than that; at most 20 seconds.
    void await_more_than(const std::vector<std::size_t>& before, char kind) {
        const auto all_more = [&] {
            const auto now = counts(kind, static_cast<int>(before.size()));
            return std::ranges::equal(before, now, std::less<>());
        };
        for (int waits = 0; !all_more() && waits < 1000; ++waits) {
            std::this_thread::sleep_for(20ms);
        }
        ASSERT_TRUE(all_more());
    }

    std::vector<std::size_t> counts(char kind, int servers) {
        std::vector<std::size_t> all;
        for (int i = 0; i < servers; ++i) {
            all.push_back(seen_.count(kind + std::to_string(i)));
        }
        return all;
    }

    // How many samples each server gave in the time, in all and at least.
    struct share {
        std::size_t all = 0;
        std::size_t least = 0;
    };
    share during(char kind, int servers, std::chrono::milliseconds span) {
        const auto before = counts(kind, servers);
        std::this_thread::sleep_for(span);
        const auto after = counts(kind, servers);
        share seen{0, after.front() - before.front()};
        for (std::size_t i = 0; i < after.size(); ++i) {
            seen.all += after[i] - before[i];
            seen.least = std::min(seen.least, after[i] - before[i]);
        }
        return seen;
    }

    static bool any(const server_sample&) { return true; }

    std::vector<pid_t> backends_of_the_tracker(const postmaster& server) {
        std::vector<pid_t> pids;
        const auto rows =
            sql_session(server.access())
                .query("select pid from pg_stat_activity where application_name = 'borealis-tracker'");
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            pids.push_back(std::stoi(*rows.at(i, 0)));
        }
        return pids;
    }
};

TEST_F(fleet, of_two_hundred_is_sampled_at_the_full_rate) {
    track_many(100, 100);
    const auto before = watcher().counters();
    const auto from = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(5s);
    const auto after = watcher().counters();
    const std::chrono::duration<double> span = std::chrono::steady_clock::now() - from;
    const auto turns = 200 * 10 * span.count();
    EXPECT_GE(static_cast<double>(after.samples - before.samples), 0.9 * turns);
    EXPECT_LE(static_cast<double>(after.samples - before.samples), 1.05 * turns);
    EXPECT_EQ(after.reconnects, before.reconnects);
    EXPECT_EQ(after.failures, before.failures);
    std::uint64_t taken = 0;
    for (std::size_t i = 0; i < after.delays.size(); ++i) {
        taken += after.delays[i] - before.delays[i];
    }
    EXPECT_NEAR(static_cast<double>(taken), 20 * 10 * span.count(), 0.2 * turns / 10) << "20 slots";
}

TEST_F(fleet, is_not_delayed_by_a_server_that_hangs) {
    track_many(58, 2);
    const auto usual = during('p', 58, 3s);
    std::vector<std::unique_ptr<paused_process>> hung;
    const auto backends = backends_of_the_tracker(pair_.standby());
    ASSERT_EQ(backends.size(), 2U);
    hung.push_back(std::make_unique<paused_process>(pair_.standby().pid()));
    for (const auto pid : backends) {
        hung.push_back(std::make_unique<paused_process>(pid));
    }
    std::this_thread::sleep_for(3 * tick);
    const auto silent = counts('s', 2);
    const auto meanwhile = during('p', 58, 3s);
    EXPECT_EQ(counts('s', 2), silent);
    EXPECT_GE(static_cast<double>(meanwhile.all), 0.95 * static_cast<double>(usual.all));
    EXPECT_GE(meanwhile.least + 4, usual.least);
    const auto said = troubles("s0");
    EXPECT_EQ(said.front(), "no answer within the deadline");
    EXPECT_LE(said.size(), 2U) << "once for each reason: it was silent, and then could not be reached";
    hung.clear();
    EXPECT_TRUE(seen_.await("s0", any));
    EXPECT_TRUE(seen_.await("s1", any));
}

TEST_F(fleet, is_not_delayed_by_a_server_that_is_gone) {
    track_many(58, 2);
    const auto usual = during('p', 58, 2s);
    pair_.standby().stop();
    const auto reconnects = watcher().counters().reconnects;
    const auto meanwhile = during('p', 58, 2s);
    EXPECT_GE(static_cast<double>(meanwhile.all), 0.95 * static_cast<double>(usual.all));
    EXPECT_LE(watcher().counters().reconnects - reconnects, 2U * 6) << "pauses grow";
    EXPECT_FALSE(troubles("s0").empty());
    pair_.standby().start();
    EXPECT_TRUE(seen_.await("s0", any));
}

TEST_F(fleet, that_restarts_together_comes_back_without_a_storm) {
    track_many(100, 0);
    const auto before = watcher().counters();
    pair_.primary().stop();
    std::this_thread::sleep_for(1500ms);
    const auto silent = counts('p', 100);
    pair_.primary().start();
    await_more_than(silent, 'p');
    const auto reconnects = watcher().counters().reconnects - before.reconnects;
    EXPECT_GE(reconnects, 100U);
    EXPECT_LE(reconnects, 100U * 10);
}

TEST_F(fleet, skips_what_it_is_too_late_for_and_queues_nothing) {
    track_many(3, 0);
    const auto backends = backends_of_the_tracker(pair_.primary());
    const auto before = watcher().counters();
    {
        const paused_process slow(backends.front()); // for less than the deadline
        std::this_thread::sleep_for(350ms);
    }
    const auto after = watcher().counters();
    EXPECT_GE(after.late - before.late, 2U);
    EXPECT_EQ(after.reconnects, before.reconnects);
    auto resumed = counts('p', 3);
    const auto samples = during('p', 3, 1s);
    EXPECT_LE(samples.all, 3U * 12) << "what was missed is not made up for";
    const auto second_later = watcher().counters();
    // A turn is sampled or counted as missed, whatever else the machine does.
    const auto sampled = second_later.samples - after.samples;
    const auto missed = second_later.late - after.late + second_later.skipped - after.skipped;
    EXPECT_GE(sampled + missed, 3U * 8);
    for (auto& each : resumed) {
        each += 7;
    }
    await_more_than(resumed, 'p');
}

TEST_F(fleet, counts_the_turns_that_a_busy_tracker_missed) {
    std::atomic<bool> block = false;
    lag_tracker busy(options_, [&](const std::vector<server_sample>&) {
        if (block.exchange(false)) {
            std::this_thread::sleep_for(550ms);
        }
    });
    tracked_server tracked;
    tracked.id = "p";
    tracked.access = pair_.primary().access(role_);
    busy.track(tracked);
    while (busy.counters().samples < 3) {
        std::this_thread::sleep_for(10ms);
    }
    const auto before = busy.counters();
    block = true;
    std::this_thread::sleep_for(1500ms);
    const auto after = busy.counters();
    EXPECT_GE(after.skipped - before.skipped, 3U);
    EXPECT_GE(after.delays.back() - before.delays.back(), 1U) << "more than 50 ms late";
    EXPECT_EQ(after.reconnects, 0U);
}

// All in one slot: they are asked together, and then the tracker is busy for longer than any may take to
// answer.
TEST_F(fleet, is_not_blamed_for_answers_that_a_busy_tracker_did_not_read) {
    constexpr std::size_t servers = 120;
    std::atomic<bool> block = false;
    lag_tracker busy(options_, [&](const std::vector<server_sample>&) {
        if (block.exchange(false)) {
            std::this_thread::sleep_for(700ms);
        }
    });
    for (std::size_t i = 0; i < servers; ++i) {
        tracked_server tracked;
        tracked.id = std::to_string(i);
        tracked.access = pair_.primary().access(role_);
        if (i > 0) {
            tracked.upstream_id = "0";
        }
        busy.track(tracked);
    }
    while (busy.counters().samples < 10 * servers) {
        std::this_thread::sleep_for(10ms);
    }
    const auto before = busy.counters();
    for (int times = 0; times < 3; ++times) {
        block = true;
        std::this_thread::sleep_for(1s);
    }
    const auto after = busy.counters();
    EXPECT_GE(after.skipped - before.skipped, 3U * servers);
    EXPECT_EQ(after.failures, before.failures);
    EXPECT_EQ(after.reconnects, before.reconnects);
}

TEST_F(fleet, goes_on_sampling_a_server_without_free_connections) {
    role_ = "rdsadmin_monitor";
    track_both();
    await_zero();
    sql_session control(pair_.primary().access());
    control.script("create role app login");
    std::vector<std::unique_ptr<sql_session>> all;
    std::string refusal;
    while (refusal.empty() && all.size() < 200) {
        try {
            all.push_back(std::make_unique<sql_session>(pair_.primary().access("app")));
        } catch (const pg::pg_error& error) {
            refusal = error.sqlstate();
        }
    }
    EXPECT_EQ(refusal, "53300") << "too_many_connections";
    EXPECT_GE(seen_.during("primary", 1500ms).size(), 10U) << "the connection persists";
    EXPECT_TRUE(is_zero(next("standby")));

    const auto tracked = "select pid from pg_stat_activity where application_name = 'borealis-tracker'";
    control.query("select pg_terminate_backend(" + control.scalar(tracked) + ", 5000)");
    std::unique_ptr<sql_session> thief;
    for (int attempts = 0; attempts < 100 && !thief; ++attempts) {
        try {
            thief = std::make_unique<sql_session>(pair_.primary().access("app"));
        } catch (const pg::pg_error&) {
            break; // the tracker was faster
        }
    }
    if (thief) {
        const auto refused = [this] {
            const auto reasons = troubles("primary");
            return std::ranges::any_of(reasons, [](const auto& each) {
                return each.find("connection slots") != std::string::npos;
            });
        };
        for (int waits = 0; waits < 100 && !refused(); ++waits) {
            std::this_thread::sleep_for(50ms);
        }
        EXPECT_TRUE(refused());
        thief.reset();
    }
    all.clear();
    EXPECT_TRUE(seen_.await("primary", any));
}

TEST_F(fleet, tells_no_lag_behind_another_system_in_the_primarys_place) {
    role_ = "rdsadmin_monitor";
    track_both();
    await_zero();
    pair_.replace_primary();
    ASSERT_TRUE(seen_.await("primary", any));
    const auto samples = seen_.during("standby", 2s);
    ASSERT_FALSE(samples.empty());
    for (const auto& sample : samples) {
        EXPECT_FALSE(sample.lag) << sample.lag->seconds;
    }
}

TEST_F(fleet, knows_again_what_a_standby_lacks_after_both_restarted) {
    role_ = "rdsadmin_monitor";
    track_both();
    await_zero();
    pair_.standby().stop();
    pair_.primary().stop();
    pair_.primary().start();
    pair_.standby().start();
    await_zero();
    commit();
    await_zero();
}

} // namespace
} // namespace borealis::replication::testing
