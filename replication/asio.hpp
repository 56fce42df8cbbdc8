// The Asio names that this project uses, in one place. Boost 1.81: completion tokens default to use_awaitable
// by alias here.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace borealis {

namespace asio = boost::asio;

template <typename T = void>
using awaitable = asio::awaitable<T>;

} // namespace borealis
