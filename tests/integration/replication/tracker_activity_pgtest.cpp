// What a server does: connections, rates and latencies against what the test itself does to it.
#include "tracker_fixture.hpp"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;

class activity : public tracked_pair {
  protected:
    activity() { options_.medium_period = 500ms; }

    // Mean of what the samples of `span` show; those without a value don't count.
    template <typename Value>
    std::optional<double> mean(const std::string& id, std::chrono::milliseconds span, Value value_of) {
        double sum = 0;
        int count = 0;
        for (const auto& sample : seen_.during(id, span)) {
            if (sample.activity) {
                if (const auto value = value_of(*sample.activity)) {
                    sum += *value;
                    ++count;
                }
            }
        }
        return count > 0 ? std::optional(sum / count) : std::nullopt;
    }

    void await_rates(const std::string& id) {
        ASSERT_TRUE(seen_.await(id, [](const auto& sample) {
            return sample.activity && sample.activity->buffer_hit_ratio;
        }));
    }
};

TEST_F(activity, counts_the_connections_of_clients_only) {
    track_both();
    sql_session primary(pair_.primary().access());
    primary.script("create role rdsadmin login superuser");
    auto hidden = pair_.primary().access();
    hidden.application_name = "borealis-control";
    const sql_session tool(hidden);
    const sql_session host(pair_.primary().access("rdsadmin"));
    const auto alone = seen_.await("primary", [](const auto& sample) {
        return sample.activity && sample.activity->client_connections == 1;
    });
    EXPECT_TRUE(alone) << "the tracker's, the host's and a tool's connections do not count";
    const sql_session second(pair_.primary().access());
    const sql_session third(pair_.primary().access());
    EXPECT_TRUE(seen_.await("primary", [](const auto& sample) {
        return sample.activity->client_connections == 3;
    }));
    EXPECT_TRUE(seen_.await("standby", [](const auto& sample) {
        return sample.activity && sample.activity->client_connections == 0;
    }));
}

TEST_F(activity, tells_transaction_ages_and_uptime) {
    track_both();
    await_rates("primary");
    sql_session primary(pair_.primary().access());
    const auto age = std::stoll(primary.scalar("select max(age(datfrozenxid)) from pg_database"));
    const auto sample = next("primary");
    EXPECT_NEAR(static_cast<double>(sample.activity->transaction_id_age), static_cast<double>(age), 5);
    const auto uptime =
        std::stod(primary.scalar("select extract(epoch from clock_timestamp() - pg_postmaster_start_time())")
        );
    EXPECT_LE(sample.activity->uptime_seconds, uptime);
    EXPECT_NEAR(sample.activity->uptime_seconds, uptime, 1.0);
}

TEST_F(activity, tells_commits_and_wal_per_second_without_its_own) {
    track_both();
    await_rates("primary");
    const auto commits = [](const activity_sample& each) { return each.commits_per_second; };
    const auto idle = mean("primary", 4s, commits);
    ASSERT_TRUE(idle);
    EXPECT_LT(*idle, 4) << "the tracker alone makes ten";

    sql_session writer(pair_.primary().access());
    const auto flushed = [&] { return parse_lsn(writer.scalar("select pg_current_wal_flush_lsn()")); };
    std::atomic<bool> stop = false;
    std::atomic<int> done = 0;
    std::thread commit_steadily([&] {
        sql_session session(pair_.primary().access());
        while (!stop) {
            session.query("insert into ledger (note) values (repeat('x', 1000))");
            ++done;
            std::this_thread::sleep_for(10ms);
        }
    });
    std::this_thread::sleep_for(2s);
    const auto from = flushed();
    const auto done_before = done.load();
    double wal = 0;
    double rate = 0;
    const auto samples = seen_.during("primary", 5s);
    const auto truth_wal = static_cast<double>(distance(*from, *flushed())) / 5;
    const auto truth = (done - done_before) / 5.0;
    stop = true;
    commit_steadily.join();
    for (const auto& sample : samples) {
        wal += sample.activity->wal_bytes_per_second.value_or(0) / static_cast<double>(samples.size());
        rate += sample.activity->commits_per_second.value_or(0) / static_cast<double>(samples.size());
    }
    EXPECT_NEAR(wal, truth_wal, 0.3 * truth_wal);
    EXPECT_NEAR(rate, truth, 0.3 * truth + 3);
}

TEST_F(activity, of_a_standby_has_neither_commits_nor_wal) {
    track_both();
    await_rates("standby");
    commit();
    for (const auto& sample : seen_.during("standby", 2s)) {
        ASSERT_TRUE(sample.activity);
        EXPECT_FALSE(sample.activity->commits_per_second);
        EXPECT_FALSE(sample.activity->wal_bytes_per_second);
        EXPECT_FALSE(sample.activity->commit_seconds);
        EXPECT_GT(sample.activity->uptime_seconds, 0);
    }
}

TEST_F(activity, tells_rollbacks_and_deadlocks) {
    track_both();
    await_rates("primary");
    sql_session one(pair_.primary().access());
    sql_session two(pair_.primary().access());
    one.script("insert into ledger (note) values ('a'), ('b')");
    one.query("begin");
    two.query("begin");
    one.query("update ledger set note = 'c' where id = 1");
    two.query("update ledger set note = 'c' where id = 2");
    const auto lock = [](sql_session& session, const char* id) {
        try {
            session.query("update ledger set note = 'd' where id = " + std::string(id));
        } catch (const pg::pg_error&) { // one of the two is the victim
        }
        session.query("rollback");
    };
    std::thread other([&] { lock(one, "2"); });
    lock(two, "1");
    other.join();
    EXPECT_TRUE(seen_.await("primary", [](const auto& sample) {
        return sample.activity->deadlocks_per_second.value_or(0) > 0;
    }));
}

TEST_F(activity, tells_latencies_where_the_server_takes_times) {
    track_both();
    await_rates("primary");
    sql_session primary(pair_.primary().access());
    const auto work = [&] { // more than the buffers hold, so that backends write and read
        primary.script("create table if not exists large (note text);"
                       "insert into large select repeat('x', 1000) from generate_series(1, 30000);"
                       "select count(*) from large");
    };
    const auto has_times = [](const server_sample& sample) {
        const auto& seen = *sample.activity;
        return seen.commit_seconds || seen.read_seconds || seen.write_seconds;
    };
    work();
    for (const auto& sample : seen_.during("primary", 1500ms)) {
        EXPECT_FALSE(has_times(sample)) << "nothing is timed by default";
    }
    primary.script("alter system set track_wal_io_timing = on; alter system set track_io_timing = on;"
                   "select pg_reload_conf()");
    std::optional<double> commit_time, read_time, write_time;
    for (int rounds = 0; rounds < 10 && !(commit_time && read_time && write_time); ++rounds) {
        work();
        for (const auto& sample : seen_.during("primary", 600ms)) {
            commit_time = sample.activity->commit_seconds ? sample.activity->commit_seconds : commit_time;
            read_time = sample.activity->read_seconds ? sample.activity->read_seconds : read_time;
            write_time = sample.activity->write_seconds ? sample.activity->write_seconds : write_time;
        }
    }
    for (const auto& time : {commit_time, read_time, write_time}) {
        ASSERT_TRUE(time);
        EXPECT_GT(*time, 0);
        EXPECT_LT(*time, 10);
    }
}

TEST_F(activity, has_no_rates_right_after_a_restart) {
    track_both();
    await_rates("primary");
    pair_.primary().stop();
    std::this_thread::sleep_for(3 * tick);
    pair_.primary().start();
    const auto first = seen_.await("primary", [](const auto& sample) { return sample.activity.has_value(); });
    ASSERT_TRUE(first);
    EXPECT_LT(first->activity->uptime_seconds, 10);
    EXPECT_FALSE(first->activity->commits_per_second);
    EXPECT_TRUE(seen_.await("primary", [](const auto& sample) {
        return sample.activity && sample.activity->commits_per_second;
    }));
}

TEST_F(activity, measures_slot_directories_and_the_age_of_the_checkpoint) {
    track_both();
    sql_session primary(pair_.primary().access());
    const auto sample = seen_.await("primary", [](const auto& each) { return each.slot_bytes.has_value(); });
    ASSERT_TRUE(sample);
    EXPECT_EQ(
        sample->slot_bytes, std::stoull(primary.scalar("select sum(size) from pg_ls_replslotdir('standby')"))
    );
    ASSERT_TRUE(sample->checkpoint_age_seconds);
    std::this_thread::sleep_for(4s);
    EXPECT_GT(*next("primary").checkpoint_age_seconds, 3);
    primary.query("checkpoint"); // known to the second, within a period of the slow lane
    EXPECT_TRUE(seen_.await("primary", [](const auto& each) {
        return each.checkpoint_age_seconds.value_or(9) < 3;
    }));
}

} // namespace
} // namespace borealis::replication::testing
