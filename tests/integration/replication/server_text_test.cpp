// What is written to and read from PostgreSQL's files: pure text.
#include "replication/server/configuration_files.hpp"
#include "replication/server/local/install_tree.hpp"
#include "replication/server/local/postmaster_file.hpp"
#include "replication/server/local/version_discovery.hpp"
#include "replication/server/server_failures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace borealis::replication::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(postgresql_conf, has_every_parameter_once_and_the_hosts_word_is_last) {
    const auto text = render_postgresql_conf(
        {{"a.b", "default"}, {"work_mem", "1MB"}}, {{"work_mem", "2MB"}, {"port", "1"}}, {{"port", "2"}}
    );
    EXPECT_THAT(text, testing::EndsWith("a.b = 'default'\nport = '2'\nwork_mem = '2MB'\n"));
    EXPECT_THAT(text, Not(HasSubstr("1MB")));
}

TEST(postgresql_conf, quotes_what_could_end_a_value) {
    EXPECT_THAT(
        render_postgresql_conf({}, {{"x", "it's \\ two\nlines"}}, {}),
        testing::EndsWith("x = 'it''s \\\\ two\\nlines'\n")
    );
}

TEST(postgresql_conf, allows_for_the_segment_size) {
    EXPECT_EQ(wal_size_parameters(16).at("min_wal_size"), "80MB");
    EXPECT_EQ(wal_size_parameters(64).at("max_wal_size"), "4096MB");
}

TEST(postgresql_conf, refuses_names_that_could_be_more_than_a_name) {
    for (const char* name : {"", "1a", "a b", "a=b", "a\nb", "include '/etc/passwd'"})
        EXPECT_THROW(render_postgresql_conf({}, {{name, "1"}}, {}), server_error) << name;
}

TEST(primary_conninfo, quotes_its_values) {
    upstream_spec upstream;
    upstream.user = "it's";
    upstream.application_name = "a b\\";
    upstream_address address;
    address.host = "/run/x y";
    address.port = 5432;
    EXPECT_EQ(
        render_primary_conninfo(upstream, address),
        "host='/run/x y' port='5432' user='it\\'s' application_name='a b\\\\'"
    );
}

TEST(pg_hba, lets_local_roles_in_before_the_given_rules) {
    EXPECT_EQ(
        render_pg_hba({"host all all all scram-sha-256"}),
        "local all all trust\nlocal replication all trust\nhost all all all scram-sha-256\n"
    );
}

TEST(version, is_read_from_what_postgres_says) {
    const auto debian = local::parse_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n");
    ASSERT_TRUE(debian);
    EXPECT_EQ(debian->major, 15);
    EXPECT_EQ(debian->minor, 18);
    EXPECT_EQ(debian->text, "15.18");
    EXPECT_EQ(local::parse_version("postgres (PostgreSQL) 17devel").value_or(pg_version{}).text, "17.0");
    EXPECT_FALSE(local::parse_version("postgres (EnterpriseDB) 15.1"));
    EXPECT_FALSE(local::parse_version("postgres (PostgreSQL) x"));
    EXPECT_FALSE(local::parse_version(""));
}

TEST(postmaster_pid, is_understood_while_it_is_being_written) {
    const auto complete =
        local::parse_postmaster_file("4711\n/data\n1700000000\n5432\n/run\n127.0.0.1\n  1 2\nready   \n");
    ASSERT_TRUE(complete);
    EXPECT_EQ(complete->pid, 4711);
    EXPECT_EQ(complete->started, 1700000000);
    EXPECT_EQ(complete->port, 5432);
    EXPECT_EQ(complete->status, "ready");
    const auto begun = local::parse_postmaster_file("4711\n/data\n1700000000\n");
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->port, 0);
    EXPECT_EQ(begun->status, "");
    EXPECT_FALSE(local::parse_postmaster_file(""));
    EXPECT_FALSE(local::parse_postmaster_file("-12\n/data\n")); // single-user mode
}

TEST(postmaster_pid, tells_one_postmaster_from_the_next) {
    const auto first = local::parse_postmaster_file("100\n/data\n1700000000\n");
    const auto same_second = local::parse_postmaster_file("101\n/data\n1700000000\n");
    const auto same_id = local::parse_postmaster_file("100\n/data\n1700000001\n");
    EXPECT_NE(first->incarnation(), same_second->incarnation());
    EXPECT_NE(first->incarnation(), same_id->incarnation());
}

TEST(control_file, is_made_to_say_that_its_extension_is_trusted) {
    EXPECT_EQ(local::trusting_control("comment = 'x'\ntrusted = false"), "comment = 'x'\ntrusted = true\n");
    EXPECT_EQ(local::trusting_control("# trusted by nobody\n"), "# trusted by nobody\ntrusted = true\n");
}

TEST(messages, tell_which_failure_it_was) {
    const auto otherwise = server_failure::start_failed;
    EXPECT_EQ(
        classify_messages(
            "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use", otherwise
        ),
        server_failure::port_taken
    );
    EXPECT_EQ(
        classify_messages("FATAL:  could not write: No space left on device", otherwise),
        server_failure::disk_full
    );
    EXPECT_EQ(classify_messages("FATAL:  something else", otherwise), otherwise);
}

} // namespace
} // namespace borealis::replication::tests
