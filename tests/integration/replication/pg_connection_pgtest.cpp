// Connections to a real server: results, errors, deadlines, logins.
#include "blocking.hpp"
#include "pg_pair.hpp"
#include "replication/deadline.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <fstream>

#include <gmock/gmock.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class connection : public ::testing::Test {
  protected:
    pg::connection open(pg::connect_options access, std::chrono::milliseconds timeout = 5s) {
        return run_blocking(loop_, pg::connection::open(std::move(access), timeout));
    }
    pg::connection open() { return open(pair_.primary().access()); }

    pg::result query(pg::connection& link, std::string sql, std::vector<pg::parameter> parameters = {}) {
        return run_blocking(loop_, link.query(std::move(sql), std::move(parameters)));
    }

    template <typename Work>
    static pg::pg_error error_of(Work work) {
        try {
            work();
        } catch (const pg::pg_error& error) {
            return error;
        }
        ADD_FAILURE() << "nothing failed";
        return pg::pg_error("");
    }

    pg_pair pair_;
    asio::io_context loop_{1};
};

TEST_F(connection, passes_parameters_and_nulls_both_ways) {
    auto link = open();
    const auto rows = query(link, "select $1::text, $2::text, $3::int + 1", {"o'clock", std::nullopt, "41"});
    ASSERT_EQ(rows.rows(), 1U);
    EXPECT_EQ(rows.at(0, 0), "o'clock");
    EXPECT_EQ(rows.at(0, 1), std::nullopt);
    EXPECT_EQ(rows.at(0, 2), "42");
    EXPECT_THROW(rows.at(1, 0), std::out_of_range);
    EXPECT_EQ(query(link, "select 'one' from generate_series(1, 3)").rows(), 3U);
    EXPECT_THROW(query(link, "select null").scalar(), pg::pg_error);
}

TEST_F(connection, reports_sqlstate_and_stays_usable_after_an_error) {
    auto link = open();
    const auto error = error_of([&] { query(link, "select * from nowhere"); });
    EXPECT_EQ(error.sqlstate(), "42P01");
    EXPECT_THAT(error.what(), HasSubstr("nowhere"));
    EXPECT_EQ(query(link, "select 1").scalar(), "1");
}

TEST_F(connection, gives_up_at_the_deadline_and_is_unusable_then) {
    auto link = open();
    const auto late = error_of([&] { run_blocking(loop_, link.query("select pg_sleep(30)", {}, 200ms)); });
    EXPECT_EQ(late.sqlstate(), "");
    EXPECT_THAT(late.what(), HasSubstr("200 ms"));
    EXPECT_THAT(error_of([&] { query(link, "select 1"); }).what(), HasSubstr("unusable"));
}

TEST_F(connection, notices_a_session_that_the_server_ends) {
    auto link = open();
    const auto pid = query(link, "select pg_backend_pid()").scalar();
    auto other = open();
    query(other, "select pg_terminate_backend($1::int, 5000)", {pid});
    const auto ended = error_of([&] { query(link, "select 1"); });
    EXPECT_EQ(ended.sqlstate(), "57P01") << ended.what();
    EXPECT_THROW(query(link, "select 1"), pg::pg_error);
}

TEST_F(connection, runs_each_statement_of_a_script_in_its_own_transaction) {
    auto link = open();
    run_blocking(
        loop_,
        link.script("create database one; create table t (a text);\n"
                    "do $$ begin perform 1; end $$; insert into t values (';'); -- the end")
    );
    EXPECT_EQ(query(link, "select a from t").scalar(), ";");
    const auto error = error_of([&] {
        run_blocking(loop_, link.script("insert into t values ('2'); select 1/0; drop table t"));
    });
    EXPECT_EQ(error.sqlstate(), "22012");
    EXPECT_EQ(query(link, "select count(*) from t").scalar(), "2");
    run_blocking(loop_, link.script("begin; delete from t; rollback"));
    EXPECT_EQ(query(link, "select count(*) from t").scalar(), "2");
}

TEST_F(connection, refuses_copy) {
    auto link = open();
    EXPECT_THAT(
        error_of([&] { run_blocking(loop_, link.script("copy ledger from stdin")); }).what(),
        HasSubstr("COPY")
    );
    EXPECT_THAT(error_of([&] { query(link, "select 1"); }).what(), HasSubstr("unusable"));
}

TEST_F(connection, moves_results_larger_than_the_socket_buffers) {
    auto link = open();
    const std::string large(8'000'000, 'x');
    EXPECT_EQ(query(link, "select $1::text", {large}).scalar(), large);
}

TEST_F(connection, says_why_a_login_is_refused) {
    auto access = pair_.primary().access();
    access.database = "nowhere";
    EXPECT_EQ(error_of([&] { open(access); }).sqlstate(), "3D000");
    access.host = "/nonexistent";
    EXPECT_EQ(error_of([&] { open(access); }).sqlstate(), "");
    access.host = "localhost";
    EXPECT_THAT(
        error_of([&] { open(access); }).what(), HasSubstr("neither an IP address nor a socket directory")
    );
}

TEST_F(connection, logs_in_with_the_password_of_a_verifier) {
    auto link = open();
    const auto verifier = pg::quote_literal(pg::scram_verifier("correct horse"));
    run_blocking(loop_, link.script("create role scram login password " + verifier));
    const auto rules = pair_.directory() / "primary/pg_hba.conf";
    std::ofstream(rules) << "local all scram scram-sha-256\nlocal all all trust\n";
    query(link, "select pg_reload_conf()");
    auto access = pair_.primary().access("scram");
    access.password = "wrong";
    pg::pg_error refused("");
    for (int attempts = 0; attempts < 200 && refused.sqlstate() != "28P01";
         ++attempts) { // until it is reloaded
        try {
            open(access);
        } catch (const pg::pg_error& error) {
            refused = error;
        }
    }
    EXPECT_EQ(refused.sqlstate(), "28P01");
    access.password = "correct horse";
    auto scram = open(access);
    EXPECT_EQ(query(scram, "select current_user").scalar(), "scram");
}

TEST_F(connection, gives_up_on_a_server_that_never_answers) {
    const auto path = (pair_.directory() / ".s.PGSQL.6000").string();
    asio::local::stream_protocol::acceptor silent(loop_, asio::local::stream_protocol::endpoint(path));
    auto access = pair_.primary().access();
    access.port = 6000;
    EXPECT_THAT(error_of([&] { open(access, 200ms); }).what(), HasSubstr("200 ms"));
}

awaitable<int> fail_at_once() {
    throw pg::pg_error("at once");
    co_return 0;
}

TEST(with_deadline, passes_a_failure_on_without_waiting_for_the_deadline) {
    asio::io_context loop(1);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_THROW(run_blocking(loop, with_deadline(fail_at_once(), 1h)), pg::pg_error);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

} // namespace
} // namespace borealis::replication::testing
