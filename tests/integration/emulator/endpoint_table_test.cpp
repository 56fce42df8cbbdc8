// Forwarders between real sockets: routing, re-routing, half-close, unreachable targets, ports.
#include "emulator/endpoints/endpoint_table.hpp"
#include "tests/integration/emulator/blocking_client.hpp"
#include "tests/integration/emulator/loop_thread.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace borealis::emulator {
namespace {

using tcp = asio::ip::tcp;

/// Says its name to whoever connects, then repeats what it hears; says "bye" when the client has ended
/// sending.
class named_server {
  public:
    named_server(loop_thread& on, std::string name) : name_(std::move(name)), acceptor_(on.loop()) {
        acceptor_.open(tcp::v4());
        acceptor_.bind({asio::ip::make_address("127.0.0.1"), 0});
        acceptor_.listen();
        asio::co_spawn(on.loop(), accept(), asio::detached);
    }

    endpoint_target target() const { return {"127.0.0.1", acceptor_.local_endpoint().port()}; }

  private:
    awaitable<void> accept() {
        for (;;) {
            auto client = co_await acceptor_.async_accept(asio::use_awaitable);
            asio::co_spawn(acceptor_.get_executor(), talk(std::move(client)), asio::detached);
        }
    }
    awaitable<void> talk(tcp::socket client) {
        const std::string greeting = name_ + "\n";
        co_await asio::async_write(client, asio::buffer(greeting), asio::use_awaitable);
        std::string bytes(65536, '\0');
        for (;;) {
            boost::system::error_code error;
            auto token = asio::redirect_error(asio::use_awaitable, error);
            const auto count = co_await client.async_read_some(asio::buffer(bytes), std::move(token));
            if (error) {
                const std::string farewell = "bye";
                co_await asio::async_write(client, asio::buffer(farewell), asio::use_awaitable);
                co_return;
            }
            co_await asio::async_write(client, asio::buffer(bytes.data(), count), asio::use_awaitable);
        }
    }

    std::string name_;
    tcp::acceptor acceptor_;
};

class endpoint_table_test : public testing::Test {
  protected:
    ~endpoint_table_test() override { loop_.stop(); }

    std::uint16_t open(const std::string& cluster, std::uint16_t port = 0) {
        return loop_.call([=, this] { return table_.open(cluster, port, 41000, 41999); });
    }
    void route(
        const std::string& cluster, std::vector<endpoint_target> writer, std::vector<endpoint_target> readers
    ) {
        loop_.call([=, this] { table_.route(cluster, writer, readers); });
    }
    static std::string greeting_at(const std::string& address, std::uint16_t port) {
        blocking_client client(address, port);
        return client.read_until("\n");
    }
    static bool refused(const std::string& address, std::uint16_t port) {
        try {
            blocking_client client(address, port);
            return false;
        } catch (const boost::system::system_error& error) {
            return error.code() == asio::error::connection_refused;
        }
    }

    loop_thread loop_;
    endpoint_table table_{loop_.loop(), "127.0.0.1", "127.0.0.2"};
    named_server writer_{loop_, "writer"};
    named_server other_{loop_, "other"};
};

TEST_F(endpoint_table_test, leads_writer_and_reader_to_their_servers_on_one_port) {
    const auto port = open("c");
    route("c", {writer_.target()}, {other_.target()});
    EXPECT_EQ(greeting_at("127.0.0.1", port), "writer\n");
    EXPECT_EQ(greeting_at("127.0.0.2", port), "other\n");
}

TEST_F(endpoint_table_test, without_a_reader_the_reader_endpoint_leads_to_the_writer) {
    const auto port = open("c");
    route("c", {writer_.target()}, {});
    EXPECT_EQ(greeting_at("127.0.0.2", port), "writer\n");
}

TEST_F(endpoint_table_test, readers_take_turns) {
    const auto port = open("c");
    route("c", {writer_.target()}, {writer_.target(), other_.target()});
    std::multiset<std::string> greetings;
    for (int i = 0; i < 6; ++i)
        greetings.insert(greeting_at("127.0.0.2", port));
    EXPECT_EQ(greetings.count("writer\n"), 3U);
    EXPECT_EQ(greetings.count("other\n"), 3U);
}

TEST_F(endpoint_table_test, carries_much_in_both_directions) {
    const auto port = open("c");
    route("c", {writer_.target()}, {});
    std::string much(3 * 1024 * 1024, '\0');
    for (std::size_t i = 0; i < much.size(); ++i)
        much[i] = static_cast<char>('a' + i % 23);
    blocking_client client("127.0.0.1", port);
    std::thread sender([&] {
        client.send(much);
        client.end_sending();
    });
    const auto received = client.read_to_end();
    sender.join();
    EXPECT_TRUE(received == "writer\n" + much + "bye");
}

TEST_F(endpoint_table_test, passes_the_end_of_one_direction_on_while_the_other_goes_on) {
    const auto port = open("c");
    route("c", {writer_.target()}, {});
    blocking_client client("127.0.0.1", port);
    client.read_until("\n");
    client.end_sending();
    EXPECT_EQ(client.read_to_end(), "writer\nbye");
}

TEST_F(endpoint_table_test, cuts_what_leads_elsewhere_after_a_new_route_and_nothing_else) {
    const auto port = open("c");
    route("c", {writer_.target()}, {writer_.target(), other_.target()});
    blocking_client to_writer("127.0.0.1", port);
    to_writer.read_until("\n");
    blocking_client first("127.0.0.2", port);
    blocking_client second("127.0.0.2", port);
    auto& staying = first.read_until("\n") == "other\n" ? first : second;
    auto& leaving = &staying == &first ? second : first;
    ASSERT_EQ(staying.read_until("\n"), "other\n");
    ASSERT_EQ(leaving.read_until("\n"), "writer\n");

    route("c", {other_.target()}, {other_.target()});
    EXPECT_EQ(to_writer.read_to_end(), "writer\n");
    EXPECT_EQ(leaving.read_to_end(), "writer\n");
    staying.send("still here");
    EXPECT_EQ(staying.read_until("still here"), "other\nstill here");
    EXPECT_EQ(greeting_at("127.0.0.1", port), "other\n");
}

TEST_F(endpoint_table_test, closes_the_client_where_no_server_answers) {
    const auto port = open("c");
    blocking_client unrouted("127.0.0.1", port);
    EXPECT_EQ(unrouted.read_to_end(), "");
    std::uint16_t nobody = 0;
    {
        asio::io_context context;
        tcp::acceptor taken(context, {asio::ip::make_address("127.0.0.1"), 0});
        nobody = taken.local_endpoint().port();
    }
    route("c", {{"127.0.0.1", nobody}}, {});
    blocking_client client("127.0.0.1", port);
    EXPECT_EQ(client.read_to_end(), "");
    route("c", {{"not an address", 1}}, {});
    blocking_client lost("127.0.0.1", port);
    EXPECT_EQ(lost.read_to_end(), "");
}

TEST_F(endpoint_table_test, closing_frees_the_port_and_ends_connections) {
    const auto port = open("c");
    route("c", {writer_.target()}, {});
    blocking_client client("127.0.0.1", port);
    client.read_until("\n");
    loop_.call([&] { table_.close("c"); });
    EXPECT_EQ(client.read_to_end(), "writer\n");
    EXPECT_TRUE(refused("127.0.0.1", port));
    EXPECT_TRUE(refused("127.0.0.2", port));
    EXPECT_EQ(open("again", port), port);
}

TEST_F(endpoint_table_test, opening_twice_gives_the_same_port_and_clusters_have_their_own) {
    const auto port = open("c");
    EXPECT_EQ(open("c"), port);
    EXPECT_NE(open("d"), port);
}

TEST_F(endpoint_table_test, refuses_a_port_that_is_taken_on_either_address) {
    asio::io_context context;
    for (const auto* address : {"127.0.0.1", "127.0.0.2"}) {
        tcp::acceptor taken(context, {asio::ip::make_address(address), 0});
        const auto port = taken.local_endpoint().port();
        try {
            open("c", port);
            FAIL() << "opened a taken port of " << address;
        } catch (const boost::system::system_error& error) {
            EXPECT_EQ(error.code(), asio::error::address_in_use);
        }
        // Nothing of the failed attempt stays behind.
        EXPECT_TRUE(refused(address == std::string("127.0.0.1") ? "127.0.0.2" : "127.0.0.1", port));
    }
}

TEST_F(endpoint_table_test, passes_over_taken_ports_when_it_may_choose) {
    const auto first = open("c");
    const auto second = loop_.call([&] { return table_.open("d", 0, first, 41999); });
    EXPECT_GT(second, first);
    EXPECT_THROW(loop_.call([&] { return table_.open("e", 0, first, first); }), boost::system::system_error);
}

} // namespace
} // namespace borealis::emulator
