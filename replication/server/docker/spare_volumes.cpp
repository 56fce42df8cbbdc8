// A volume is filled by a container that ends; only one that ended well is offered.
#include "replication/server/docker/spare_volumes.hpp"

#include "replication/server/docker/container.hpp"
#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/local/system_identity.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include <cstring>

namespace borealis::replication::docker {
namespace {

using namespace std::chrono_literals;

constexpr auto fill_limit = 60s;
constexpr auto quiet_time = 1s;
constexpr auto look_period = 10ms;

std::string octal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes)
        text += fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
    return text;
}

} // namespace

std::map<std::string, std::string> copy_environment(const server_facts& facts, int wal_segment_megabytes) {
    const auto identifier = local::new_system_identifier();
    std::string bytes(sizeof identifier, '\0');
    std::memcpy(bytes.data(), &identifier, sizeof identifier);
    return {
        {"IDENTIFIER", octal(bytes)},
        {"CONTROL", octal(local::control_with_identifier(facts.control, identifier))},
        {"SEGMENT_BYTES", std::to_string(std::uint64_t(wal_segment_megabytes) << 20U)},
    };
}

std::string spare_volumes::take(const server_facts& facts, int wal_segment_megabytes) {
    if (!host_.options.spare_volumes)
        return "";
    missed_[facts.image] = {facts, wal_segment_megabytes};
    const auto found = ready_.find(facts.image);
    if (found == ready_.end())
        return "";
    auto volume = std::move(found->second);
    ready_.erase(found);
    return volume;
}

void spare_volumes::replenish() {
    if (over_)
        return;
    for (auto& [image, wanted] : std::exchange(missed_, {}))
        if (!ready_.contains(image) && filling_.insert(image).second)
            asio::co_spawn(host_.loop, make(std::move(wanted)), asio::detached);
}

// False: there is no time left.
awaitable<bool> spare_volumes::calm() const {
    const auto until = std::chrono::steady_clock::now() + quiet_time;
    asio::steady_timer pause(host_.loop);
    while (!over_ && std::chrono::steady_clock::now() < until) {
        pause.expires_after(look_period);
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_return !over_;
}

awaitable<void> spare_volumes::make(kind wanted) {
    const auto image = wanted.facts.image;
    if (!co_await calm()) {
        filling_.erase(image);
        co_return;
    }
    const auto volume = host_.called.spare(host_.marks.at(label::boot), ++made_);
    try {
        const bool filled = co_await fill(std::move(wanted), volume);
        if (filled)
            ready_[image] = volume;
        else
            co_await remove_volume(host_, volume);
    } catch (const server_error& error) { // the next start of ours removes what is left of it
        host_.report(fmt::format("no spare volume could be made: {}", error.what()));
    }
    filling_.erase(image);
}

awaitable<bool> spare_volumes::fill(kind wanted, std::string volume) {
    container_plan plan;
    plan.name = plan.volume = volume;
    plan.image = wanted.facts.image;
    plan.role = "spare";
    plan.user = fmt::format("{}:{}", wanted.facts.uid, wanted.facts.gid);
    plan.script = server_script();
    plan.environment = copy_environment(wanted.facts, wanted.wal_segment_megabytes);
    plan.environment["ONLY_COPY"] = "1";
    plan.networked = false;
    const auto container = co_await create_container(host_, std::move(plan));
    const auto watch = host_.events.watch(container, nullptr);
    co_await start_container(host_, volume);
    const bool ended = co_await watch->exited_within(fill_limit);
    const bool filled = ended && watch->exit_code() == 0;
    if (!filled) {
        const auto said = co_await container_output(host_, container);
        host_.report(fmt::format("a spare volume was not filled: {}", said));
    }
    co_await remove_container(host_, container);
    co_return filled;
}

awaitable<void> spare_volumes::remove_all() {
    over_ = true;
    asio::steady_timer pause(host_.loop);
    while (!filling_.empty()) {
        pause.expires_after(look_period);
        co_await pause.async_wait(asio::use_awaitable);
    }
    const auto left = std::exchange(ready_, {});
    for (const auto& [image, volume] : left)
        co_await remove_volume(host_, volume);
}

} // namespace borealis::replication::docker
