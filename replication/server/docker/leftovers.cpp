// Everything is found by label, and by nothing else.
#include "replication/server/docker/leftovers.hpp"

#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/docker/identity.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;

constexpr unsigned conflict = 409;

json ask(const host_context& host, const std::string& target) {
    try {
        return json::parse(host.engine.send_blocking(get(target)));
    } catch (const engine_error& error) {
        throw_engine_failure(error, "look around on the engine");
    }
}

void drop(const host_context& host, const std::string& target) {
    try {
        host.engine.send_blocking(remove(target));
    } catch (const engine_error& error) {
        if (!error.not_found())
            host.report(std::string("a leftover could not be removed: ") + error.what());
    }
}

/// A network that we are on ourselves: a container of ours that was killed comes back with all that it had
/// joined.
void leave(const host_context& host, const std::string& network) {
    if (host.own_container.empty())
        return;
    const json body{{"Container", host.own_container}, {"Force", true}};
    try {
        host.engine.send_blocking(post("/networks/" + network + "/disconnect", body));
    } catch (const engine_error& error) {
        host.report(std::string("a network of a former run could not be left: ") + error.what());
    }
}

std::string label_of(const json& thing, const char* name) {
    const auto marks = thing.value("Labels", json());
    return marks.is_object() ? marks.value(name, "") : "";
}

json volumes(const host_context& host, const std::string& filter) {
    const auto answer = ask(host, "/volumes?" + filter);
    return answer.at("Volumes").is_array() ? answer["Volumes"] : json::array();
}

std::string volume_of(const json& container) {
    for (const auto& mount : container.value("Mounts", json::array()))
        if (mount.value("Destination", "") == inside::volume)
            return mount.value("Name", "");
    return "";
}

bool is_server(const json& container) {
    return label_of(container, label::role) == "server";
}

awaitable<void> drop_if_there(const host_context& host, std::string target) {
    try {
        co_await host.engine.send(remove(target));
    } catch (const engine_error& error) {
        if (!error.not_found() && error.status() != conflict) // conflict: it is being removed
            host.report(std::string("a leftover could not be removed: ") + error.what());
    }
}

} // namespace

awaitable<void> clear_up(const host_context& host, bool all) {
    co_await host.unbroken.all_settled();
    const auto ours = label_filter(label::emulator, host.called.emulator());
    try {
        const auto containers = json::parse(co_await host.engine.send(get("/containers/json?all=1&" + ours)));
        for (const auto& one : containers)
            if (all || !is_server(one))
                co_await drop_if_there(
                    host, "/containers/" + one.at("Id").get<std::string>() + "?force=1&v=1"
                );
        if (!all)
            co_return;
        const auto found = json::parse(co_await host.engine.send(get("/volumes?" + ours))).at("Volumes");
        if (!found.is_array())
            co_return;
        for (const auto& one : found)
            co_await drop_if_there(host, "/volumes/" + one.at("Name").get<std::string>());
    } catch (const engine_error& error) {
        throw_engine_failure(error, "look for leftovers");
    }
}

std::vector<found_container> take_stock(const host_context& host) {
    std::vector<found_container> servers;
    const auto ours = label_filter(label::emulator, host.called.emulator());
    for (const auto& one : ask(host, "/containers/json?all=1&" + ours)) {
        const std::string id = one.at("Id");
        if (is_server(one))
            servers.push_back(
                {id, label_of(one, label::server), volume_of(one), one.value("State", "") == "running"}
            );
        else
            drop(host, "/containers/" + id + "?force=1&v=1");
    }
    return servers;
}

std::set<std::string> servers_with_volumes(const host_context& host) {
    std::set<std::string> ids;
    for (const auto& volume : volumes(host, label_filter(label::emulator, host.called.emulator())))
        if (auto id = label_of(volume, label::server); !id.empty())
            ids.insert(std::move(id));
    return ids;
}

void remove_unused_spares(const host_context& host, const std::set<std::string>& used) {
    for (const auto& volume : volumes(host, label_filter(label::emulator, host.called.emulator())))
        if (const std::string name = volume.at("Name");
            label_of(volume, label::role) == "spare" && !used.contains(name))
            drop(host, "/volumes/" + name);
}

void remove_everything_of(const host_context& host, const std::string& emulator) {
    const auto filter = label_filter(label::emulator, emulator);
    for (const auto& one : ask(host, "/containers/json?all=1&" + filter))
        drop(host, "/containers/" + one.at("Id").get<std::string>() + "?force=1&v=1");
    for (const auto& one : volumes(host, filter))
        drop(host, "/volumes/" + one.at("Name").get<std::string>());
    for (const auto& one : ask(host, "/networks?" + filter)) {
        const std::string network = one.at("Id");
        leave(host, network);
        drop(host, "/networks/" + network);
    }
}

void remove_what_the_dead_left(const host_context& host) {
    std::set<std::string> dead;
    const auto judge = [&](const json& thing) {
        const std::filesystem::path directory = label_of(thing, label::directory);
        if (label_of(thing, label::machine) == machine_name() && !directory.empty() &&
            !std::filesystem::exists(directory))
            dead.insert(label_of(thing, label::emulator));
    };
    const auto filter = label_filter(label::ephemeral, "true");
    for (const auto& one : ask(host, "/containers/json?all=1&" + filter))
        judge(one);
    for (const auto& one : volumes(host, filter))
        judge(one);
    for (const auto& one : ask(host, "/networks?" + filter))
        judge(one);
    for (const auto& emulator : dead)
        if (!emulator.empty())
            remove_everything_of(host, emulator);
}

} // namespace borealis::replication::docker
