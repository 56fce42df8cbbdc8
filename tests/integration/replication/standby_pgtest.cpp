// Standbys: base backup with progress, streaming, another upstream, promotion.
#include "host_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

#include <csignal>

namespace borealis::replication::tests {
namespace {

class standby : public host_test {
  protected:
    void make_slot(const std::string& upstream, const std::string& slot) {
        sql(upstream, "SELECT slot_name FROM pg_create_physical_replication_slot('" + slot + "', true)");
    }
    void fill(const std::string& id, int megabytes) {
        execute(
            id,
            "CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, " +
                std::to_string(megabytes * 1000) + ")"
        );
    }
    static constexpr auto streaming =
        "SELECT count(*)::text FROM pg_stat_wal_receiver WHERE status = 'streaming'";

    void await_answer(const std::string& id, const std::string& statement, const std::string& wanted) {
        const auto until = std::chrono::steady_clock::now() + 30s;
        while (sql(id, statement) != wanted)
            ASSERT_LT(std::chrono::steady_clock::now(), until) << statement;
    }
};

TEST_F(standby, is_a_copy_with_progress_that_streams_and_refuses_writes) {
    create_and_start("source");
    fill("source", 100);
    make_slot("source", "copy_slot");
    std::vector<backup_progress> seen;
    run(host_->create_standby("copy", upstream_of("copy", "source"), {}, [&](backup_progress now) {
        seen.push_back(now);
    }));
    EXPECT_EQ(host_->observe("copy").state, server_state::stopped);
    EXPECT_TRUE(host_->observe("copy").standby);
    ASSERT_FALSE(seen.empty());
    EXPECT_GT(seen.back().bytes_total, 100'000'000U);
    for (std::size_t i = 1; i < seen.size(); ++i)
        EXPECT_GE(seen[i].bytes_done, seen[i - 1].bytes_done);

    run(host_->start("copy", 30s));
    await_answer("copy", streaming, "1");
    execute("source", "CREATE TABLE later AS SELECT 7 AS answer");
    await_caught_up("copy", "source");
    EXPECT_EQ(sql("copy", "SELECT answer FROM later"), "7");
    try {
        execute("copy", "CREATE TABLE refused (a int)");
        ADD_FAILURE() << "a standby took a write";
    } catch (const pg::pg_error& error) {
        EXPECT_EQ(error.sqlstate(), "25006");
    }
    EXPECT_EQ(sql("source", "SELECT application_name FROM pg_stat_replication"), "copy");
    EXPECT_EQ(
        sql("source", "SELECT active::text FROM pg_replication_slots WHERE slot_name = 'copy_slot'"), "true"
    );
}

TEST_F(standby, promoted_is_writable_on_a_new_timeline) {
    create_and_start("source");
    create_and_start_standby("copy", "source");
    await_caught_up("copy", "source");
    run(host_->promote("copy", 30s));
    execute("copy", "CREATE TABLE written AS SELECT 1 AS answer");
    EXPECT_EQ(sql("copy", "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"), "00000002");
    EXPECT_FALSE(host_->observe("copy").standby);
    run(host_->promote("copy", 30s));
    run(host_->stop("copy", stop_mode::fast, 30s));
    run(host_->start("copy", 30s));
    EXPECT_EQ(sql("copy", "SELECT pg_is_in_recovery()::text"), "false");
    EXPECT_EQ(sql("copy", "SELECT current_setting('primary_conninfo')"), "");
}

TEST_F(standby, follows_another_upstream_without_a_restart) {
    create_and_start("source");
    create_and_start_standby("first", "source");
    create_and_start_standby("second", "source");
    const auto incarnation = host_->observe("second").incarnation;
    await_caught_up("first", "source");
    await_caught_up("second", "source");
    run(host_->promote("first", 30s));
    make_slot("first", "second_slot");
    run(host_->follow("second", upstream_of("second", "first")));
    execute("first", "CREATE TABLE moved AS SELECT 9 AS answer");
    await_caught_up("second", "first");
    EXPECT_EQ(sql("second", "SELECT answer FROM moved"), "9");
    EXPECT_EQ(host_->observe("second").incarnation, incarnation);
}

TEST_F(standby, of_a_standby) {
    create_and_start("source");
    create_and_start_standby("middle", "source");
    await_caught_up("middle", "source");
    create_and_start_standby("end", "middle");
    execute("source", "CREATE TABLE passed_on AS SELECT 3 AS answer");
    await_caught_up("middle", "source");
    await_caught_up("end", "middle");
    EXPECT_EQ(sql("end", "SELECT answer FROM passed_on"), "3");
}

TEST_F(standby, finds_its_upstream_again_on_another_port) {
    create_and_start("source");
    create_and_start_standby("copy", "source");
    const auto port = host_->observe("source").port;
    run(host_->stop("source", stop_mode::fast, 30s));
    asio::ip::tcp::acceptor thief(loop_, {asio::ip::make_address("127.0.0.1"), port});
    run(host_->start("source", 30s));
    EXPECT_NE(host_->observe("source").port, port);
    execute("source", "CREATE TABLE after_move AS SELECT 5 AS answer");
    await_caught_up("copy", "source");
    EXPECT_EQ(sql("copy", "SELECT answer FROM after_move"), "5");
}

TEST_F(standby, interrupted_while_it_is_copied_begins_anew) {
    create_and_start("source");
    fill("source", 200);
    make_slot("source", "copy_slot");
    asio::cancellation_signal interrupt;
    bool ended = false;
    std::exception_ptr outcome;
    int reports = 0;
    asio::co_spawn(
        loop_,
        host_->create_standby(
            "copy",
            upstream_of("copy", "source"),
            {},
            [&](backup_progress) {
                if (++reports == 1)
                    interrupt.emit(asio::cancellation_type::terminal);
            }
        ),
        asio::bind_cancellation_slot(
            interrupt.slot(),
            [&](std::exception_ptr error) {
                outcome = error;
                ended = true;
            }
        )
    );
    run_until([&] { return ended; });
    ASSERT_TRUE(outcome) << "the backup ended before it could be interrupted";
    EXPECT_EQ(host_->observe("copy").state, server_state::absent);
    EXPECT_THAT(host_->list(), testing::ElementsAre("copy", "source"));

    run(host_->create_standby("copy", upstream_of("copy", "source"), {}, nullptr));
    run(host_->start("copy", 30s));
    await_caught_up("copy", "source");
    EXPECT_EQ(sql("copy", "SELECT count(*)::text FROM filler"), "200000");
}

TEST_F(standby, needs_a_running_upstream_and_its_slot) {
    create_and_start("source");
    EXPECT_EQ(
        failure_of(host_->create_standby("copy", upstream_of("copy", "source"), {}, nullptr)),
        server_failure::backup_failed
    );
    EXPECT_THAT(reason_, testing::HasSubstr("copy_slot"));
    run(host_->stop("source", stop_mode::fast, 30s));
    EXPECT_EQ(
        failure_of(host_->create_standby("copy", upstream_of("copy", "source"), {}, nullptr)),
        server_failure::backup_failed
    );
}

TEST_F(standby, half_made_is_listed_and_destroyed) {
    create_and_start("source");
    failure_of(host_->create_standby("copy", upstream_of("copy", "source"), {}, nullptr));
    EXPECT_THAT(host_->list(), testing::ElementsAre("copy", "source"));
    run(host_->destroy("copy"));
    EXPECT_THAT(host_->list(), testing::ElementsAre("source"));
}

} // namespace
} // namespace borealis::replication::tests
