// The HTTP server over real connections: what goes over the wire, limits, and how it ends.
#include "emulator/http/server.hpp"
#include "tests/integration/emulator/blocking_client.hpp"
#include "tests/integration/emulator/loop_thread.hpp"

#include <boost/asio/redirect_error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <list>

namespace borealis::emulator {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Answers with what it was asked; /slow waits until it is released.
class echo final : public request_handler {
  public:
    explicit echo(asio::io_context& loop) : release(loop, asio::steady_timer::time_point::max()) {}

    awaitable<protocol::http_response> answer(protocol::http_request request) override {
        if (request.target == "/slow") {
            ++waiting;
            boost::system::error_code released;
            co_await release.async_wait(asio::redirect_error(asio::use_awaitable, released));
        }
        protocol::http_response result;
        result.headers.emplace_back("X-Seen", std::string(request.header("x-say").value_or("nothing")));
        result.body = request.method + " " + request.target + " [" + request.body + "]";
        co_return result;
    }
    protocol::http_response refuse(const protocol::http_request& so_far, refusal why) override {
        protocol::http_response result;
        result.status = why == refusal::body_too_large ? 413 : why == refusal::headers_too_large ? 431 : 400;
        result.body = "refused " + so_far.target;
        return result;
    }

    asio::steady_timer release;
    std::atomic<int> waiting = 0;
};

server_limits small_limits() {
    server_limits limits;
    limits.header_bytes = 4096;
    limits.body_bytes = 10000;
    limits.connections = 8;
    return limits;
}

class http_server_test : public testing::Test {
  protected:
    ~http_server_test() override { loop_.stop(); }

    std::string exchange(std::string_view request) {
        blocking_client client("127.0.0.1", port_);
        client.send(request);
        return client.read_to_end();
    }
    void wait_for_slow_request() {
        while (echo_.waiting == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    static std::size_t count(const std::string& text, std::string_view what) {
        std::size_t found = 0;
        for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size()))
            ++found;
        return found;
    }

    loop_thread loop_;
    echo echo_{loop_.loop()};
    http_server server_{loop_.loop(), echo_, small_limits()};
    std::uint16_t port_ = loop_.call([this] { return server_.listen("127.0.0.1", 0); });
};

TEST_F(http_server_test, hands_over_method_target_headers_and_body) {
    const auto answer = exchange("POST /a%20b?c=d HTTP/1.1\r\nHost: h\r\nX-SAY: hello\r\nContent-Length: "
                                 "4\r\nConnection: close\r\n\r\nbody");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("X-Seen: hello\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 22\r\n"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nPOST /a%20b?c=d [body]"));
}

TEST_F(http_server_test, keeps_the_connection_for_the_next_request) {
    blocking_client client("127.0.0.1", port_);
    for (const auto* path : {"/1", "/2", "/3"}) {
        client.send(std::string("GET ") + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_THAT(client.read_until("[]"), EndsWith(std::string("GET ") + path + " []"));
        client.forget();
    }
}

TEST_F(http_server_test, answers_pipelined_requests_in_their_order) {
    std::string requests;
    for (int i = 0; i < 20; ++i)
        requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy";
    const auto answers = exchange(requests + "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    std::size_t at = 0;
    for (int i = 0; i < 20; ++i) {
        at = answers.find("POST /" + std::to_string(i) + " [xy]", at);
        ASSERT_NE(at, answers.npos) << i;
    }
    EXPECT_THAT(answers, EndsWith("GET /last []"));
}

TEST_F(http_server_test, closes_after_a_request_of_http_1_0) {
    EXPECT_THAT(exchange("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200 OK\r\n"));
}

TEST_F(http_server_test, reads_chunked_bodies) {
    const auto answer =
        exchange("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                 "4\r\nbody\r\n5\r\n more\r\n0\r\n\r\n");
    EXPECT_THAT(answer, EndsWith("POST / [body more]"));
}

TEST_F(http_server_test, says_continue_to_who_waits_for_it) {
    blocking_client client("127.0.0.1", port_);
    client.send(
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
    );
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    EXPECT_THAT(client.read_to_end(), EndsWith("POST / [body]"));
}

TEST_F(http_server_test, answers_head_without_a_body) {
    const auto answers =
        exchange("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        );
    EXPECT_THAT(answers, Not(HasSubstr("HEAD /x [")));
    EXPECT_THAT(answers, HasSubstr("Content-Length: 10\r\n"));
    EXPECT_THAT(answers, EndsWith("GET /y []"));
}

TEST_F(http_server_test, refuses_a_body_that_says_it_is_too_large) {
    const auto answer =
        exchange("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 10001\r\n\r\n" + std::string(10001, 'x'));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("refused /big"));
    EXPECT_EQ(count(answer, "HTTP/1.1"), 1U);
}

TEST_F(http_server_test, refuses_a_chunked_body_that_turns_out_too_large) {
    std::string request = "POST /big HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 11; ++i)
        request += "3e8\r\n" + std::string(1000, 'x') + "\r\n";
    EXPECT_THAT(exchange(request + "0\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
}

TEST_F(http_server_test, takes_a_body_of_exactly_the_limit) {
    const std::string body(10000, 'x');
    const auto answer =
        exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\nConnection: close\r\n\r\n" + body);
    EXPECT_THAT(answer, EndsWith("[" + body + "]"));
}

TEST_F(http_server_test, refuses_headers_that_are_too_large) {
    EXPECT_THAT(
        exchange("GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + std::string(5000, 'x') + "\r\n\r\n"),
        StartsWith("HTTP/1.1 431 ")
    );
}

TEST_F(http_server_test, refuses_what_is_no_http) {
    EXPECT_THAT(exchange("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nno colon\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST_F(http_server_test, outlives_clients_that_break_off) {
    for (const auto* part : {"", "GET", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"}) {
        blocking_client client("127.0.0.1", port_);
        client.send(part);
    }
    EXPECT_THAT(exchange("GET / HTTP/1.0\r\n\r\n"), EndsWith("GET / []"));
}

TEST_F(http_server_test, takes_no_more_connections_than_its_limit) {
    std::list<blocking_client> clients;
    for (std::size_t i = 0; i < small_limits().connections; ++i) {
        clients.emplace_back("127.0.0.1", port_).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        clients.back().read_until("[]");
    }
    EXPECT_EQ(exchange("GET / HTTP/1.1\r\n\r\n"), "");
    clients.clear();
}

TEST_F(http_server_test, a_stop_lets_the_request_in_flight_finish_and_ends_idle_connections) {
    blocking_client idle("127.0.0.1", port_);
    idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    idle.read_until("[]");
    idle.forget();
    blocking_client busy("127.0.0.1", port_);
    busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    wait_for_slow_request();

    auto stopped = asio::co_spawn(loop_.loop(), server_.stop(std::chrono::seconds(10)), asio::use_future);
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_THROW(blocking_client("127.0.0.1", port_), boost::system::system_error);
    EXPECT_EQ(stopped.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    loop_.call([this] { echo_.release.cancel(); });
    const auto answer = busy.read_to_end();
    EXPECT_THAT(answer, EndsWith("GET /slow []"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    stopped.get();
}

TEST_F(http_server_test, a_stop_does_not_wait_for_ever) {
    blocking_client busy("127.0.0.1", port_);
    busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    wait_for_slow_request();
    loop_.await(server_.stop(std::chrono::milliseconds(20)));
    EXPECT_EQ(busy.read_to_end(), "");
    loop_.call([this] { echo_.release.cancel(); });
}

TEST(http_server_deadlines, end_connections_that_do_not_get_on) {
    loop_thread loop;
    echo handler(loop.loop());
    server_limits limits;
    limits.idle = std::chrono::seconds(1);
    limits.transfer = std::chrono::seconds(1);
    http_server server(loop.loop(), handler, limits);
    const auto port = loop.call([&] { return server.listen("127.0.0.1", 0); });
    blocking_client idle("127.0.0.1", port);
    blocking_client halfway("127.0.0.1", port);
    halfway.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf");
    EXPECT_EQ(idle.read_to_end(), ""); // blocking_client gives up, and fails, after ten
    EXPECT_EQ(halfway.read_to_end(), "");
    loop.stop();
}

} // namespace
} // namespace borealis::emulator
