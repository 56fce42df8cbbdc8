// A pipeline whose answers are told of as they arrive: nothing that is there may be left lying, however much
// it is and whatever comes with it.
#include "blocking.hpp"
#include "pg_pair.hpp"
#include "replication/pg/pipeline.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace borealis::replication::testing {
namespace {

using namespace std::chrono_literals;

class pipeline : public ::testing::Test {
  protected:
    // Asks, and looks away until the whole answer has arrived.
    void ask(const std::string& sql) {
        const auto statements = [&sql](int) { return std::vector<pg::prepared_statement>{{"asked", sql}}; };
        auto access = pair_.primary().access();
        access.application_name = "pipeline";
        run_blocking(loop_, link_.connect(access, statements));
        link_.attend(arrivals_, [this](auto) { return receive(); });
        link_.execute("asked");
        link_.send();
        std::this_thread::sleep_for(300ms);
    }

    // At most five seconds.
    void look_until(const bool& done) {
        loop_.restart();
        for (const auto end = std::chrono::steady_clock::now() + 5s; !done;) {
            ASSERT_GT(loop_.run_one_until(end), 0U) << "after " << calls_ << " calls";
        }
    }

    bool receive() {
        ++calls_;
        try {
            const auto end = link_.receive([this](std::size_t, const pg::binary_result& rows) {
                answer_ = rows.bytes(0, 0);
            });
            complete_ = end.has_value();
            return complete_;
        } catch (const pg::pg_error&) {
            broken_ = true;
            return true;
        }
    }

    pg_pair pair_;
    asio::io_context loop_{1};
    pg::arrivals arrivals_{loop_.get_executor()};
    pg::pipeline link_{loop_.get_executor()};
    std::string answer_;
    int calls_ = 0;
    bool complete_ = false;
    bool broken_ = false;
};

TEST_F(pipeline, reads_an_answer_that_is_larger_than_what_is_read_at_once) {
    ask("select repeat('x', 60000)");
    look_until(complete_);
    EXPECT_EQ(answer_.size(), 60'000U);
    EXPECT_GT(calls_, 1) << "it was read at once";
}

TEST_F(pipeline, notices_that_the_server_ended_the_session_right_after_its_answer) {
    ask("select 'last words'");
    sql_session(pair_.primary().access())
        .query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pipeline'");
    std::this_thread::sleep_for(300ms);
    look_until(complete_);
    EXPECT_EQ(answer_, "last words");
    look_until(broken_);
}

} // namespace
} // namespace borealis::replication::testing
