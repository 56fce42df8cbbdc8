// One deadline for any awaitable: the operation is cancelled when its time is over. Boost 1.81 has no
// cancel_after.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace borealis::replication {

namespace detail {

struct nothing {};

// What an operation came to. `||` waits on when the first operation to end has failed, so a failure is
// carried as a value.
template <typename T>
class outcome {
  public:
    using value_type = std::conditional_t<std::is_void_v<T>, nothing, T>;

    void fail(std::exception_ptr why) { failure_ = std::move(why); }
    void succeed(value_type value) { value_.emplace(std::move(value)); }
    T take() {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        if constexpr (!std::is_void_v<T>) {
            return std::move(*value_);
        }
    }

  private:
    std::exception_ptr failure_;
    std::optional<value_type> value_;
};

template <typename T>
awaitable<outcome<T>> settle(awaitable<T> operation) {
    outcome<T> settled;
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(operation);
        } else {
            settled.succeed(co_await std::move(operation));
        }
    } catch (...) {
        settled.fail(std::current_exception());
    }
    co_return settled;
}

} // namespace detail

/// Awaits `operation` for at most `limit`, then cancels it and throws boost::system::system_error with
/// asio::error::timed_out. Failures of the operation pass through at once. The operation must be cancellable:
/// it ends at its next wait.
template <typename T>
awaitable<T> with_deadline(awaitable<T> operation, std::chrono::steady_clock::duration limit) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    auto settled = detail::settle(std::move(operation));
    auto expired = timer.async_wait(asio::use_awaitable);
    auto race = std::move(settled) || std::move(expired);
    auto first = co_await std::move(race);
    if (first.index() == 1) {
        throw boost::system::system_error(asio::error::timed_out);
    }
    co_return std::get<0>(first).take();
}

} // namespace borealis::replication
