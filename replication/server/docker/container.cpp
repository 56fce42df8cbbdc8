// Bodies and paths of the engine's container calls.
#include "replication/server/docker/container.hpp"

#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/docker/output_frames.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;

constexpr unsigned conflict = 409; // the name is in use, or the container is not in that state
constexpr std::int64_t shared_memory = 1LL << 30;
constexpr int name_attempts = 100;
constexpr auto name_pause = std::chrono::milliseconds(20);
constexpr int volume_attempts = 100;
constexpr auto volume_pause = std::chrono::milliseconds(20);

json labels_of(const host_context& host, const container_plan& plan) {
    auto all = host.marks;
    all[label::role] = plan.role;
    if (!plan.server.empty())
        all[label::server] = plan.server;
    return all;
}

json host_config(const host_context& host, const container_plan& plan) {
    json config{
        {"NetworkMode", plan.networked ? host.called.network() : "none"},
        {"ShmSize", shared_memory},
        {"LogConfig", {{"Type", "json-file"}, {"Config", {{"max-size", "16m"}, {"max-file", "2"}}}}},
    };
    if (!plan.volume.empty())
        config["Mounts"] = {{
            {"Type", "volume"},
            {"Source", plan.volume},
            {"Target", inside::volume},
            {"VolumeOptions", {{"Labels", labels_of(host, plan)}}},
        }};
    if (plan.container_port != 0) {
        const json where{
            {"HostIp", host.options.publish_address},
            {"HostPort", plan.published_port == 0 ? "" : std::to_string(plan.published_port)},
        };
        config["PortBindings"] = {{fmt::format("{}/tcp", plan.container_port), {where}}};
    }
    if (plan.memory_bytes != 0)
        config["Memory"] = plan.memory_bytes;
    if (plan.cpus != 0)
        config["NanoCpus"] = static_cast<std::int64_t>(plan.cpus * 1e9);
    return config;
}

json body_of(const host_context& host, const container_plan& plan) {
    json command{"-c", plan.script, "borealis"};
    for (const auto& argument : plan.arguments)
        command.push_back(argument);
    json environment = json::array();
    for (const auto& [name, value] : plan.environment)
        environment.push_back(name + "=" + value);
    json body{
        {"Image", plan.image},
        {"User", plan.user},
        {"Entrypoint", {"/bin/sh"}},
        {"Cmd", std::move(command)},
        {"Env", std::move(environment)},
        {"WorkingDir", "/"},
        {"StopSignal", "SIGINT"},
        {"Healthcheck", {{"Test", {"NONE"}}}},
        {"Labels", labels_of(host, plan)},
        {"HostConfig", host_config(host, plan)},
    };
    if (plan.container_port != 0)
        body["ExposedPorts"] = {{fmt::format("{}/tcp", plan.container_port), json::object()}};
    return body;
}

} // namespace

awaitable<std::string> create_container(host_context& host, container_plan plan) {
    if (plan.networked)
        co_await ensure_network(host);
    const auto body = body_of(host, plan);
    asio::steady_timer pause(co_await asio::this_coro::executor);
    for (int attempt = 1;; ++attempt) {
        try {
            auto request = post("/containers/create?name=" + plan.name, body);
            const auto answer =
                co_await host.unbroken.send(host.loop, host.engine, plan.name, std::move(request));
            co_return json::parse(answer).at("Id").get<std::string>();
        } catch (const engine_error& error) {
            if (error.status() != conflict || attempt == name_attempts)
                throw_engine_failure(error, "create the container " + plan.name);
        }
        // What has the name is left over, or on its way out already.
        co_await remove_container(host, plan.name);
        if (attempt > 1) {
            pause.expires_after(name_pause);
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

awaitable<void> put_files(
    const host_context& host, std::string container, std::string directory, std::vector<tar_file> files
) {
    auto request = get(fmt::format("/containers/{}/archive?path={}", container, url_encoded(directory)));
    request.method = "PUT";
    request.content_type = "application/x-tar";
    request.body = tar_archive(files);
    try {
        co_await host.engine.send(std::move(request));
    } catch (const engine_error& error) {
        throw_engine_failure(error, "write files into the container " + container);
    }
}

awaitable<std::string> take_file(const host_context& host, std::string container, std::string path) {
    std::string archive;
    try {
        archive = co_await host.engine.send(
            get(fmt::format("/containers/{}/archive?path={}", container, url_encoded(path)))
        );
    } catch (const engine_error& error) {
        throw_engine_failure(error, fmt::format("read {} of the container {}", path, container));
    }
    auto content = first_file_of(archive);
    if (!content)
        throw server_error(server_failure::io_error, fmt::format("{} in a container is no file", path));
    co_return std::move(*content);
}

awaitable<void> start_container(host_context& host, std::string name) {
    try {
        auto request = post("/containers/" + name + "/start");
        co_await host.unbroken.send(host.loop, host.engine, name, std::move(request));
    } catch (const engine_error& error) {
        throw_engine_failure(error, "start the container " + name);
    }
}

awaitable<void> signal_container(const host_context& host, std::string container, std::string signal) {
    try {
        co_await host.engine.send(post("/containers/" + container + "/kill?signal=" + signal));
    } catch (const engine_error& error) {
        if (!error.not_found() && error.status() != conflict)
            throw_engine_failure(error, "signal the container " + container);
    }
}

awaitable<void> remove_container(const host_context& host, std::string container) {
    try {
        co_await host.engine.send(remove("/containers/" + container + "?force=1&v=1"));
    } catch (const engine_error& error) {
        if (!error.not_found() && error.status() != conflict) // conflict: it is being removed
            throw_engine_failure(error, "remove the container " + container);
    }
}

awaitable<void> remove_volume(const host_context& host, std::string volume) {
    asio::steady_timer pause(co_await asio::this_coro::executor);
    for (int attempt = 1;; ++attempt) {
        try {
            co_await host.engine.send(remove("/volumes/" + volume));
            co_return;
        } catch (const engine_error& error) {
            if (error.not_found())
                co_return;
            if (error.status() != conflict || attempt == volume_attempts)
                throw_engine_failure(error, "remove the volume " + volume);
        }
        pause.expires_after(volume_pause); // a container that uses it is on its way out
        co_await pause.async_wait(asio::use_awaitable);
    }
}

namespace {

awaitable<void>
try_to_remove(unbroken_calls calls, asio::io_context& loop, engine_client engine, std::string container) {
    try {
        auto request = remove("/containers/" + container + "?force=1&v=1");
        co_await calls.send(loop, std::move(engine), container, std::move(request));
    } catch (const engine_error&) { // it is gone, or found again as a leftover
    }
}

} // namespace

void temporary_container::clear() noexcept {
    if (id_.empty())
        return;
    auto removal = try_to_remove(host_.unbroken, host_.loop, host_.engine, std::exchange(id_, {}));
    asio::co_spawn(host_.loop, std::move(removal), asio::detached);
}

engine_request output_request(const std::string& container, int lines) {
    return get(fmt::format("/containers/{}/logs?stdout=1&stderr=1&tail={}", container, lines));
}

awaitable<std::string> container_output(const host_context& host, std::string container, int lines) {
    try {
        auto text = unframed(co_await host.engine.send(output_request(container, lines)));
        while (text.ends_with('\n'))
            text.pop_back();
        co_return text;
    } catch (const engine_error& error) {
        if (!error.not_found())
            throw_engine_failure(error, "read the log of the container " + container);
    }
    co_return "";
}

} // namespace borealis::replication::docker
