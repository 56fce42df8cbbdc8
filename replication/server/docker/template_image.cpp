// The container that becomes a template is a server that only our own password opens.
#include "replication/server/docker/template_image.hpp"

#include "replication/server/configuration_files.hpp"
#include "replication/server/docker/container.hpp"
#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/docker/server_access.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <random>
#include <sstream>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

constexpr auto making_limit = 120s;
constexpr auto stop_limit = 30s;
constexpr auto commit_limit = 120s;
constexpr std::uint16_t template_port = 5432;
constexpr const char* repository = "borealis-template";

std::string template_tag(const host_context& host, const base_image& base, const template_spec& spec) {
    json what{
        base.id,
        spec.superuser,
        spec.wal_segment_megabytes,
        spec.trusted_extensions,
        local::short_digest(host.password),
        local::short_digest(template_script()),
    };
    for (const auto& script : spec.scripts)
        what.push_back({script.database, script.sql});
    return fmt::format("{}-{}", spec.major, local::short_digest(what.dump()));
}

awaitable<std::optional<server_facts>> find_template(const host_context& host, std::string name) {
    try {
        const auto image = json::parse(co_await host.engine.send(get("/images/" + name + "/json")));
        const json::json_pointer place(fmt::format("/Config/Labels/{}", label::about));
        auto facts = from_label(image.at(place).get<std::string>());
        facts.password = host.password;
        co_return facts;
    } catch (const engine_error& error) {
        if (!error.not_found())
            throw_engine_failure(error, "look for the image " + name);
    } catch (const json::exception&) {
        host.report(fmt::format("the image {} is not what it should be: it is made anew", name));
    }
    co_return std::nullopt;
}

container_plan
plan_for(const host_context& host, const base_image& base, const template_spec& spec, std::string name) {
    std::string trusted;
    for (const auto& extension : spec.trusted_extensions)
        trusted += extension + " ";
    container_plan plan;
    plan.name = std::move(name);
    plan.image = base.name;
    plan.role = "template";
    plan.user = "0:0";
    plan.script = template_script();
    if (host.own_container.empty())
        plan.container_port = template_port; // published anywhere
    plan.environment = {
        {"MAJOR", std::to_string(spec.major)},
        {"SUPERUSER", spec.superuser},
        {"SEGMENT_MB", std::to_string(spec.wal_segment_megabytes)},
        {"SEGMENT_BYTES", std::to_string(std::uint64_t(spec.wal_segment_megabytes) << 20U)},
        {"TRUSTED", trusted},
    };
    return plan;
}

std::vector<tar_file> files_for(const host_context& host, const template_spec& spec) {
    auto parameters = host_parameters(template_port, false);
    parameters.insert({
        {"listen_addresses", "*"},
        {"unix_socket_directories", "/borealis/server"},
        {"hba_file", "/borealis/conf/pg_hba.conf"},
        {"wal_init_zero", "off"},
        {"wal_recycle", "off"},
        {"autovacuum", "off"},
    });
    const auto hba = fmt::format("host all \"{}\" all scram-sha-256", spec.superuser);
    std::vector<tar_file> files;
    files.push_back({"borealis/conf/password", host.password + "\n"});
    files.push_back(
        {"borealis/conf/postgresql.conf",
         render_postgresql_conf(wal_size_parameters(spec.wal_segment_megabytes), {}, parameters)}
    );
    files.push_back({"borealis/conf/pg_hba.conf", render_pg_hba({hba})});
    return files;
}

// The engine has chosen the port; where we are on the same network, it does not matter.
awaitable<pg::connect_options>
access_to(const host_context& host, std::string container, const template_spec& spec) {
    pg::connect_options access;
    access.host = co_await address_of_container(host, container);
    access.port = template_port;
    access.user = spec.superuser;
    access.password = host.password;
    if (!host.own_container.empty())
        co_return access;
    const auto facts = json::parse(co_await host.engine.send(get("/containers/" + container + "/json")));
    const json::json_pointer place(fmt::format("/NetworkSettings/Ports/{}~1tcp/0/HostPort", template_port));
    access.port = static_cast<std::uint16_t>(std::stoi(facts.value(place, std::string("0"))));
    co_return access;
}

// Whoever may log in and has no password gets ours: no other way in leads from outside of the container.
awaitable<std::vector<std::string>> give_passwords(pg::connect_options access, std::string verifier) {
    auto connection = co_await pg::connection::open(std::move(access), 10s);
    const auto roles = co_await connection.query("SELECT rolname FROM pg_authid WHERE rolcanlogin AND "
                                                 "(rolpassword IS NULL OR rolsuper) AND rolname !~ '^pg_' "
                                                 "ORDER BY 1");
    std::vector<std::string> names;
    std::string statements;
    for (std::size_t i = 0; i < roles.rows(); ++i) {
        names.push_back(*roles.at(i, 0));
        statements += fmt::format(
            "ALTER ROLE {} PASSWORD {};", pg::quote_identifier(names.back()), pg::quote_literal(verifier)
        );
    }
    co_await connection.script(std::move(statements));
    co_return names;
}

awaitable<void> run_scripts(pg::connect_options access, std::vector<template_spec::script> scripts) {
    for (const auto& script : scripts) {
        auto there = access;
        there.database = script.database;
        auto connection = co_await pg::connection::open(std::move(there), 10s);
        co_await connection.script(script.sql, 60s);
    }
}

awaitable<std::vector<std::string>> fill(host_context& host, pg::connect_options access, template_spec spec) {
    try {
        co_await run_scripts(access, std::move(spec.scripts));
        co_return co_await give_passwords(std::move(access), pg::scram_verifier(host.password));
    } catch (const pg::pg_error& error) {
        throw server_error(
            server_failure::start_failed, fmt::format("a template script failed: {}", error.what())
        );
    }
}

awaitable<void> stop(const host_context& host, std::shared_ptr<container_watch> server) {
    co_await signal_container(host, server->container(), "SIGINT");
    const bool ended = co_await server->exited_within(stop_limit);
    if (ended && server->exit_code() == 0)
        co_return;
    const auto said = co_await container_output(host, server->container());
    throw server_error(
        classify_messages(said, server_failure::start_failed),
        fmt::format("no template could be made: {}", said)
    );
}

awaitable<server_facts> read_facts(const host_context& host, std::string container) {
    server_facts facts;
    std::istringstream about(co_await take_file(host, container, "/borealis/template/about"));
    std::getline(about, facts.bin);
    about >> facts.uid >> facts.gid >> facts.locale;
    facts.control = co_await take_file(host, container, "/borealis/template/pg_control");
    facts.control.resize(std::min<std::size_t>(facts.control.size(), 512));
    co_return facts;
}

awaitable<void> commit(const host_context& host, std::string container, server_facts facts, std::string tag) {
    const json config{
        {"Cmd", {"/bin/sh"}},
        {"Labels", {{label::about, to_label(facts)}}},
    };
    auto request =
        post(fmt::format("/commit?container={}&repo={}&tag={}&pause=0", container, repository, tag), config);
    request.limit = commit_limit;
    try {
        co_await host.engine.send(std::move(request));
    } catch (const engine_error& error) {
        throw_engine_failure(error, "keep the template");
    }
}

awaitable<server_facts> make_template(
    host_context& host, template_spec spec, std::string tag, std::string container, std::string name
) {
    const auto watch = host.events.watch(container, nullptr);
    co_await put_files(host, container, "/", files_for(host, spec));
    co_await start_container(host, name);
    auto access = co_await access_to(host, container, spec);
    co_await await_login(host, watch, access, std::chrono::steady_clock::now() + making_limit);
    auto roles = co_await fill(host, std::move(access), std::move(spec));
    co_await stop(host, watch);
    auto facts = co_await read_facts(host, container);
    facts.roles = std::move(roles);
    facts.image = fmt::format("{}:{}", repository, tag);
    co_await commit(host, container, facts, tag);
    facts.password = host.password;
    co_return facts;
}

} // namespace

awaitable<server_facts> obtain_template(host_context& host, template_spec spec) {
    auto base = co_await obtain_image(host, spec.major);
    const auto tag = template_tag(host, base, spec);
    const auto found = co_await find_template(host, fmt::format("{}:{}", repository, tag));
    if (found)
        co_return *found;
    const auto name = fmt::format("{}-template-{}", host.called.network(), tag);
    auto plan = plan_for(host, base, spec, name);
    auto id = co_await create_container(host, std::move(plan));
    const temporary_container container(host, std::move(id));
    co_return co_await make_template(host, std::move(spec), tag, container.id(), name);
}

} // namespace borealis::replication::docker
