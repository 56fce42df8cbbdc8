// The coroutine that reads the stream outlives the log_copy by a moment: it holds what it needs itself.
#include "replication/server/docker/log_copy.hpp"

#include "replication/server/docker/container.hpp"
#include "replication/server/docker/output_frames.hpp"
#include "replication/server/local/directory_tree.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <fstream>

namespace borealis::replication::docker {
namespace {

constexpr int lines_at_begin = 20'000;
constexpr std::size_t largest_file = 16U << 20U;
constexpr std::size_t kept_of_it = 8U << 20U;
constexpr auto reconnect_pause = std::chrono::milliseconds(500);

} // namespace

struct log_copy::shared {
    engine_client engine;
    std::string container;
    std::filesystem::path file;
    std::ofstream out{};
    std::size_t size = 0;
    bool over = false;
    bool finished = false;

    void begin(std::string_view text);
    void add(std::string_view text);
    awaitable<void> copy();
    static awaitable<void> run(std::shared_ptr<shared> self);
};

void log_copy::shared::begin(std::string_view text) {
    local::write_file(file, text, std::nullopt);
    out = std::ofstream(file, std::ios::app | std::ios::binary);
    size = text.size();
}

void log_copy::shared::add(std::string_view text) {
    if (over)
        return;
    out << text << std::flush;
    if (!out)
        throw server_error(server_failure::disk_full, fmt::format("{} can't be written", file.string()));
    size += text.size();
    if (size > largest_file)
        begin(local::read_file_end(file, kept_of_it) + "\n");
}

awaitable<void> log_copy::shared::copy() {
    frame_reader frames;
    std::function<void()> opened = [] {};
    engine_client::data_sink sink = [&](std::string_view piece) { add(frames.add(piece)); };
    begin("");
    auto request = output_request(container, lines_at_begin);
    request.target += "&follow=1";
    co_await engine.stream(std::move(request), std::move(opened), std::move(sink));
}

awaitable<void> log_copy::shared::run(std::shared_ptr<shared> self) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!self->over) {
        try {
            co_await self->copy();
            co_return; // the container has ended
        } catch (const engine_error& error) {
            if (error.status() != 0)
                co_return; // there is no such container any more
        }
        timer.expires_after(reconnect_pause);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

log_copy::log_copy(const host_context& host, std::string container, std::filesystem::path file)
    : shared_(std::make_shared<shared>(shared{host.engine, std::move(container), std::move(file)})),
      stop_(std::make_shared<asio::cancellation_signal>()) {
    auto ended =
        [kept = stop_, self = shared_, report = host.options.report](const std::exception_ptr& failure) {
            self->finished = true;
            try {
                if (failure)
                    std::rethrow_exception(failure);
            } catch (const server_error& error) {
                if (report && !self->over)
                    report(fmt::format("the log of a server is not shown: {}", error.what()));
            } catch (const boost::system::system_error&) { // cancelled
            }
        };
    asio::co_spawn(
        host.loop, shared::run(shared_), asio::bind_cancellation_slot(stop_->slot(), std::move(ended))
    );
}

log_copy::~log_copy() {
    shared_->over = true;
    if (!shared_->finished) // else the signal leads to a socket that is gone
        stop_->emit(asio::cancellation_type::terminal);
}

} // namespace borealis::replication::docker
