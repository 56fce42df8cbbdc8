// A minimal Beast server that answers every request with the same message from memory: what one thread of
// Beast can do. Usage: bench_static_server ANSWER, a file with a whole HTTP answer. Prints its port on
// loopback, serves until killed.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using answer_type = http::response<http::string_body>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

answer_type read_answer(const char* path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    http::response_parser<http::string_body> parser;
    boost::system::error_code error;
    parser.eager(true);
    parser.body_limit(boost::none);
    parser.put(asio::buffer(bytes), error);
    if (error || !parser.is_done())
        throw std::runtime_error(std::string(path) + " holds no whole HTTP answer: " + error.message());
    return parser.release();
}

asio::awaitable<void> serve(tcp::socket socket, const answer_type& answer) {
    socket.set_option(tcp::no_delay(true));
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> request;
        const auto [unread, taken] = co_await http::async_read(stream, buffer, request, no_throw);
        if (unread)
            co_return;
        const auto [unsent, given] = co_await http::async_write(stream, answer, no_throw);
        if (unsent)
            co_return;
    }
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, const answer_type& answer) {
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), answer), asio::detached);
    }
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: bench_static_server ANSWER\n";
        return 2;
    }
    try {
        const auto answer = read_answer(arguments[1]);
        asio::io_context loop(1);
        tcp::acceptor acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        std::cout << acceptor.local_endpoint().port() << std::endl;
        asio::co_spawn(loop, accept_connections(acceptor, answer), asio::detached);
        loop.run();
    } catch (const std::exception& failure) {
        std::cerr << "bench_static_server: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}
