// Blocking work off the event loop: copies and removals of directories.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>

namespace borealis::replication::local {

class worker_pool {
  public:
    ~worker_pool() { threads_.join(); }

    /// Runs the work on a worker and returns, or throws what it threw, on the caller's executor. Work that
    /// was handed over is done to its end even where the caller is cancelled: it may use what the caller
    /// owns, and a cancellation from another thread would meet the worker's coroutine unprepared.
    awaitable<void> run(std::function<void()> work) {
        return asio::co_spawn(
            threads_,
            call(std::move(work)),
            asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable)
        );
    }

  private:
    static awaitable<void> call(std::function<void()> work) {
        work();
        co_return;
    }

    asio::thread_pool threads_{2};
};

} // namespace borealis::replication::local
