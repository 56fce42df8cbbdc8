// What the host measures of its servers, kept for readers on the event loop and measured on a thread of its
// own: walking through directories and processes takes too long for the loop.
#pragma once

#include "replication/asio.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace borealis::emulator {

template <typename Figures>
class server_figures {
  public:
    /// Called on the worker. Nothing, or an exception, where there is nothing to measure: the server is being
    /// made or removed.
    using measurement = std::function<std::optional<Figures>(const std::string& server_id)>;

    /// The loop and what `measure` uses must outlive it.
    server_figures(asio::io_context& loop, measurement measure) : loop_(loop), measure_(std::move(measure)) {}
    ~server_figures() { worker_.join(); }
    server_figures(const server_figures&) = delete;
    server_figures& operator=(const server_figures&) = delete;

    /// The newest figures of a server; nothing until they have been measured.
    std::optional<Figures> of(const std::string& id) const {
        const auto found = figures_.find(id);
        return found == figures_.end() ? std::nullopt : std::optional(found->second);
    }

    /// Measures these servers, and forgets all others. Does nothing while a measurement is under way, and for
    /// so long after it that measuring takes no more than a twentieth of the time.
    void refresh(std::vector<std::string> ids) {
        if (measuring_ || steady::now() < next_)
            return;
        measuring_ = true;
        asio::post(worker_, [this, which = std::move(ids)] {
            const auto begun = steady::now();
            auto measured = measure(which);
            const auto took = steady::now() - begun;
            asio::post(loop_, [this, took, news = std::move(measured)]() mutable {
                figures_ = std::move(news);
                next_ = steady::now() + 19 * took;
                measuring_ = false;
            });
        });
    }

  private:
    using steady = std::chrono::steady_clock;
    using by_server = std::map<std::string, Figures>;

    by_server measure(const std::vector<std::string>& ids) const {
        by_server measured;
        for (const auto& id : ids) {
            try {
                if (auto figures = measure_(id))
                    measured.emplace(id, *std::move(figures));
            } catch (const std::exception& error) {
                spdlog::debug("nothing measured of server {}: {}", id, error.what());
            }
        }
        return measured;
    }

    asio::io_context& loop_;
    measurement measure_;
    by_server figures_;
    bool measuring_ = false;
    steady::time_point next_ = steady::now();
    asio::thread_pool worker_{1};
};

} // namespace borealis::emulator
