// The coroutine that reads the stream outlives the event_stream by a moment: it holds what it needs itself.
#include "replication/server/docker/container_watch.hpp"

#include "replication/server/docker/json_lines.hpp"
#include "replication/server/docker/names.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

constexpr auto reconnect_pause = 200ms;

} // namespace

struct event_stream::shared {
    engine_client engine;
    std::string emulator;
    report trouble;
    std::map<std::string, std::weak_ptr<container_watch>> watched;
    std::string since; // time of the last event, as the engine writes it
    bool over = false;

    void take(std::string_view line);
    void end(const std::string& container, int exit_code);
    awaitable<std::optional<int>> exit_code_of(std::string container);
    awaitable<void> look_around();
    awaitable<void> follow(std::shared_ptr<shared> self);
    static awaitable<void> run(std::shared_ptr<shared> self);
};

awaitable<bool> container_watch::exited_within(std::chrono::milliseconds limit) {
    if (!running_)
        co_return true;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    const auto place = waiting_.insert(waiting_.end(), &timer);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    waiting_.erase(place);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return !running_;
}

void container_watch::ended(int exit_code) {
    if (!running_)
        return;
    running_ = false;
    exit_code_ = exit_code;
    for (auto* timer : waiting_)
        timer->cancel();
    if (on_end_)
        on_end_();
}

void event_stream::shared::end(const std::string& container, int exit_code) {
    const auto found = watched.find(container);
    if (found == watched.end())
        return;
    const auto watch = found->second.lock();
    watched.erase(found);
    if (watch)
        watch->ended(exit_code);
}

// {"Type":"container","Action":"die","Actor":{"ID":"...","Attributes":{"exitCode":"0",...}},"timeNano":...}
void event_stream::shared::take(std::string_view line) {
    const auto event = json::parse(line, nullptr, false);
    if (!event.is_object() || !event.contains("Actor"))
        return;
    const auto nanoseconds = event.value("timeNano", std::int64_t(0));
    since = fmt::format("{}.{:09}", nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000);
    const auto& actor = event["Actor"];
    const auto attributes = actor.value("Attributes", json::object());
    if (!over && event.value("Action", "") == "die")
        end(actor.value("ID", ""), std::atoi(attributes.value("exitCode", "-1").c_str()));
}

// Nothing where it has not ended. It is asked for by itself: the engine's list goes on calling a container
// running for a moment after the event of its end.
awaitable<std::optional<int>> event_stream::shared::exit_code_of(std::string container) {
    try {
        const auto answer = json::parse(co_await engine.send(get("/containers/" + container + "/json")));
        const auto& state = answer.at("State");
        const auto status = state.value("Status", "");
        if (status != "exited" && status != "dead")
            co_return std::nullopt;
        co_return state.value("ExitCode", -1);
    } catch (const engine_error& error) {
        if (!error.not_found())
            throw;
    }
    co_return -1;
}

// What has ended without our hearing of it: before the stream began, or while it was broken.
awaitable<void> event_stream::shared::look_around() {
    const auto known = watched; // those of now: what begins meanwhile is none of ours
    for (const auto& [container, watch] : known) {
        std::optional<int> exit_code;
        try {
            exit_code = co_await exit_code_of(container);
        } catch (const engine_error& error) {
            if (error.status() == 0) // the engine went away, and the stream with it, which then begins anew
                throw;
            if (!over)
                trouble(error.what());
        }
        if (over)
            co_return;
        if (exit_code)
            end(container, *exit_code);
    }
}

awaitable<void> event_stream::shared::follow(std::shared_ptr<shared> self) {
    const json filter{
        {"type", {"container"}},
        {"event", {"die"}},
        {"label", {fmt::format("{}={}", label::emulator, emulator)}},
    };
    auto request = get("/events?filters=" + url_encoded(filter.dump()));
    if (!since.empty())
        request.target += "&since=" + since;
    const auto executor = co_await asio::this_coro::executor;
    std::function<void()> opened = [self, executor] {
        asio::co_spawn(executor, self->look_around(), [self](const std::exception_ptr& failure) {
            // The stream ends as well then, and begins anew.
            if (failure && !self->over)
                self->since.clear();
        });
    };
    json_lines lines;
    engine_client::data_sink sink = [&](std::string_view piece) {
        lines.add(piece, [&](std::string_view line) { self->take(line); });
    };
    co_await engine.stream(std::move(request), std::move(opened), std::move(sink));
}

awaitable<void> event_stream::shared::run(std::shared_ptr<shared> self) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!self->over) {
        std::string failure;
        try {
            co_await self->follow(self);
        } catch (const engine_error& error) {
            failure = error.what();
        } catch (const boost::system::system_error&) {
            co_return; // cancelled
        }
        if (!failure.empty() && !self->over)
            self->trouble(failure);
        timer.expires_after(reconnect_pause);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

event_stream::event_stream(asio::io_context& loop, engine_client engine, std::string emulator, report trouble)
    : shared_(std::make_shared<shared>(shared{
          std::move(engine), std::move(emulator), std::move(trouble), {}, {}})),
      stop_(std::make_shared<asio::cancellation_signal>()) {
    asio::co_spawn(
        loop,
        shared::run(shared_),
        asio::bind_cancellation_slot(stop_->slot(), [kept = stop_](const std::exception_ptr&) {})
    );
}

event_stream::~event_stream() {
    shared_->over = true;
    stop_->emit(asio::cancellation_type::terminal);
}

std::shared_ptr<container_watch> event_stream::watch(std::string container, std::function<void()> on_end) {
    auto made = std::make_shared<container_watch>(container, std::move(on_end));
    shared_->watched[std::move(container)] = made;
    return made;
}

} // namespace borealis::replication::docker
