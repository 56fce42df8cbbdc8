// Which of many connections have something to read. Each stays in an epoll set of our own for as long as it
// is watched, so that an answer costs no system call but the one that reads it: Asio would arm the connection
// anew for every wait. Edge-triggered, as whoever is called nearly always reads all: otherwise each
// connection would be looked at once more after it was read. Source: epoll(7), "Level-triggered and
// edge-triggered"; an epoll set is waited for like any other descriptor.
#pragma once

#include "replication/asio.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace borealis::replication::pg {

class arrivals {
  public:
    /// All of it belongs to that executor, which must be a single thread's. Throws
    /// boost::system::system_error where the system has no descriptor left.
    explicit arrivals(const asio::any_io_executor& executor);

    /// Calls `arrived` whenever there is something to read that it has not been called for, or the link ends.
    class watch {
      public:
        /// Tells whether it has read all there was; where it has not, it is called again. Given a time at
        /// which that was there. Must not throw.
        using callback = std::function<bool(std::chrono::steady_clock::time_point now)>;

        /// Throws boost::system::system_error, as above.
        watch(const arrivals& all, int descriptor, callback arrived);

        /// Not from within `arrived`.
        ~watch();

        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;

      private:
        std::shared_ptr<class watched_set> all_;
        std::unique_ptr<struct watched_connection> mine_;
    };

  private:
    std::shared_ptr<class watched_set> all_;
};

} // namespace borealis::replication::pg
