// Sockets of this process, on an executor that runs until nothing is left to do.
#include "replication/pg/arrivals.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace borealis::replication::pg {
namespace {

using namespace std::chrono_literals;

class ends {
  public:
    ends() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both_.data()), 0); }
    ~ends() {
        close_near();
        ::close(both_[1]);
    }

    ends(const ends&) = delete;
    ends& operator=(const ends&) = delete;

    int near() const { return both_[0]; }
    void close_near() { ::close(std::exchange(both_[0], -1)); }
    void send(const std::string& text) const {
        EXPECT_EQ(::write(both_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void shut() const { ::shutdown(both_[1], SHUT_WR); }

    // One byte; none is 0.
    char take() const {
        char taken = 0;
        return ::read(near(), &taken, 1) == 1 ? taken : '\0';
    }

  private:
    std::array<int, 2> both_{-1, -1};
};

struct arrivals_test : testing::Test {
    asio::io_context io{1};
    arrivals all{io.get_executor()};
    std::string seen;
    std::list<arrivals::watch> slow;

    // One byte at a time; tells whether that was all.
    bool take_one(const ends& pair) {
        const auto taken = pair.take();
        if (taken != '\0') {
            seen += taken;
        }
        return taken == '\0';
    }

    // Each byte takes longer than a delivery.
    void watch_slowly(const ends& pair) {
        slow.emplace_back(all, pair.near(), [this, &pair](auto) {
            std::this_thread::sleep_for(2ms);
            return take_one(pair);
        });
    }
};

TEST_F(arrivals_test, calls_until_all_is_read) {
    const ends pair;
    std::optional<arrivals::watch> watch;
    watch.emplace(all, pair.near(), [&](auto) { return take_one(pair); });
    pair.send("ab");
    while (seen.size() < 2) {
        io.run_one();
    }
    io.poll();
    EXPECT_EQ(io.poll(), 0U);
    pair.send("c");
    while (seen.size() < 3) {
        io.run_one();
    }
    EXPECT_EQ(seen, "abc");
}

TEST_F(arrivals_test, calls_once_for_all_that_is_read) {
    const ends pair;
    int calls = 0;
    const arrivals::watch watch(all, pair.near(), [&](auto) {
        ++calls;
        return true;
    });
    pair.send("ab");
    io.poll();
    io.poll();
    EXPECT_EQ(calls, 1);
    pair.send("c");
    io.poll();
    EXPECT_EQ(calls, 2);
}

TEST_F(arrivals_test, gives_a_time_at_which_it_had_arrived) {
    const ends pair;
    std::optional<std::chrono::steady_clock::time_point> told;
    const arrivals::watch watch(all, pair.near(), [&](std::chrono::steady_clock::time_point now) {
        told = now;
        return true;
    });
    pair.send("a");
    const auto sent = std::chrono::steady_clock::now();
    io.poll();
    ASSERT_TRUE(told);
    EXPECT_GE(*told, sent);
    EXPECT_LE(*told, std::chrono::steady_clock::now());
}

TEST_F(arrivals_test, tells_of_a_link_that_ends) {
    const ends pair;
    const arrivals::watch watch(all, pair.near(), [&](auto) {
        seen += take_one(pair) ? "." : "";
        return true;
    });
    pair.shut();
    while (seen.empty()) {
        io.run_one();
    }
    EXPECT_EQ(seen.front(), '.');
}

TEST_F(arrivals_test, tells_of_a_link_that_ends_with_its_last_words) {
    const ends pair;
    const arrivals::watch watch(all, pair.near(), [&](auto) {
        seen += take_one(pair) ? "." : "";
        return true;
    });
    pair.send("x");
    pair.shut();
    io.run_one();
    io.run_one_for(5s);
    EXPECT_EQ(seen, "x.");
}

TEST_F(arrivals_test, lets_its_executor_run_out_of_work_when_nothing_is_watched) {
    const ends pair;
    EXPECT_EQ(io.run(), 0U);
    io.restart();
    std::optional<arrivals::watch> watch;
    watch.emplace(all, pair.near(), [&](auto) {
        asio::post(io, [&] { watch.reset(); });
        return take_one(pair);
    });
    pair.send("a");
    io.run(); // for ever, if the set were still awaited
    EXPECT_EQ(seen, "a");
}

TEST_F(arrivals_test, watches_what_comes_just_after_the_last_one_has_gone) {
    const ends first;
    const ends second;
    std::optional<arrivals::watch> watch;
    watch.emplace(all, first.near(), [&](auto) {
        seen += '!';
        return true;
    });
    io.poll();
    watch.reset();
    watch.emplace(all, second.near(), [&](auto) {
        asio::post(io, [&] { watch.reset(); });
        return take_one(second);
    });
    second.send("b");
    io.run();
    EXPECT_EQ(seen, "b");
}

TEST_F(arrivals_test, does_not_call_for_a_watch_that_has_ended_meanwhile) {
    const ends first;
    const ends second;
    std::optional<arrivals::watch> watch_of_first;
    std::optional<arrivals::watch> watch_of_second;
    watch_of_first.emplace(all, first.near(), [&](auto) {
        watch_of_second.reset();
        return take_one(first);
    });
    watch_of_second.emplace(all, second.near(), [&](auto) {
        watch_of_first.reset();
        return take_one(second);
    });
    first.send("x"); // both have arrived before either is told of
    second.send("x");
    io.run_one();
    EXPECT_EQ(seen, "x");
}

// As libpq does with the descriptor of a broken link.
TEST_F(arrivals_test, is_not_confused_by_a_descriptor_that_its_owner_closes) {
    ends gone;
    const int number = gone.near();
    std::optional<arrivals::watch> watch;
    watch.emplace(all, number, [&](auto) {
        seen += '!';
        return true;
    });
    gone.close_near();
    const ends next;
    ASSERT_EQ(next.near(), number);
    const arrivals::watch watch_of_next(all, next.near(), [&](auto) { return take_one(next); });
    gone.send("x");
    watch.reset();
    next.send("n");
    while (seen.empty()) {
        io.run_one();
    }
    EXPECT_EQ(seen, "n");
}

TEST_F(arrivals_test, leaves_timers_their_turn_between_answers_that_take_long) {
    const std::array<ends, 6> pairs;
    for (const auto& each : pairs) {
        watch_slowly(each);
        each.send("x");
    }
    asio::steady_timer timer(io, 0ms);
    timer.async_wait([this](boost::system::error_code) { seen += 't'; });
    while (seen.size() < pairs.size() + 1) {
        io.run_one();
    }
    EXPECT_LT(seen.find('t'), pairs.size()) << seen;
}

TEST_F(arrivals_test, overtakes_nobody_where_answers_take_long) {
    const std::array<ends, 4> pairs;
    char letter = 'a';
    for (const auto& each : pairs) {
        watch_slowly(each);
        each.send(std::string(3, letter++));
    }
    while (seen.size() < 3 * pairs.size()) {
        io.run_one();
    }
    EXPECT_EQ(seen, "abcdabcdabcd");
}

TEST_F(arrivals_test, says_why_a_descriptor_cannot_be_watched) {
    try {
        const arrivals::watch watch(all, -1, [](auto) { return true; });
        FAIL() << "a descriptor that is none was watched";
    } catch (const boost::system::system_error& error) {
        EXPECT_EQ(error.code().value(), EBADF);
        EXPECT_NE(std::string(error.what()).find("a connection cannot be watched"), std::string::npos);
    }
    EXPECT_EQ(io.run(), 0U);
}

} // namespace
} // namespace borealis::replication::pg
