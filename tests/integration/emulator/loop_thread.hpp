// An event loop on a thread of its own, and a way to run something on it and wait for its result.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <thread>

namespace borealis::emulator {

class loop_thread {
  public:
    loop_thread() : busy_(asio::make_work_guard(loop_)), thread_([this] { loop_.run(); }) {}
    loop_thread(const loop_thread&) = delete;
    loop_thread& operator=(const loop_thread&) = delete;
    ~loop_thread() { stop(); }

    asio::io_context& loop() noexcept { return loop_; }

    /// Runs a function on the loop and returns what it returns.
    template <typename Function>
    auto call(Function function) {
        return asio::post(loop_, asio::use_future(std::move(function))).get();
    }

    template <typename T>
    T await(awaitable<T> action) {
        return asio::co_spawn(loop_, std::move(action), asio::use_future).get();
    }

    /// Ends the loop; what it was still to do is not done.
    void stop() {
        loop_.stop();
        if (thread_.joinable())
            thread_.join();
    }

  private:
    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy_;
    std::thread thread_;
};

} // namespace borealis::emulator
