// Options, their environment variables, and what is refused.
#include "emulator/app/command_line.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

namespace borealis::emulator {
namespace {

template <typename... Arguments>
invocation parsed(const Arguments*... arguments) {
    const char* const all[] = {"borealis", arguments...};
    return std::get<invocation>(read_command_line(static_cast<int>(std::size(all)), all));
}

template <typename... Arguments>
int refused(const Arguments*... arguments) {
    const char* const all[] = {"borealis", arguments...};
    return std::get<exit_status>(read_command_line(static_cast<int>(std::size(all)), all)).value;
}

struct environment_variable {
    environment_variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~environment_variable() { ::unsetenv(name_); }
    const char* name_;
};

TEST(command_line, serves_on_loopback_unless_told_otherwise) {
    const auto [what, options] = parsed("serve");
    EXPECT_EQ(what, command::serve);
    EXPECT_EQ(options.listen_address, "127.0.0.1");
    EXPECT_EQ(options.listen_port, 4566);
    EXPECT_EQ(options.server_address, "127.0.0.1");
    EXPECT_EQ(options.speed, pace::fast);
    EXPECT_FALSE(options.ephemeral);
    EXPECT_FALSE(options.verify_signatures);
    EXPECT_FALSE(options.data_directory.empty());
    EXPECT_FALSE(options.cache_directory.empty());
}

TEST(command_line, takes_names_of_this_machine_in_any_case) {
    EXPECT_EQ(
        parsed("serve", "--host-names", "Borealis,ci.example").options.host_names,
        (std::vector<std::string>{"borealis", "ci.example"})
    );
    EXPECT_TRUE(parsed("serve").options.host_names.empty());
}

TEST(command_line, the_lag_is_precise_unless_that_of_aws_is_wanted) {
    EXPECT_EQ(parsed("serve").options.replica_lag, lag_formula::precise);
    EXPECT_EQ(parsed("serve", "--replica-lag", "aws").options.replica_lag, lag_formula::aws);
    EXPECT_NE(refused("serve", "--replica-lag", "none"), 0);
}

TEST(command_line, reads_every_option) {
    const auto [what, options] = parsed(
        "serve",
        "--listen",
        "[::1]:0",
        "--data-dir",
        "/d",
        "--cache-dir",
        "/c",
        "--durable",
        "--pace",
        "realistic",
        "--server-address",
        "10.0.0.1",
        "--reader-address",
        "10.0.0.2",
        "--advertised-host",
        "db",
        "--advertised-reader-host",
        "ro",
        "--server-ports",
        "2000-2010",
        "--log-level",
        "debug"
    );
    EXPECT_EQ(options.listen_address, "::1");
    EXPECT_EQ(options.listen_port, 0);
    EXPECT_EQ(options.data_directory, "/d");
    EXPECT_EQ(options.cache_directory, "/c");
    EXPECT_TRUE(options.durable);
    EXPECT_EQ(options.speed, pace::realistic);
    EXPECT_EQ(options.server_address, "10.0.0.1");
    EXPECT_EQ(options.reader_address, "10.0.0.2");
    EXPECT_EQ(options.advertised_host, "db");
    EXPECT_EQ(options.advertised_reader_host, "ro");
    EXPECT_EQ(options.first_server_port, 2000);
    EXPECT_EQ(options.last_server_port, 2010);
    EXPECT_EQ(options.log_level, "debug");
}

TEST(command_line, environment_variables_stand_in_and_options_win) {
    const environment_variable listen("BOREALIS_LISTEN", "127.0.0.1:7000");
    const environment_variable ephemeral("BOREALIS_EPHEMERAL", "true");
    EXPECT_EQ(parsed("serve").options.listen_port, 7000);
    EXPECT_TRUE(parsed("serve").options.ephemeral);
    EXPECT_EQ(parsed("serve", "--listen", "127.0.0.1:7001").options.listen_port, 7001);
    EXPECT_EQ(parsed("env").options.listen_port, 7000);
}

TEST(command_line, an_ephemeral_emulator_has_no_directory_of_its_own_choice) {
    EXPECT_TRUE(parsed("serve", "--ephemeral").options.data_directory.empty());
    EXPECT_EQ(parsed("serve", "--ephemeral", "--data-dir", "/d").options.data_directory, "/d");
}

TEST(command_line, one_endpoint_is_both_where_servers_listen_everywhere) {
    EXPECT_EQ(parsed("serve", "--server-address", "0.0.0.0").options.reader_address, "0.0.0.0");
}

TEST(command_line, refuses_what_it_cannot_read) {
    EXPECT_NE(refused("serve", "--no-such-option"), 0);
    EXPECT_NE(refused("serve", "--pace", "slow"), 0);
    EXPECT_NE(refused("nonsense"), 0);
    EXPECT_NE(refused(), 0);
    EXPECT_EQ(refused("--help"), 0);
    EXPECT_THROW(parsed("serve", "--listen", "4566"), std::runtime_error);
    EXPECT_THROW(parsed("serve", "--listen", "example.com:1"), std::runtime_error);
    EXPECT_THROW(parsed("serve", "--listen", "127.0.0.1:65536"), std::runtime_error);
    EXPECT_THROW(parsed("serve", "--server-ports", "3000-2000"), std::runtime_error);
    EXPECT_THROW(parsed("serve", "--server-ports", "3000"), std::runtime_error);
    EXPECT_THROW(parsed("serve", "--server-address", "nowhere"), std::runtime_error);
}

TEST(command_line, verifying_signatures_needs_keys) {
    EXPECT_THROW(parsed("serve", "--auth", "verify"), std::runtime_error);
    const environment_variable keys("BOREALIS_ACCESS_KEYS", "AKID secret");
    const auto options = parsed("serve", "--auth", "verify").options;
    EXPECT_TRUE(options.verify_signatures);
    EXPECT_EQ(options.access_keys.at("AKID"), "secret");
    EXPECT_TRUE(parsed("serve").options.access_keys.empty());
}

} // namespace
} // namespace borealis::emulator
