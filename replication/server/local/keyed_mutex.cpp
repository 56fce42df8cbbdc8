// Who waits sleeps on a timer of its own that the holder before it cancels.
#include "replication/server/local/keyed_mutex.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace borealis::replication::local {

keyed_mutex::guard::~guard() {
    if (!queue_)
        return;
    queue_->held = false;
    if (!queue_->waiting.empty())
        queue_->waiting.front()->cancel();
}

awaitable<keyed_mutex::guard> keyed_mutex::lock(std::string key) {
    std::erase_if(queues_, [](const auto& entry) { return entry.second.expired(); });
    auto queue_of_key = queues_[key].lock();
    if (!queue_of_key)
        queues_[key] = queue_of_key = std::make_shared<queue>();
    while (queue_of_key->held) {
        asio::steady_timer turn(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
        queue_of_key->waiting.push_back(&turn);
        co_await turn.async_wait(asio::as_tuple(asio::use_awaitable));
        std::erase(queue_of_key->waiting, &turn);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            if (!queue_of_key->held && !queue_of_key->waiting.empty())
                queue_of_key->waiting.front()->cancel(); // the turn was ours: hand it on
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
    queue_of_key->held = true;
    co_return guard(std::move(queue_of_key));
}

} // namespace borealis::replication::local
