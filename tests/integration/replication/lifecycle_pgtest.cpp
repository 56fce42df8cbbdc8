// A primary's life: made from a template, started, asked, configured, stopped, removed.
#include "host_fixture.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <csignal>

namespace borealis::replication::tests {
namespace {

namespace fs = std::filesystem;

class lifecycle : public host_test {};

TEST_F(lifecycle, versions_are_ascending_majors) {
    const auto versions = host_->versions();
    ASSERT_FALSE(versions.empty());
    for (std::size_t i = 1; i < versions.size(); ++i)
        EXPECT_LT(versions[i - 1].major, versions[i].major);
    EXPECT_EQ(
        versions.back().text,
        std::to_string(versions.back().major) + "." + std::to_string(versions.back().minor)
    );
}

TEST_F(lifecycle, a_server_is_created_started_stopped_and_started_again) {
    EXPECT_EQ(host_->observe("one").state, server_state::absent);
    run(host_->create_primary("one", spec(), {}));
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    EXPECT_EQ(host_->observe("one").port, 0);

    run(host_->start("one", 30s));
    const auto first = host_->observe("one");
    EXPECT_EQ(first.state, server_state::running);
    EXPECT_FALSE(first.standby);
    EXPECT_EQ(
        sql("one", "SELECT current_user || current_setting('port')"), "owner" + std::to_string(first.port)
    );
    EXPECT_EQ(sql("one", "SHOW server_version_num").substr(0, 2), std::to_string(newest_major(*host_)));
    execute("one", "CREATE TABLE kept AS SELECT 42 AS answer");

    run(host_->stop("one", stop_mode::fast, 30s));
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    run(host_->stop("one", stop_mode::fast, 30s));

    run(host_->start("one", 30s));
    run(host_->start("one", 30s));
    const auto second = host_->observe("one");
    EXPECT_NE(second.incarnation, first.incarnation);
    EXPECT_EQ(second.port, first.port);
    EXPECT_EQ(sql("one", "SELECT answer FROM kept"), "42");
}

TEST_F(lifecycle, clients_reach_it_on_loopback_by_the_given_rules_only) {
    server_settings settings;
    // A container sees clients at its network's gateway.
    settings.hba_rules = {
        on_docker() ? "host app app all scram-sha-256" : "host app app 127.0.0.1/32 scram-sha-256"};
    create_and_start("one", settings);
    execute("one", "ALTER ROLE app PASSWORD " + pg::quote_literal(pg::scram_verifier("correct horse")));

    pg::connect_options client;
    client.host = host_->client_address("one");
    client.port = host_->observe("one").port;
    client.user = "app";
    client.database = "app";
    client.password = "correct horse";
    EXPECT_EQ(sql(client, "SELECT current_user::text"), "app");
    EXPECT_EQ(sql(client, "SELECT inet_server_addr() = '127.0.0.1'"), on_docker() ? "f" : "t");
    client.password = "wrong";
    EXPECT_THROW(sql(client, "SELECT 1"), pg::pg_error);
    client.user = "owner";
    EXPECT_THROW(sql(client, "SELECT 1"), pg::pg_error);
}

TEST_F(lifecycle, settings_are_replaced_in_full_and_reloaded) {
    server_settings settings;
    settings.parameters = {{"work_mem", "12MB"}, {"search_path", "\"it's\", pub\\lic"}};
    create_and_start("one", settings);
    EXPECT_EQ(sql("one", "SHOW work_mem"), "12MB");
    EXPECT_EQ(sql("one", "SHOW search_path"), "\"it's\", pub\\lic");

    settings.parameters = {{"statement_timeout", "77s"}};
    run(host_->configure("one", settings));
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (sql("one", "SHOW statement_timeout") != "77s" && std::chrono::steady_clock::now() < until) {
    }
    EXPECT_EQ(sql("one", "SHOW statement_timeout"), "77s");
    EXPECT_EQ(sql("one", "SHOW work_mem"), "4MB");
}

TEST_F(lifecycle, creating_again_applies_the_settings_and_keeps_the_data) {
    create_and_start("one");
    execute("one", "CREATE TABLE kept AS SELECT 42 AS answer");
    run(host_->stop("one", stop_mode::fast, 30s));
    server_settings settings;
    settings.parameters = {{"work_mem", "13MB"}};
    run(host_->create_primary("one", spec(), settings));
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT answer::text || current_setting('work_mem') FROM kept"), "4213MB");
}

TEST_F(lifecycle, an_unprivileged_user_creates_trusted_extensions_and_no_others) {
    create_and_start("one");
    const auto app = host_->local_access("one", "app", "app");
    execute(app, "CREATE EXTENSION pg_buffercache");
    EXPECT_EQ(sql(app, "SELECT count(*)::text FROM pg_extension WHERE extname = 'pg_buffercache'"), "1");
    EXPECT_EQ(sql(app, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"), "false");
    EXPECT_THROW(execute(app, "CREATE EXTENSION pageinspect"), pg::pg_error);
}

TEST_F(lifecycle, stats_tell_data_wal_and_free_space) {
    create_and_start("one");
    const auto before = host_->stats("one");
    EXPECT_EQ(before.wal_bytes % (64U << 20U), 0U);
    EXPECT_GE(before.wal_bytes, 64U << 20U);
    EXPECT_GT(before.disk_free_bytes, 0U);
    execute(
        "one", "CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 10000); CHECKPOINT"
    );
    const auto after = host_->stats("one");
    EXPECT_GE(after.data_bytes, before.data_bytes + 10'000'000U);
    EXPECT_LT(after.data_bytes, before.data_bytes + 20'000'000U);
}

TEST_F(lifecycle, destroy_leaves_nothing) {
    create_and_start("one");
    const auto pid = postmaster_pid("one");
    const auto sockets = host_->local_access("one", "owner", "postgres").host;
    run(host_->destroy("one"));
    EXPECT_EQ(kill(pid, 0), -1);
    EXPECT_FALSE(fs::exists(sockets)); // an address, of a container
    EXPECT_FALSE(fs::exists(scratch_.path() / "servers" / "one"));
    EXPECT_EQ(host_->observe("one").state, server_state::absent);
    EXPECT_TRUE(host_->list().empty());
    run(host_->destroy("one"));
}

// A socket's path has at most 107 bytes: beside a long id there is less room, in a long directory there is
// none.
TEST_F(lifecycle, a_long_path_gets_its_socket_elsewhere) {
    if (on_docker())
        GTEST_SKIP() << "containers are reached over TCP";
    const auto deep = scratch_.path() / std::string(100, 'd');
    for (const auto& [directory, id] :
         {std::pair(scratch_.path() / "short", std::string(70, 'i')), std::pair(deep, std::string("one"))}) {
        auto host = make_host(directory);
        run(host->create_primary(id, spec(), {}));
        run(host->start(id, 30s));
        const auto access = host->local_access(id, "owner", "postgres");
        EXPECT_EQ(access.host.starts_with(directory.native()), directory != deep);
        EXPECT_EQ(sql(access, "SELECT 1::text"), "1");
        EXPECT_EQ(fs::status(access.host).permissions(), fs::perms(0700));
        EXPECT_EQ(host->list(), std::vector<std::string>{id});
        run(host->destroy(id));
        EXPECT_FALSE(fs::exists(access.host));
    }
}

TEST_F(lifecycle, nothing_of_a_server_is_readable_by_others) {
    create_and_start("one");
    for (const auto& entry : fs::recursive_directory_iterator(scratch_.path() / "servers" / "one")) {
        if (entry.is_symlink() || entry.is_socket())
            continue;
        EXPECT_EQ(entry.status().permissions() & fs::perms(0077), fs::perms::none) << entry.path();
    }
    EXPECT_EQ(fs::status(scratch_.path() / "servers" / "one").permissions(), fs::perms(0700));
}

TEST_F(lifecycle, two_servers_of_one_template_are_different_clusters) {
    create_and_start("one");
    create_and_start("two");
    const std::string identifier = "SELECT system_identifier::text FROM pg_control_system()";
    EXPECT_NE(sql("one", identifier), sql("two", identifier));
    EXPECT_NE(host_->observe("one").port, host_->observe("two").port);
}

TEST_F(lifecycle, two_hosts_make_a_template_only_once) {
    if (on_docker())
        GTEST_SKIP() << "looks at the files of a local host";
    using namespace asio::experimental::awaitable_operators;
    local_host_options options;
    options.cache_directory = scratch_.path() / "fresh";
    options.directory = scratch_.path() / "left";
    const auto left = make_local_host(loop_, options);
    options.directory = scratch_.path() / "right";
    const auto right = make_local_host(loop_, options);
    run(left->create_primary("one", spec(), {}) && right->create_primary("one", spec(), {}));
    EXPECT_EQ(left->observe("one").state, server_state::stopped);
    EXPECT_EQ(right->observe("one").state, server_state::stopped);
    std::vector<std::string> kept;
    for (const auto& entry : fs::directory_iterator(scratch_.path() / "fresh" / "templates"))
        kept.push_back(entry.path().extension());
    EXPECT_THAT(kept, testing::UnorderedElementsAre(testing::Not(".making"), ".lock"));
}

TEST_F(lifecycle, ids_that_could_leave_the_directory_are_refused) {
    for (const char* id : {"", "..", "a/b", "a.incoming", "a b"})
        EXPECT_EQ(failure_of(host_->create_primary(id, spec(), {})), server_failure::io_error) << id;
    EXPECT_TRUE(host_->list().empty());
}

} // namespace
} // namespace borealis::replication::tests
