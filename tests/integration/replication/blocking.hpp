// Runs one coroutine to its end, for tests.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace borealis::replication::testing {

/// Runs the loop until the coroutine ends; gives its value or throws its failure.
template <typename T>
T run_blocking(asio::io_context& loop, awaitable<T> work) {
    std::conditional_t<std::is_void_v<T>, std::optional<bool>, std::optional<T>> value;
    std::exception_ptr failure;
    auto keep = [&]() -> awaitable<void> {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
        } else {
            value.emplace(co_await std::move(work));
        }
    };
    loop.restart();
    asio::co_spawn(loop, keep(), [&](std::exception_ptr thrown) { failure = std::move(thrown); });
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*value);
    }
}

} // namespace borealis::replication::testing
