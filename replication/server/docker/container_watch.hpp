// When containers end: one event stream for all that are watched, and a look around whenever the stream
// begins, so that an end is noticed also where the engine could not be reached while it happened.
#pragma once

#include "replication/asio.hpp"
#include "replication/server/docker/engine_client.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

namespace borealis::replication::docker {

/// One container.
class container_watch {
  public:
    container_watch(std::string container, std::function<void()> on_end)
        : container_(std::move(container)), on_end_(std::move(on_end)) {}

    const std::string& container() const noexcept { return container_; }
    bool running() const noexcept { return running_; }
    int exit_code() const noexcept { return exit_code_; }

    /// Whether it has ended by then.
    awaitable<bool> exited_within(std::chrono::milliseconds limit);

  private:
    friend class event_stream;
    void ended(int exit_code);

    std::string container_;
    std::function<void()> on_end_;
    bool running_ = true;
    int exit_code_ = -1;
    std::list<asio::steady_timer*> waiting_;
};

class event_stream {
  public:
    using report = std::function<void(const std::string&)>;

    /// Watches containers of this emulator, on `loop`, from now on. `trouble` is told when the engine can't
    /// be reached.
    event_stream(asio::io_context& loop, engine_client engine, std::string emulator, report trouble);
    ~event_stream();
    event_stream(const event_stream&) = delete;
    event_stream& operator=(const event_stream&) = delete;

    /// `on_end` may be empty. Forgotten when the watch is destroyed.
    std::shared_ptr<container_watch> watch(std::string container, std::function<void()> on_end);

  private:
    struct shared;
    std::shared_ptr<shared> shared_;
    std::shared_ptr<asio::cancellation_signal> stop_;
};

} // namespace borealis::replication::docker
