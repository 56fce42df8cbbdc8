// What outlives the program that started it is found again.
#include "host_fixture.hpp"

#include <csignal>
#include <sys/wait.h>

namespace borealis::replication::tests {
namespace {

class adoption : public host_test {
  protected:
    std::vector<std::string> exits_;

    void watch_exits() {
        host_->on_unexpected_exit([this](const std::string& id) { exits_.push_back(id); });
    }
};

TEST_F(adoption, a_new_host_adopts_the_running_server) {
    create_and_start("one");
    const auto before = host_->observe("one");
    const auto pid = postmaster_pid("one");
    replace_host();
    EXPECT_EQ(host_->list(), std::vector<std::string>{"one"});
    EXPECT_EQ(host_->observe("one").incarnation, before.incarnation);
    run(host_->start("one", 30s));
    EXPECT_EQ(postmaster_pid("one"), pid);
    run(host_->stop("one", stop_mode::fast, 30s));
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
}

TEST_F(adoption, a_killed_server_is_noticed_and_starts_again) {
    create_and_start("one");
    watch_exits();
    execute("one", "CREATE TABLE kept AS SELECT 42 AS answer");
    kill(postmaster_pid("one"), SIGKILL);
    run_until([&] { return !exits_.empty(); });
    EXPECT_EQ(exits_, std::vector<std::string>{"one"});
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT answer FROM kept"), "42");
    EXPECT_EQ(exits_.size(), 1U);
}

TEST_F(adoption, an_adopted_server_that_is_killed_is_noticed_too) {
    create_and_start("one");
    replace_host();
    watch_exits();
    run(host_->start("one", 30s));
    kill(postmaster_pid("one"), SIGKILL);
    run_until([&] { return !exits_.empty(); });
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT 1::text"), "1");
}

TEST_F(adoption, a_stop_that_was_asked_for_is_no_unexpected_exit) {
    create_and_start("one");
    watch_exits();
    run(host_->stop("one", stop_mode::immediate, 30s));
    run(host_->start("one", 30s));
    run(host_->destroy("one"));
    EXPECT_TRUE(exits_.empty());
}

TEST_F(adoption, a_process_id_of_somebody_else_is_not_taken_for_the_server) {
    if (on_docker())
        GTEST_SKIP() << "looks at the files of a local host";
    create_and_start("one");
    kill(postmaster_pid("one"), SIGKILL);
    run(host_->stop("one", stop_mode::immediate, 30s));
    run_until([&] { return host_->observe("one").state == server_state::stopped; });
    // Its postmaster.pid names this very process now.
    const auto file = scratch_.path() / "servers" / "one" / "data" / "postmaster.pid";
    std::FILE* text = std::fopen(file.c_str(), "w");
    ASSERT_NE(text, nullptr);
    std::fprintf(text, "%d\n", static_cast<int>(getpid()));
    std::fclose(text);
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT 1::text"), "1");
}

// The parent-death signal comes with the end of the thread that started the server: here, of a child of ours.
TEST_F(adoption, an_ephemeral_server_dies_with_its_program) {
    if (on_docker())
        GTEST_SKIP() << "removed by the next host: see tests/integration/docker";
    run(host_->create_primary("one", spec(), {}));
    const pid_t program = fork();
    if (program == 0) {
        asio::io_context loop(1);
        local_host_options options;
        options.directory = scratch_.path() / "servers";
        options.cache_directory = scratch_.path() / "cache";
        options.ephemeral = true;
        const auto host = make_local_host(loop, options);
        bool started = false;
        asio::co_spawn(loop, host->start("one", 30s), [&](std::exception_ptr error) {
            started = !error;
            loop.stop();
        });
        loop.run();
        _exit(started && host->observe("one").state == server_state::running ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(program, &status, 0), program);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    run_until([&] { return host_->observe("one").state == server_state::stopped; }, 20s);
}

} // namespace
} // namespace borealis::replication::tests
