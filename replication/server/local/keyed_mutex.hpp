// One operation at a time per server: a queue of coroutines on one thread.
#pragma once

#include "replication/asio.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>

namespace borealis::replication::local {

class keyed_mutex {
    struct queue {
        bool held = false;
        std::deque<asio::steady_timer*> waiting;
    };

  public:
    /// Holds the key until it is destroyed.
    class guard {
      public:
        explicit guard(std::shared_ptr<queue> held) : queue_(std::move(held)) {}
        guard(guard&&) noexcept = default;
        guard& operator=(guard&&) = delete;
        ~guard();

      private:
        std::shared_ptr<queue> queue_;
    };

    /// Waits for its turn; as long as the operations before it take, each of which has a deadline.
    awaitable<guard> lock(std::string key);

  private:
    std::map<std::string, std::weak_ptr<queue>> queues_;
};

} // namespace borealis::replication::local
