// Replay that does not go on: because there is no whole record to replay, or because something holds it up;
// and which part of the way the WAL is on.
#include "tracker_fixture.hpp"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;

class replay : public tracked_pair {
  protected:
    bool half_a_record_is_flushed(sql_session& primary, sql_session& standby) {
        const auto flushed = parse_lsn(primary.scalar("select pg_current_wal_flush_lsn()"));
        const auto replayed = parse_lsn(standby.scalar("select pg_last_wal_replay_lsn()"));
        const auto received = parse_lsn(standby.scalar("select pg_last_wal_receive_lsn()"));
        return *replayed < *flushed && *received == *flushed;
    }

    // Begins a transaction that rests with its last record flushed in part. The WAL writer flushes whole
    // blocks, and the next snapshot record, which flushes all, comes within 15 seconds.
    void rest_in_a_record(sql_session& writer) {
        sql_session primary(pair_.primary().access());
        sql_session standby(pair_.standby().access());
        writer.query("begin");
        for (int attempts = 0; attempts < 20; ++attempts) {
            writer.query("insert into ledger (note) select repeat('x', 100) from generate_series(1, 2000)");
            std::this_thread::sleep_for(700ms);
            if (half_a_record_is_flushed(primary, standby)) {
                return;
            }
        }
        FAIL() << "no record was flushed in part";
    }
};

TEST_F(replay, of_everything_but_half_a_record_is_no_lag) {
    track_both();
    await_zero();
    sql_session primary(pair_.primary().access());
    sql_session standby(pair_.standby().access());
    sql_session writer(pair_.primary().access());
    bool rested = false;
    for (int attempts = 0; attempts < 4 && !rested; ++attempts) {
        rest_in_a_record(writer);
        await_zero();
        const auto samples = seen_.during("standby", 2500ms);
        rested = half_a_record_is_flushed(primary, standby); // and so all the while
        if (rested) {
            EXPECT_GE(samples.size(), 15U);
            for (const auto& sample : samples) {
                EXPECT_TRUE(is_zero(sample)) << (sample.lag ? sample.lag->seconds : -1);
            }
        }
        writer.query("commit");
        await_zero();
    }
    EXPECT_TRUE(rested);
}

TEST_F(replay, that_is_paused_lags_also_behind_half_a_record) {
    track_both();
    await_zero();
    pause_replay();
    sql_session writer(pair_.primary().access());
    rest_in_a_record(writer);
    const auto first = next("standby");
    std::this_thread::sleep_for(2s);
    const auto second = next("standby");
    ASSERT_TRUE(first.lag && second.lag);
    EXPECT_GT(first.lag->seconds, 0);
    EXPECT_NEAR(
        second.lag->seconds - first.lag->seconds,
        std::chrono::duration<double>(second.at - first.at).count(),
        0.2
    );
    EXPECT_EQ(second.lag->held_up_by, "paused");
    resume_replay();
    await_zero();
}

TEST_F(replay, that_is_stopped_lags_behind_a_commit) {
    track_both();
    await_zero();
    sql_session standby(pair_.standby().access());
    const auto startup =
        std::stoi(standby.scalar("select pid from pg_stat_activity where backend_type = 'startup'"));
    {
        const paused_process stuck(startup);
        commit();
        std::this_thread::sleep_for(1500ms);
        const auto samples = seen_.during("standby", 1s);
        ASSERT_FALSE(samples.empty());
        for (const auto& sample : samples) {
            ASSERT_TRUE(sample.lag);
            EXPECT_GT(sample.lag->seconds, 1) << "its last wait was for more WAL";
        }
    }
    await_zero();
}

TEST_F(replay, that_is_delayed_says_so) {
    sql_session(pair_.standby().access())
        .script("alter system set recovery_min_apply_delay = '3s'; select pg_reload_conf()");
    track_both();
    await_zero();
    commit();
    EXPECT_TRUE(seen_.await("standby", [](const auto& sample) {
        return sample.lag && sample.lag->held_up_by == "delayed" && sample.lag->seconds > 0.5;
    }));
    await_zero();
    EXPECT_TRUE(seen_.await("standby", [](const auto& sample) {
        return is_zero(sample) && sample.lag->held_up_by.empty();
    }));
}

TEST_F(replay, that_waits_for_a_reader_says_so) {
    track_both();
    await_zero();
    sql_session reader(pair_.standby().access());
    reader.query("begin isolation level repeatable read");
    reader.query("select count(*) from ledger");
    sql_session(pair_.primary().access()).script("alter table ledger add column more int");
    EXPECT_TRUE(seen_.await("standby", [](const auto& sample) {
        return sample.lag && sample.lag->held_up_by == "conflict" && sample.lag->seconds > 1;
    }));
    reader.query("commit");
    await_zero();
}

TEST_F(replay, on_a_standby_of_a_standby_is_measured_against_both) {
    track_both();
    track("cascade", pair_.cascade(), "standby");
    await_zero();
    await_zero("cascade");
    const auto sample = next("primary");
    const auto upstream = next("cascade");
    ASSERT_TRUE(upstream.lag);
    EXPECT_EQ(upstream.lag->upstream_seconds, 0.0);
    EXPECT_FALSE(next("standby").lag->upstream_seconds) << "its upstream is the primary";
    ASSERT_EQ(sample.senders.size(), 1U);
    {
        const paused_process cut(sample.senders.front().pid); // neither has what is committed now
        commit();
        EXPECT_TRUE(seen_.await("cascade", [](const auto& each) {
            return each.lag && each.lag->seconds > 1 && each.lag->upstream_seconds == 0.0;
        }));
    }
    await_zero("cascade");
    sql_session control(pair_.cascade().access());
    control.query("select pg_wal_replay_pause()");
    commit();
    const auto held = seen_.await("cascade", [](const auto& each) {
        return each.lag && each.lag->seconds > 1 && each.lag->upstream_seconds.value_or(0) > 1;
    });
    ASSERT_TRUE(held);
    EXPECT_NEAR(held->lag->seconds, *held->lag->upstream_seconds, 0.2);
    EXPECT_TRUE(is_zero(next("standby")));
    control.query("select pg_wal_replay_resume()");
    await_zero("cascade");
}

TEST_F(replay, of_a_standby_of_a_promoted_standby_is_measured_behind_that_one) {
    track_both();
    track("cascade", pair_.cascade(), "standby");
    await_zero("cascade");
    sql_session promoted(pair_.standby().access());
    promoted.query("select pg_promote()");
    ASSERT_TRUE(seen_.await("standby", [](const auto& sample) { return !sample.in_recovery; }));
    await_zero("cascade");
    sql_session(pair_.cascade().access()).query("select pg_wal_replay_pause()");
    promoted.query("insert into ledger (note) values ('x')");
    EXPECT_TRUE(seen_.await("cascade", [](const auto& sample) {
        return sample.lag && sample.lag->seconds > 0.5 && !sample.lag->upstream_seconds;
    }));
}

TEST_F(replay, under_a_hurried_tracker_is_known_to_a_fiftieth_of_a_second) {
    track_both();
    await_zero();
    const auto calm = watcher().counters().samples;
    std::this_thread::sleep_for(1s);
    const auto per_calm_second = watcher().counters().samples - calm;
    watcher().hurry("standby", 3s);
    pause_replay();
    const auto hurried = watcher().counters().samples;
    std::this_thread::sleep_for(1s);
    EXPECT_GT(watcher().counters().samples - hurried, 3 * per_calm_second) << "both ends are";
    commit();
    std::this_thread::sleep_for(300ms);
    const auto sample = next("standby");
    ASSERT_TRUE(sample.lag);
    EXPECT_LT(sample.lag->max_seconds - sample.lag->min_seconds, 0.08);
    std::this_thread::sleep_for(2s);
    const auto after = watcher().counters().samples;
    std::this_thread::sleep_for(1s);
    EXPECT_LT(watcher().counters().samples - after, 2 * per_calm_second) << "and are calm again";
}

} // namespace
} // namespace borealis::replication::testing
