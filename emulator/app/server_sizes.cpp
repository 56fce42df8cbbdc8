// How big the servers' files are.
#include "emulator/app/server_sizes.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

std::optional<replication::server_stats> server_sizes::of(const std::string& id) const {
    const auto found = figures_.find(id);
    return found == figures_.end() ? std::nullopt : std::optional(found->second);
}

void server_sizes::refresh(std::vector<std::string> ids) {
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

server_sizes::figures server_sizes::measure(const std::vector<std::string>& ids) const {
    figures measured;
    for (const auto& id : ids) {
        try {
            measured.emplace(id, host_.stats(id));
        } catch (const std::exception& error) { // it is being made or removed
            spdlog::debug("no sizes of server {}: {}", id, error.what());
        }
    }
    return measured;
}

} // namespace borealis::emulator
