// Sends requests at a fixed pace, whether or not the answers keep up, and prints the latencies as one line of
// JSON. A latency counts from when the request was due, so that a server that stalls cannot hide it by being
// asked less. Usage: bench_paced_load PORT PER_SECOND CONNECTIONS SECONDS REQUEST..., the last files with a
// whole HTTP request each, sent in turn.
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using clock_type = std::chrono::steady_clock;

struct plan {
    unsigned short port = 0;
    double per_second = 0;
    int connections = 0;
    double seconds = 0;
    std::vector<std::string> requests;
};

constexpr std::string_view success = "HTTP/1.1 200 ";
constexpr std::string_view length_header = "\r\nContent-Length: ";
constexpr std::string_view end_of_headers = "\r\n\r\n";

/// Bytes of the whole answer that begins with `seen`; 0: not known yet.
std::size_t size_of_answer(std::string_view seen) {
    const auto end = seen.find(end_of_headers);
    if (end == seen.npos)
        return 0;
    const auto length = seen.substr(0, end).find(length_header);
    if (!seen.starts_with(success) || length == seen.npos)
        throw std::runtime_error("unexpected: " + std::string(seen.substr(0, end)));
    return end + end_of_headers.size() +
           std::strtoul(seen.data() + length + length_header.size(), nullptr, 10);
}

/// Takes an answer in as cheaply as possible: the load must not be limited by its own appetite.
asio::awaitable<void> read_answer(tcp::socket& socket, std::vector<char>& buffer) {
    std::size_t taken = 0;
    std::size_t size = 0;
    while (size == 0 || taken < size) {
        const auto space = asio::buffer(buffer) + (size == 0 ? taken : 0);
        taken += co_await socket.async_read_some(space, asio::use_awaitable);
        if (size == 0)
            size = size_of_answer(std::string_view(buffer.data(), std::min(taken, buffer.size() - 1)));
    }
}

/// Requests in the order in which they are due; each goes out on the first connection that is free by then.
class load {
  public:
    load(plan what, clock_type::time_point begin) : plan_(std::move(what)), begin_(begin) {
        latencies_.reserve(total());
    }

    asio::awaitable<void> send_on_one_connection(asio::io_context& loop) {
        tcp::socket socket(loop);
        const tcp::endpoint server(asio::ip::address_v4::loopback(), plan_.port);
        co_await socket.async_connect(server, asio::use_awaitable);
        socket.set_option(tcp::no_delay(true));
        std::vector<char> buffer(256 * 1024);
        asio::steady_timer pause(loop);
        while (next_ < total()) {
            const auto number = next_++;
            const auto due = due_at(number);
            if (due > clock_type::now()) {
                pause.expires_at(due);
                co_await pause.async_wait(asio::use_awaitable);
            }
            const auto bytes = asio::buffer(plan_.requests[number % plan_.requests.size()]);
            co_await asio::async_write(socket, bytes, asio::use_awaitable);
            co_await read_answer(socket, buffer);
            last_answer_ = clock_type::now();
            latencies_.push_back(last_answer_ - due);
        }
    }

    std::string report() {
        std::sort(latencies_.begin(), latencies_.end());
        const std::chrono::duration<double> took = last_answer_ - begin_;
        return fmt::format(
            R"({{"requests": {}, "per_second": {:.1f}, "p50_ms": {:.4f}, "p99_ms": {:.4f}, "max_ms": {:.4f}}})",
            latencies_.size(),
            static_cast<double>(latencies_.size()) / took.count(),
            percentile(0.5),
            percentile(0.99),
            percentile(1)
        );
    }

  private:
    std::size_t total() const { return static_cast<std::size_t>(plan_.per_second * plan_.seconds); }

    clock_type::time_point due_at(std::size_t number) const {
        const std::chrono::duration<double> after(static_cast<double>(number) / plan_.per_second);
        return begin_ + std::chrono::duration_cast<clock_type::duration>(after);
    }

    double percentile(double share) const {
        const auto place = static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1));
        return std::chrono::duration<double, std::milli>(latencies_.at(place)).count();
    }

    plan plan_;
    clock_type::time_point begin_;
    clock_type::time_point last_answer_{};
    std::size_t next_ = 0;
    std::vector<clock_type::duration> latencies_;
};

plan read_plan(int count, char** arguments) {
    plan read;
    read.port = static_cast<unsigned short>(std::stoul(arguments[1]));
    read.per_second = std::stod(arguments[2]);
    read.connections = std::stoi(arguments[3]);
    read.seconds = std::stod(arguments[4]);
    for (int i = 5; i < count; ++i) {
        std::ifstream file(arguments[i], std::ios::binary);
        read.requests.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        if (read.requests.back().empty())
            throw std::runtime_error(std::string("nothing in ") + arguments[i]);
    }
    if (read.per_second * read.seconds < 1 || read.connections < 1)
        throw std::runtime_error("nothing to send");
    return read;
}

void rethrow(const std::exception_ptr& failure) {
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace

int main(int count, char** arguments) {
    if (count < 6) {
        std::cerr << "usage: bench_paced_load PORT PER_SECOND CONNECTIONS SECONDS REQUEST...\n";
        return 2;
    }
    try {
        const auto what = read_plan(count, arguments);
        asio::io_context loop(1);
        load running(what, clock_type::now() + std::chrono::milliseconds(50)); // connections are open by then
        for (int i = 0; i < what.connections; ++i)
            asio::co_spawn(loop, running.send_on_one_connection(loop), rethrow);
        loop.run();
        std::cout << running.report() << '\n';
    } catch (const std::exception& failure) {
        std::cerr << "bench_paced_load: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}
