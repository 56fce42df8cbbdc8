// The call is a coroutine of its own, which no cancellation reaches.
#include "replication/server/docker/unbroken_calls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace borealis::replication::docker {
namespace {

constexpr auto look_period = std::chrono::milliseconds(2);

struct outcome {
    explicit outcome(asio::io_context& loop) : ended(loop, asio::steady_timer::time_point::max()) {}

    asio::steady_timer ended; // cancelled then
    bool known = false;
    std::exception_ptr failure;
    std::string answer;
};

// Holds the client that it sends with.
awaitable<std::string> perform(engine_client engine, engine_request request) {
    co_return co_await engine.send(std::move(request));
}

awaitable<void> pause() {
    asio::steady_timer timer(co_await asio::this_coro::executor, look_period);
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace

awaitable<std::string> unbroken_calls::send(
    asio::io_context& loop, engine_client engine, std::string about, engine_request request
) {
    const auto result = std::make_shared<outcome>(loop);
    ++(*under_way_)[about];
    auto call = perform(std::move(engine), std::move(request));
    asio::co_spawn(
        loop,
        std::move(call),
        [result, about, counted = under_way_](std::exception_ptr failure, std::string answer) {
            result->known = true;
            result->failure = std::move(failure);
            result->answer = std::move(answer);
            result->ended.cancel();
            if (--(*counted)[about] == 0)
                counted->erase(about);
        }
    );
    co_await result->ended.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!result->known)
        throw boost::system::system_error(asio::error::operation_aborted);
    if (result->failure)
        std::rethrow_exception(result->failure);
    co_return std::move(result->answer);
}

awaitable<void> unbroken_calls::settled(std::string about) const {
    while (under_way_->contains(about))
        co_await pause();
}

awaitable<void> unbroken_calls::all_settled() const {
    while (!under_way_->empty())
        co_await pause();
}

} // namespace borealis::replication::docker
