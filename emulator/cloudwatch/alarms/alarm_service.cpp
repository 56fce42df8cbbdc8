// The timer of alarms, and their calls of URLs, each in a coroutine of its own.
#include "emulator/cloudwatch/alarms/alarm_service.hpp"

#include "emulator/cloudwatch/alarms/alarm_history.hpp"
#include "emulator/cloudwatch/alarms/evaluate_alarms.hpp"
#include "emulator/cloudwatch/alarms/webhook.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace borealis::emulator {

namespace {

constexpr auto pause = std::chrono::seconds(1);
constexpr auto call_deadline = std::chrono::seconds(5);
constexpr std::size_t most_calls_at_once = 64;

} // namespace

void alarm_service::start() {
    asio::co_spawn(loop_, run(), asio::detached);
}

awaitable<void> alarm_service::run() {
    asio::steady_timer timer(loop_);
    for (;;) {
        timer.expires_after(pause);
        co_await timer.async_wait(asio::use_awaitable);
        try {
            co_await turn();
        } catch (const std::exception& failure) { // the next turn tries again
            spdlog::error("evaluation of alarms: {}", failure.what());
        }
    }
}

awaitable<void> alarm_service::turn() {
    evaluations_ += evaluate_alarms(env_.resources, env_.metrics, env_.time.now_ms());
    co_await env_.resources.commit();
    begin_calls();
}

void alarm_service::begin_calls() {
    std::vector<std::pair<call_key, alarm_call>> begun; // a call that ends at once changes the alarm
    for (const auto& [key, row] : env_.resources.alarms.rows())
        for (const auto& wanted : row.calls) {
            const call_key which(key, wanted.number);
            if (under_way_.size() < most_calls_at_once && under_way_.insert(which).second)
                begun.emplace_back(which, wanted);
        }
    for (auto& [which, wanted] : begun)
        asio::co_spawn(loop_, make_call(std::move(which), std::move(wanted)), asio::detached);
}

awaitable<void> alarm_service::make_call(call_key which, alarm_call wanted) {
    std::string failure = "it is no URL on this host";
    if (auto url = parse_webhook_url(wanted.url)) {
        try {
            auto call = call_webhook(std::move(*url), wanted.message, call_deadline);
            failure = co_await std::move(call);
        } catch (const std::exception& error) {
            failure = error.what();
        }
    }
    finish_call(which, wanted, failure);
    under_way_.erase(which); // the next turn commits
}

void alarm_service::finish_call(const call_key& which, const alarm_call& made, const std::string& failure) {
    auto& resources = env_.resources;
    if (!resources.alarms.find(which.first))
        return;
    auto& acting = resources.alarms.edit(which.first);
    const auto removed =
        std::erase_if(acting.calls, [&](const auto& call) { return call.number == made.number; });
    if (removed == 0) // deleted and created anew meanwhile
        return;
    const auto summary = failure.empty() ? fmt::format("Successfully executed action {}", made.url)
                                         : fmt::format("Failed to execute action {}: {}", made.url, failure);
    record_alarm_action(
        resources,
        acting,
        made.url,
        failure.empty() ? "Succeeded" : "Failed",
        summary,
        made.message,
        env_.time.now_ms()
    );
}

} // namespace borealis::emulator
