// What can go wrong on a machine ends in a failure that says so, and never in a server that is half there.
#include "host_fixture.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/mount.h>
#include <unistd.h>

namespace borealis::replication::tests {
namespace {

namespace fs = std::filesystem;

class trouble : public host_test {};

// Its servers lie on a small file system of their own.
class small_disk : public host_test {
  protected:
    void mount_small(int megabytes) {
        if (on_docker())
            GTEST_SKIP() << "volumes lie where the engine has them";
        fs::create_directory(place_);
        const auto options = "mode=0711,size=" + std::to_string(megabytes) + "m";
        if (mount("none", place_.c_str(), "tmpfs", 0, options.c_str()) != 0)
            GTEST_SKIP() << "no small file system can be mounted here: " << std::strerror(errno);
        mounted_ = true;
        host_ = make_host(place_);
    }
    ~small_disk() override {
        clear();
        if (mounted_ && umount(place_.c_str()) != 0)
            ADD_FAILURE() << "could not unmount " << place_ << ": " << std::strerror(errno);
    }

    const fs::path place_ = scratch_.path() / "small";

  private:
    bool mounted_ = false;
};

TEST_F(trouble, a_port_that_was_asked_for_and_is_taken) {
    asio::ip::tcp::acceptor thief(loop_, {asio::ip::make_address("127.0.0.1"), 0});
    server_settings settings;
    settings.port = thief.local_endpoint().port();
    run(host_->create_primary("one", spec(), settings));
    EXPECT_EQ(failure_of(host_->start("one", 30s)), server_failure::port_taken);
    EXPECT_THAT(reason_, testing::HasSubstr(std::to_string(settings.port)));
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    thief.close();
    run(host_->start("one", 30s));
    EXPECT_EQ(host_->observe("one").port, settings.port);
}

TEST_F(trouble, a_port_that_nobody_asked_for_is_replaced) {
    create_and_start("one");
    const auto port = host_->observe("one").port;
    run(host_->stop("one", stop_mode::fast, 30s));
    asio::ip::tcp::acceptor thief(loop_, {asio::ip::make_address("127.0.0.1"), port});
    run(host_->start("one", 30s));
    EXPECT_NE(host_->observe("one").port, port);
}

TEST_F(trouble, two_hosts_at_once_never_share_a_port) {
    using namespace asio::experimental::awaitable_operators;
    const auto other = make_host(scratch_.path() / "others");
    std::vector<std::uint16_t> ports;
    for (const char* id : {"one", "two", "three"}) {
        run(host_->create_primary(id, spec(), {}));
        run(other->create_primary(id, spec(), {}));
        run(host_->start(id, 30s) && other->start(id, 30s));
        ports.push_back(host_->observe(id).port);
        ports.push_back(other->observe(id).port);
    }
    std::sort(ports.begin(), ports.end());
    EXPECT_EQ(std::unique(ports.begin(), ports.end()), ports.end());
    for (const auto& id : other->list())
        run(other->destroy(id));
}

TEST_F(trouble, a_version_that_is_not_installed) {
    auto wanted = spec();
    wanted.major = 999;
    EXPECT_EQ(failure_of(host_->create_primary("one", wanted, {})), server_failure::version_missing);
    EXPECT_TRUE(host_->list().empty());
}

TEST_F(trouble, settings_that_postgres_refuses) {
    server_settings settings;
    settings.parameters = {{"shared_buffers", "plenty"}};
    run(host_->create_primary("one", spec(), settings));
    EXPECT_EQ(failure_of(host_->start("one", 30s)), server_failure::start_failed);
    EXPECT_THAT(reason_, testing::HasSubstr("shared_buffers"));
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    run_until([&] { return host_->log_tail("one", 1000).find("shared_buffers") != std::string::npos; });
    run(host_->configure("one", {}));
    run(host_->start("one", 30s));
}

TEST_F(trouble, a_data_directory_that_is_damaged) {
    if (on_docker())
        GTEST_SKIP() << "looks at the files of a local host";
    run(host_->create_primary("one", spec(), {}));
    fs::remove(scratch_.path() / "servers" / "one" / "data" / "global" / "pg_control");
    EXPECT_EQ(failure_of(host_->start("one", 30s)), server_failure::start_failed);
    EXPECT_THAT(reason_, testing::HasSubstr("pg_control"));
}

// An installation that goes away while the host knows of it: a copy of the installed programs, listed first.
TEST_F(trouble, binaries_that_went_away) {
    if (on_docker())
        GTEST_SKIP() << "looks at the files of a local host";
    const std::string postgres =
        "/usr/lib/postgresql/" + std::to_string(newest_major(*host_)) + "/bin/postgres";
    if (access(postgres.c_str(), X_OK) != 0)
        GTEST_SKIP() << "needs a server in Debian's place";
    const auto bin = scratch_.path() / "bin";
    fs::create_directory(bin);
    std::FILE* script = std::fopen((bin / "postgres").c_str(), "w");
    ASSERT_NE(script, nullptr);
    std::fputs("#!/bin/sh\necho 'postgres (PostgreSQL) 42.7'\n", script);
    std::fclose(script);
    fs::permissions(bin / "postgres", fs::perms(0755));
    setenv("BOREALIS_POSTGRES_BINDIRS", bin.c_str(), 1);
    const auto host = make_host(scratch_.path() / "others");
    unsetenv("BOREALIS_POSTGRES_BINDIRS");
    EXPECT_EQ(host->versions().back().text, "42.7");
    auto wanted = spec();
    wanted.major = 42;
    EXPECT_EQ(failure_of(host->create_primary("one", wanted, {})), server_failure::binary_missing);
    EXPECT_THAT(reason_, testing::HasSubstr("initdb"));
}

TEST_F(small_disk, refuses_a_primary) {
    mount_small(12);
    if (IsSkipped())
        return;
    EXPECT_EQ(failure_of(host_->create_primary("one", spec(), {})), server_failure::disk_full);
    EXPECT_EQ(host_->observe("one").state, server_state::absent);
    run(host_->destroy("one"));
    EXPECT_TRUE(fs::is_empty(place_));
}

TEST_F(small_disk, fills_up_during_a_base_backup) {
    mount_small(160);
    if (IsSkipped())
        return;
    create_and_start("source");
    sql("source", "SELECT slot_name FROM pg_create_physical_replication_slot('copy_slot', true)");
    execute("source", "CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 40000)");
    EXPECT_EQ(
        failure_of(host_->create_standby("copy", upstream_of("copy", "source"), {}, nullptr)),
        server_failure::disk_full
    );
    EXPECT_THAT(host_->list(), testing::ElementsAre("copy", "source"));
    run(host_->destroy("copy"));
    EXPECT_EQ(sql("source", "SELECT count(*)::text FROM filler"), "40000");
}

TEST_F(trouble, a_server_that_will_not_stop_is_stopped_by_force) {
    create_and_start("one");
    const auto pid = postmaster_pid("one");
    kill(pid, SIGSTOP); // deaf to requests to stop
    run(host_->stop("one", stop_mode::immediate, 200ms));
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT 1::text"), "1");
}

TEST_F(trouble, a_start_that_takes_too_long_can_be_continued) {
    run(host_->create_primary("one", spec(), {}));
    EXPECT_EQ(failure_of(host_->start("one", 1ms)), server_failure::timed_out);
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT 1::text"), "1");
}

} // namespace
} // namespace borealis::replication::tests
