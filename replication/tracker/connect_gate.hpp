// Lets at most so many connects run at a time, first come first served: a hundred servers that restart
// together don't become a storm.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <utility>

namespace borealis::replication {

class connect_gate {
  public:
    connect_gate(asio::any_io_executor executor, std::size_t width)
        : executor_(std::move(executor)), free_(width) {}

    /// A place inside, given back when it is destroyed. Must not outlive the gate.
    class permit {
      public:
        explicit permit(connect_gate& gate) : gate_(&gate) {}
        permit(permit&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        permit& operator=(permit&&) = delete;
        ~permit() {
            if (gate_ != nullptr) {
                gate_->leave();
            }
        }

      private:
        connect_gate* gate_;
    };

    /// Waits for a place. Throws operation_aborted when cancelled.
    awaitable<permit> enter() {
        if (free_ > 0) {
            --free_;
            co_return permit(*this);
        }
        waiter self(executor_);
        const auto place = waiting_.insert(waiting_.end(), &self);
        boost::system::error_code ended;
        co_await self.turn.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (!self.admitted) {
            waiting_.erase(place);
            throw boost::system::system_error(asio::error::operation_aborted);
        }
        co_return permit(*this);
    }

  private:
    struct waiter {
        explicit waiter(const asio::any_io_executor& executor)
            : turn(executor, asio::steady_timer::time_point::max()) {}
        asio::steady_timer turn;
        bool admitted = false;
    };

    void leave() {
        if (waiting_.empty()) {
            ++free_;
            return;
        }
        auto* next = waiting_.front();
        waiting_.pop_front();
        next->admitted = true;
        next->turn.cancel();
    }

    asio::any_io_executor executor_;
    std::size_t free_;
    std::list<waiter*> waiting_;
};

} // namespace borealis::replication
