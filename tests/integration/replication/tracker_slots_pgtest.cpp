// Slots and senders in the states that mislead: lost, never used, of a backup; and what an idle pair shows
// under AWS's formula.
#include "tracker_fixture.hpp"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;
using seconds = std::chrono::duration<double>;

class slots : public tracked_pair {
  protected:
    slots()
        : tracked_pair("max_slot_wal_keep_size = 20MB\nmin_wal_size = 32MB\nmax_wal_size = 32MB\n"
                       "max_replication_slots = 200\n") {}

    static const slot_sample* find(const server_sample& sample, const std::string& name) {
        for (const auto& slot : sample.slots) {
            if (slot.name == name) {
                return &slot;
            }
        }
        return nullptr;
    }
};

TEST_F(slots, that_are_lost_have_no_distance) {
    track_both();
    await_zero();
    sql_session primary(pair_.primary().access());
    primary.script("select pg_create_physical_replication_slot('left', true)");
    EXPECT_TRUE(seen_.await("primary", [](const auto& sample) {
        const auto* left = find(sample, "left");
        return left != nullptr && left->restart_lsn && left->safe_wal_size && *left->safe_wal_size > 0;
    }));
    for (int segments = 0; segments < 4; ++segments) {
        primary.script("insert into ledger (note) values ('x'); select pg_switch_wal()");
        await_zero(); // or the standby's slot is lost, too
        primary.query("checkpoint");
    }
    const auto lost = seen_.await("primary", [](const auto& sample) {
        const auto* left = find(sample, "left");
        return left != nullptr && left->wal_status == "lost";
    });
    ASSERT_TRUE(lost);
    EXPECT_FALSE(find(*lost, "left")->safe_wal_size);
    await_zero();
    const auto sample = next("primary");
    const auto* used = find(sample, "standby");
    ASSERT_TRUE(used != nullptr && used->restart_lsn);
    EXPECT_LT(sample.oldest_slot_lag_bytes, 16'000'000) << "of the one that is left";
}

TEST_F(slots, that_were_never_used_have_no_size_to_go) {
    track_both();
    sql_session primary(pair_.primary().access());
    primary.script("select pg_create_physical_replication_slot('unused')");
    const auto sample =
        seen_.await("primary", [](const auto& each) { return find(each, "unused") != nullptr; });
    ASSERT_TRUE(sample);
    EXPECT_FALSE(find(*sample, "unused")->safe_wal_size);
    EXPECT_FALSE(find(*sample, "unused")->restart_lsn);
    EXPECT_TRUE(find(*sample, "standby")->safe_wal_size);
}

// Their names are as long as can be: an answer of several times what is read at once. Turns and publications
// begin together: what is asked just before the tracker is busy is there as a whole when it looks.
TEST_F(slots, that_are_many_are_all_told_by_a_busy_tracker_too) {
    sql_session(pair_.primary().access())
        .script("select pg_create_physical_replication_slot(format('%s%s', repeat('x', 59), i))"
                " from generate_series(1000, 1179) i");
    std::atomic<int> ticks_to_block = 0; // within the deadline of five, and beyond
    lag_tracker busy(options_, [&ticks_to_block, tell = seen_.sink()](std::vector<server_sample> samples) {
        tell(std::move(samples));
        std::this_thread::sleep_for(ticks_to_block.exchange(0) * tick);
    });
    busy.track({"primary", pair_.primary().access(role_), std::nullopt});
    const auto all = [](const server_sample& sample) { return sample.slots.size() == 181; };
    const auto sample = seen_.await("primary", all);
    ASSERT_TRUE(sample);
    EXPECT_NE(find(*sample, std::string(59, 'x') + "1179"), nullptr);
    EXPECT_NE(find(*sample, "standby"), nullptr);
    for (const int ticks : {3, 7, 3, 7, 3, 7}) {
        ticks_to_block = ticks;
        std::this_thread::sleep_for((ticks + 3) * tick);
    }
    EXPECT_TRUE(seen_.await("primary", all));
    EXPECT_EQ(busy.counters().failures, 0U);
}

TEST_F(slots, of_a_consumer_of_rows_retain_by_their_restart_position) {
    track_both();
    sql_session primary(pair_.primary().access());
    primary.script("select pg_create_logical_replication_slot('rows', 'test_decoding');"
                   "insert into ledger (note) select repeat('x', 100) from generate_series(1, 2000)");
    const auto sample = seen_.await("primary", [](const auto& each) {
        const auto* rows = find(each, "rows");
        return rows != nullptr && rows->restart_lsn && each.oldest_slot_lag_bytes > 200'000;
    });
    ASSERT_TRUE(sample);
    EXPECT_FALSE(find(*sample, "rows")->physical);
    EXPECT_TRUE(find(*sample, "rows")->confirmed_flush_lsn);
    EXPECT_EQ(
        *sample->oldest_slot_lag_bytes, distance(*find(*sample, "rows")->restart_lsn, sample->flush_lsn)
    );
}

TEST_F(slots, of_a_promoted_standby_stay_behind_and_count) {
    track_both();
    await_zero();
    sql_session(pair_.standby().access()).query("select pg_promote()");
    ASSERT_TRUE(seen_.await("standby", [](const auto& sample) { return !sample.in_recovery; }));
    sql_session primary(pair_.primary().access());
    primary.script("insert into ledger (note) select repeat('x', 100) from generate_series(1, 5000)");
    const auto sample =
        seen_.await("primary", [](const auto& each) { return each.oldest_slot_lag_bytes > 500'000; });
    ASSERT_TRUE(sample);
    EXPECT_FALSE(find(*sample, "standby")->active);
}

TEST_F(slots, senders_of_a_backup_are_no_standbys) {
    track_both();
    await_zero();
    sql_session primary(pair_.primary().access());
    const auto directory = pair_.directory() / "backup";
    const background_program backup(
        "pg_basebackup",
        {"-h",
         pair_.directory(),
         "-p",
         "5432",
         "-U",
         "postgres",
         "-D",
         directory,
         "-X",
         "stream",
         "-c",
         "fast",
         "--max-rate=100k",
         "--no-sync"},
        pair_
    );
    const auto all = "select count(*) from pg_stat_replication where state in ('streaming', 'backup')";
    for (int waits = 0; primary.scalar(all) != "3" && waits < 200; ++waits) {
        std::this_thread::sleep_for(50ms);
    }
    ASSERT_EQ(primary.scalar(all), "3");
    const auto samples = seen_.during("primary", 3s);
    ASSERT_FALSE(samples.empty());
    for (const auto& sample : samples) {
        ASSERT_EQ(sample.senders.size(), 1U);
        EXPECT_EQ(sample.senders.front().state, "streaming");
    }
}

TEST_F(slots, whatever_they_hold_the_age_of_the_last_commit_climbs_on_an_idle_pair) {
    track_both();
    await_zero();
    commit();
    const auto first = seen_.await("standby", [](const auto& each) {
        return each.seconds_since_last_replayed_commit.value_or(9) < 1;
    });
    ASSERT_TRUE(first);
    std::this_thread::sleep_for(2s);
    const auto second = next("standby");
    EXPECT_NEAR(
        *second.seconds_since_last_replayed_commit - *first->seconds_since_last_replayed_commit,
        seconds(second.at - first->at).count(),
        0.05
    );
    EXPECT_TRUE(seen_.await("standby", is_zero));
}

TEST_F(slots, a_standby_that_replayed_no_commit_since_its_start_has_no_age_of_one) {
    sql_session primary(pair_.primary().access());
    const auto end = primary.scalar("select pg_switch_wal()");
    primary.query("checkpoint");
    while (sql_session(pair_.standby().access())
               .scalar("select pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn") != "t") {
        std::this_thread::sleep_for(20ms);
    }
    sql_session(pair_.standby().access()).query("checkpoint");
    pair_.standby().stop();
    pair_.standby().start();
    track_both();
    await_zero();
    EXPECT_FALSE(next("standby").seconds_since_last_replayed_commit);
    commit();
    EXPECT_TRUE(seen_.await("standby", [](const auto& each) {
        return each.seconds_since_last_replayed_commit.has_value();
    }));
}

} // namespace
} // namespace borealis::replication::testing
