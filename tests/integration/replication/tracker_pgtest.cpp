// The tracker against a real primary and standby, with ground truths that need no second measurement.
#include "tracker_fixture.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include <gmock/gmock.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using seconds = std::chrono::duration<double>;

constexpr double tolerance = 0.130; // one tick and 30 ms

class tracker : public tracked_pair {
  protected:
    // Every sample of the next two seconds must show the age of a commit that the standby cannot replay.
    void expect_age_of(std::pair<std::chrono::system_clock::time_point, double> commit) {
        std::this_thread::sleep_for(2 * tick); // until the tracker has seen it
        const auto samples = seen_.during("standby", 2s);
        ASSERT_GE(samples.size(), 10U);
        for (const auto& sample : samples) {
            const seconds truth = sample.at - commit.first;
            ASSERT_TRUE(sample.lag);
            const auto interval =
                sample.lag->max_seconds - sample.lag->min_seconds; // a tick, unless one was skipped
            EXPECT_NEAR(sample.lag->seconds, truth.count(), std::max(tolerance, interval) + commit.second);
            EXPECT_LE(sample.lag->min_seconds, truth.count() + 0.01);
            EXPECT_GE(sample.lag->max_seconds, truth.count() - commit.second - 0.01);
            EXPECT_GT(sample.lag->bytes, 0);
        }
    }
};

TEST_F(tracker, shows_no_lag_on_an_idle_pair) {
    track_both();
    await_zero();
    int zeros = 0;
    const auto samples = seen_.during("standby", 3s);
    for (const auto& sample : samples) {
        ASSERT_TRUE(sample.lag);
        zeros += is_zero(sample) ? 1 : 0;
        EXPECT_LT(std::abs(*sample.clock_offset_seconds), 0.1) << "the same machine";
        EXPECT_GT(*sample.round_trip_seconds, 0);
        EXPECT_GE(*sample.receiver_silence_seconds, 0);
    }
    EXPECT_GE(samples.size(), 10U);
    EXPECT_GE(
        zeros, static_cast<int>(samples.size()) - 3
    ); // the server itself writes a snapshot record now and then
}

TEST_F(tracker, shows_the_age_of_a_commit_that_is_not_replayed) {
    track_both();
    await_zero();
    pause_replay();
    await_zero();
    expect_age_of(commit());
    const auto sample = next("standby");
    ASSERT_TRUE(sample.lag);
    EXPECT_EQ(sample.lag->write_seconds, 0.0);
    EXPECT_EQ(sample.lag->flush_seconds, 0.0);
    EXPECT_EQ(sample.lag->held_up_by, "paused");
    resume_replay();
    await_zero();
}

TEST_F(tracker, shows_the_age_of_a_commit_that_a_cut_link_does_not_deliver) {
    track_both();
    await_zero();
    const auto primary = seen_.await("primary", [](const auto& sample) { return !sample.senders.empty(); });
    ASSERT_TRUE(primary);
    EXPECT_EQ(primary->senders.front().state, "streaming");
    {
        const paused_process cut(primary->senders.front().pid);
        const auto silence = next("standby").receiver_silence_seconds;
        expect_age_of(commit());
        const auto sample = next("standby");
        ASSERT_TRUE(sample.lag);
        EXPECT_EQ(sample.lag->write_seconds, sample.lag->seconds);
        EXPECT_EQ(sample.lag->flush_seconds, sample.lag->seconds);
        ASSERT_TRUE(silence && sample.receiver_silence_seconds);
        EXPECT_GT(*sample.receiver_silence_seconds, *silence + 2);
    }
    await_zero();
}

TEST_F(tracker, shows_a_delay_of_replay_under_steady_commits) {
    constexpr double delay = 1.0;
    constexpr auto pause = 50ms;
    track_both();
    await_zero();
    sql_session control(pair_.standby().access());
    control.script("alter system set recovery_min_apply_delay = '1s'; select pg_reload_conf()");
    std::atomic<bool> stop = false;
    std::thread commits([&] {
        sql_session writer(pair_.primary().access());
        while (!stop) {
            writer.query("insert into ledger (note) values ('x')");
            std::this_thread::sleep_for(pause);
        }
    });
    std::this_thread::sleep_for(2500ms);
    const auto samples = seen_.during("standby", 2s);
    stop = true;
    commits.join();
    ASSERT_GE(samples.size(), 10U);
    for (const auto& sample : samples) {
        ASSERT_TRUE(sample.lag);
        EXPECT_GE(sample.lag->seconds, delay - seconds(pause).count() - tolerance);
        EXPECT_LE(sample.lag->seconds, delay + tolerance);
    }
    await_zero();
}

TEST_F(tracker, shows_no_lag_of_a_promoted_server) {
    track_both();
    await_zero();
    sql_session(pair_.standby().access()).query("select pg_promote()");
    const auto promoted = seen_.await("standby", [](const auto& sample) { return !sample.in_recovery; });
    ASSERT_TRUE(promoted);
    EXPECT_FALSE(promoted->lag);
    EXPECT_FALSE(promoted->replay_lsn);
    EXPECT_FALSE(promoted->seconds_since_last_replayed_commit);
    EXPECT_GT(promoted->flush_lsn.value, 0U);
}

TEST_F(tracker, tells_how_much_wal_the_oldest_slot_retains) {
    track_both();
    sql_session primary(pair_.primary().access());
    primary.script("select pg_create_physical_replication_slot('idle', true);"
                   "select pg_create_physical_replication_slot('unused');"
                   "insert into ledger (note) select repeat('x', 100) from generate_series(1, 10000)");
    bool equal = false;
    for (int attempts = 0; attempts < 20 && !equal;
         ++attempts) { // the server may write on its own in between
        const auto truth = std::stoll(primary.scalar(
            "select pg_wal_lsn_diff(pg_current_wal_flush_lsn(), min(restart_lsn)) from pg_replication_slots"
        ));
        ASSERT_GT(truth, 1'000'000);
        const auto sample = seen_.await("primary", [](const auto&) { return true; });
        ASSERT_TRUE(sample);
        equal = sample->oldest_slot_lag_bytes == truth;
    }
    EXPECT_TRUE(equal);
    const auto sample = seen_.await("primary", [](const auto& each) { return each.slots.size() == 3; });
    ASSERT_TRUE(sample);
    for (const auto& slot : sample->slots) {
        EXPECT_EQ(slot.restart_lsn.has_value(), slot.name != "unused");
        EXPECT_EQ(slot.active, slot.name == "standby");
    }
}

TEST_F(tracker, measures_directories_and_databases) {
    track_both();
    sql_session primary(pair_.primary().access());
    const auto sample =
        seen_.await("primary", [](const auto& each) { return each.wal_bytes && each.database_bytes; });
    ASSERT_TRUE(sample);
    EXPECT_EQ(
        sample->wal_bytes,
        std::stoull(primary.scalar("select sum(size) from pg_ls_waldir() where name ~ '^[0-9A-F]{24}'"))
    );
    const auto truth = std::stod(primary.scalar("select sum(pg_database_size(oid)) from pg_database"));
    EXPECT_NEAR(static_cast<double>(*sample->database_bytes), truth, 0.02 * truth);
    EXPECT_TRUE(seen_.await("standby", [](const auto& each) { return each.wal_bytes && each.database_bytes; })
    );
}

TEST_F(tracker, is_not_delayed_by_a_server_that_hangs) {
    track_both();
    await_zero();
    const auto usual = seen_.during("primary", 2s).size();
    sql_session standby(pair_.standby().access());
    const auto backend = static_cast<pid_t>(std::stoi(
        standby.scalar("select pid from pg_stat_activity where application_name = 'borealis-tracker'")
    ));
    {
        const paused_process no_new_sessions(pair_.standby().pid());
        const paused_process hung(backend);
        std::this_thread::sleep_for(300ms);
        const auto silent_from = seen_.count("standby");
        const auto others = seen_.during("primary", 3s);
        EXPECT_EQ(seen_.count("standby"), silent_from);
        // Nearly the same rate at least, for three seconds instead of two.
        EXPECT_GE(10 * others.size(), 12 * usual);
        EXPECT_FALSE(troubles("standby").empty());
    }
    await_zero();
}

TEST_F(tracker, finds_a_restarted_server_again_and_forgets_its_history) {
    track_both();
    await_zero();
    pair_.primary().stop();
    std::this_thread::sleep_for(3 * tick); // what was read before is published by then
    const auto from = seen_.count("primary");
    EXPECT_TRUE(seen_.during("primary", 500ms).empty());
    pair_.primary().start();
    ASSERT_TRUE(seen_.await("primary", [](const auto&) { return true; }));
    EXPECT_GT(seen_.count("primary"), from);
    await_zero();
}

TEST_F(tracker, ends_promptly_and_stops_publishing_what_is_untracked) {
    track_both();
    await_zero();
    watcher().untrack("standby");
    std::this_thread::sleep_for(3 * tick);
    EXPECT_TRUE(seen_.during("standby", 500ms).empty());
    tracked_server nowhere;
    nowhere.id = "nowhere";
    nowhere.access.host = "/nonexistent";
    nowhere.access.user = "nobody";
    watcher().track(nowhere);
    const paused_process hung(pair_.primary().pid());
    track("primary again", pair_.primary(), std::nullopt); // hangs while it connects
    std::this_thread::sleep_for(300ms);
    const auto before = std::chrono::steady_clock::now();
    end_tracking();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
}

} // namespace
} // namespace borealis::replication::testing
