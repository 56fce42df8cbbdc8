// One wait of Asio's for all connections; what has arrived is then handed out in one go.
#include "replication/pg/arrivals.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <unordered_map>
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

class watched_set : public std::enable_shared_from_this<watched_set> {
  public:
    explicit watched_set(const asio::any_io_executor& executor)
        : set_(executor, checked(::epoll_create1(EPOLL_CLOEXEC))) {}

    std::uint64_t add(int descriptor, std::function<void()> arrived) {
        const auto number = ++last_number_;
        auto& added = watched_[number];
        try {
            // A duplicate: libpq closes its own the moment a link breaks, and the number is anybody's then.
            added.descriptor = checked(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
            epoll_event wanted{};
            wanted.events = EPOLLIN;
            wanted.data.u64 = number;
            checked(::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, added.descriptor, &wanted));
        } catch (...) {
            remove(number);
            throw;
        }
        added.arrived = std::move(arrived);
        await();
        return number;
    }

    void remove(std::uint64_t number) noexcept {
        const auto found = watched_.find(number);
        if (found->second.descriptor >= 0) {
            ::epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, found->second.descriptor, nullptr);
            ::close(found->second.descriptor);
        }
        watched_.erase(found);
        if (watched_.empty()) {
            boost::system::error_code ignored;
            set_.cancel(ignored);
        }
    }

  private:
    struct connection {
        int descriptor = -1;
        std::function<void()> arrived;
    };

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
            if (!self->watched_.empty()) {
                self->await();
            }
        };
        set_.async_wait(asio::posix::descriptor_base::wait_read, deliver);
    }

    // What one delivery leaves, the next one begins with: nobody is overtaken.
    void deliver() {
        if (delivered_ == arrived_) {
            delivered_ = 0;
            const int count =
                ::epoll_wait(set_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
            arrived_ = static_cast<std::size_t>(std::max(count, 0));
        }
        const auto until = std::chrono::steady_clock::now() + longest_delivery;
        while (delivered_ < arrived_ && std::chrono::steady_clock::now() < until) {
            const auto found = watched_.find(events_.at(delivered_++).data.u64);
            if (found != watched_.end()) { // it may have ended meanwhile
                found->second.arrived();
            }
        }
    }

    asio::posix::stream_descriptor set_;
    std::unordered_map<std::uint64_t, connection> watched_;
    std::array<epoll_event, 64> events_{};
    std::size_t arrived_ = 0;   // of the events ...
    std::size_t delivered_ = 0; // ... and how many of them have been handed out
    std::uint64_t last_number_ = 0;
    bool awaiting_ = false;
};

arrivals::arrivals(const asio::any_io_executor& executor) : all_(std::make_shared<watched_set>(executor)) {}

arrivals::watch::watch(const arrivals& all, int descriptor, std::function<void()> arrived)
    : all_(all.all_), number_(all_->add(descriptor, std::move(arrived))) {}

arrivals::watch::~watch() {
    all_->remove(number_);
}

} // namespace borealis::replication::pg
