// One wait of Asio's for all connections; what has arrived is then handed out in one go.
#include "replication/pg/arrivals.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace borealis::replication::pg {

namespace {

// Timers have their turn in between.
constexpr auto longest_delivery = std::chrono::milliseconds(1);

int checked(int result) {
    if (result < 0) {
        throw boost::system::system_error(
            errno, boost::system::system_category(), "a connection cannot be watched"
        );
    }
    return result;
}

} // namespace

struct watched_connection {
    // A duplicate: libpq closes its own the moment a link breaks, and the number is anybody's then.
    watched_connection(int of, arrivals::watch::callback on_arrival)
        : descriptor(checked(::fcntl(of, F_DUPFD_CLOEXEC, 0))), arrived(std::move(on_arrival)) {}
    ~watched_connection() { ::close(descriptor); }
    watched_connection(const watched_connection&) = delete;
    watched_connection& operator=(const watched_connection&) = delete;

    const int descriptor;
    const arrivals::watch::callback arrived;
};

class watched_set : public std::enable_shared_from_this<watched_set> {
  public:
    explicit watched_set(const asio::any_io_executor& executor)
        : set_(executor, checked(::epoll_create1(EPOLL_CLOEXEC))) {}

    void add(watched_connection& added) {
        checked(control(EPOLL_CTL_ADD, added));
        ++watched_;
        await();
    }

    void remove(watched_connection& removed) noexcept {
        control(EPOLL_CTL_DEL, removed);
        for (auto at = delivered_; at < arrived_; ++at) {
            if (events_.at(at).data.ptr == &removed) {
                events_.at(at).data.ptr = nullptr;
            }
        }
        if (--watched_ == 0) {
            boost::system::error_code ignored;
            set_.cancel(ignored);
        }
    }

  private:
    using clock = std::chrono::steady_clock;

    int control(int operation, watched_connection& of) noexcept {
        epoll_event wanted{};
        wanted.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
        wanted.data.ptr = &of;
        return ::epoll_ctl(set_.native_handle(), operation, of.descriptor, &wanted);
    }

    // Only while there is somebody to wait for: without, the executor is to run out of work.
    void await() {
        if (std::exchange(awaiting_, true)) {
            return;
        }
        const auto deliver = [self = shared_from_this()](boost::system::error_code stopped) {
            self->awaiting_ = false;
            if (!stopped) {
                self->deliver();
            }
            if (self->watched_ > 0) {
                self->await();
            }
        };
        if (delivered_ < arrived_) { // of those the set knows nothing any more
            asio::post(set_.get_executor(), [deliver] { deliver({}); });
        } else {
            set_.async_wait(asio::posix::descriptor_base::wait_read, deliver);
        }
    }

    // What one delivery leaves, the next one begins with: nobody is overtaken.
    void deliver() {
        if (delivered_ == arrived_) {
            delivered_ = 0;
            const int count =
                ::epoll_wait(set_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
            arrived_ = static_cast<std::size_t>(std::max(count, 0));
        }
        auto now = clock::now();
        for (const auto until = now + longest_delivery; delivered_ < arrived_ && now < until;
             now = clock::now()) {
            hand_out(events_.at(delivered_++), now);
        }
    }

    void hand_out(const epoll_event& event, clock::time_point now) {
        auto* const connection = static_cast<watched_connection*>(event.data.ptr);
        if (connection == nullptr) { // it has ended meanwhile
            return;
        }
        // Where a link has ended, its last words may have come with that, in one event.
        const bool ended = (event.events & ~static_cast<std::uint32_t>(EPOLLIN)) != 0;
        if (!connection->arrived(now) || ended) {
            control(EPOLL_CTL_MOD, *connection); // as if it had arrived now
        }
    }

    asio::posix::stream_descriptor set_;
    std::size_t watched_ = 0; // connections
    std::array<epoll_event, 64> events_{};
    std::size_t arrived_ = 0;   // of the events ...
    std::size_t delivered_ = 0; // ... and how many of them have been handed out
    bool awaiting_ = false;
};

arrivals::arrivals(const asio::any_io_executor& executor) : all_(std::make_shared<watched_set>(executor)) {}

arrivals::watch::watch(const arrivals& all, int descriptor, callback arrived)
    : all_(all.all_), mine_(std::make_unique<watched_connection>(descriptor, std::move(arrived))) {
    all_->add(*mine_);
}

arrivals::watch::~watch() {
    all_->remove(*mine_);
}

} // namespace borealis::replication::pg
