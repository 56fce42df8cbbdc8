// What a server uses of its machine: processor, memory, storage calls and network, of all its processes, also
// of those that have ended.
#include "host_fixture.hpp"

#include <unistd.h>

namespace borealis::replication::tests {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;

class usage : public host_test {
  protected:
    /// A client over TCP, as users have it.
    pg::connect_options client_of(const std::string& id) {
        pg::connect_options client;
        client.host = host_->client_address(id);
        client.port = host_->observe(id).port;
        client.user = "app";
        client.database = "app";
        client.password = "correct horse";
        return client;
    }

    void create_with_client(const std::string& id) {
        server_settings settings;
        settings.hba_rules = {"host app app 127.0.0.1/32 scram-sha-256", "host replication all all trust"};
        create_and_start(id, settings);
        execute(id, "ALTER ROLE app PASSWORD " + pg::quote_literal(pg::scram_verifier("correct horse")));
    }

    server_usage now(const std::string& id) {
        const auto read = host_->usage(id);
        if (!read)
            throw std::runtime_error("no usage of " + id);
        return *read;
    }
};

TEST_F(usage, nothing_is_known_of_what_does_not_run) {
    EXPECT_FALSE(host_->usage("nobody"));
    run(host_->create_primary("one", spec(), {}));
    EXPECT_FALSE(host_->usage("one"));
}

TEST_F(usage, processor_time_of_sessions_stays_when_they_end) {
    create_and_start("one");
    const auto before = now("one");
    EXPECT_EQ(before.incarnation, host_->observe("one").incarnation);
    EXPECT_GE(before.cpu_count, 1);
    execute("one", "DO $$ BEGIN FOR i IN 1..1500000 LOOP PERFORM 1; END LOOP; END $$");
    const auto busy = now("one");
    EXPECT_GT(busy.cpu_seconds, before.cpu_seconds + 0.02);
    EXPECT_LT(
        busy.cpu_seconds - before.cpu_seconds,
        std::chrono::duration<double>(busy.at - before.at).count() * busy.cpu_count + 0.05
    );
    for (int i = 0; i < 5; ++i) {
        const auto after = now("one");
        EXPECT_GE(after.cpu_seconds, busy.cpu_seconds);
        EXPECT_GE(after.writes, busy.writes);
    }
}

TEST_F(usage, memory_is_that_of_the_whole_server) {
    create_and_start("one");
    const auto used = now("one");
    EXPECT_GT(used.memory_bytes, 5 * mebibyte);
    ASSERT_TRUE(used.memory_available_bytes);
    EXPECT_GT(*used.memory_available_bytes, used.memory_bytes);
}

TEST_F(usage, storage_is_that_of_the_whole_server) {
    create_and_start("one");
    const auto before = now("one");
    if (on_docker() && !before.write_bytes)
        GTEST_SKIP() << "the kernel's cgroups count no block I/O here, so the engine knows of none";
    ASSERT_TRUE(before.writes && before.write_bytes);
    execute("one", "CREATE TABLE filled AS SELECT repeat('x', 1000) FROM generate_series(1, 20000)");
    execute("one", "CHECKPOINT");
    auto after = now("one");
    if (on_docker()) { // counted is what reaches the disk: in few requests, once the kernel writes it
        ::sync();
        run_until([&] {
            after = now("one");
            return *after.write_bytes > *before.write_bytes + 20 * mebibyte;
        });
        EXPECT_GT(*after.writes, *before.writes);
        return;
    }
    EXPECT_GT(*after.writes, *before.writes + 1000); // 20 MB in pages of 8 kB, and its WAL
    EXPECT_GT(*after.write_bytes, *before.write_bytes + 20 * mebibyte);
}

TEST_F(usage, a_restart_begins_anew) {
    create_and_start("one");
    execute("one", "DO $$ BEGIN FOR i IN 1..1500000 LOOP PERFORM 1; END LOOP; END $$");
    const auto before = now("one");
    run(host_->stop("one", stop_mode::fast, 30s));
    EXPECT_FALSE(host_->usage("one"));
    run(host_->start("one", 30s));
    const auto after = now("one");
    EXPECT_NE(after.incarnation, before.incarnation);
    EXPECT_LT(after.cpu_seconds, before.cpu_seconds);
}

TEST_F(usage, bytes_of_connections_count_in_full_also_of_those_that_came_and_went) {
    create_with_client("one");
    const auto before = now("one");
    if (!before.sent_bytes)
        GTEST_SKIP() << "this kernel has no socket diagnosis";
    sql(client_of("one"), "SELECT repeat('x', 3000000)");
    sql(client_of("one"), "SELECT length('" + std::string(2'000'000, 'x') + "')");
    server_usage after;
    run_until(
        [&] { // the kernel lets go of a connection a moment after its end
            after = now("one");
            return *after.sent_bytes > *before.sent_bytes + 3'000'000 &&
                   *after.received_bytes > *before.received_bytes + 2'000'000;
        },
        5s
    );
    EXPECT_LT(*after.sent_bytes, *before.sent_bytes + 3'100'000);
    EXPECT_LT(*after.received_bytes, *before.received_bytes + 2'100'000);

    create_with_client("two");
    EXPECT_LT(*now("two").sent_bytes, 100'000U);
}

} // namespace
} // namespace borealis::replication::tests
