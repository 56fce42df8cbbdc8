// What is done to one server; who may do it when is the host's concern.
#include "replication/server/docker/docker_server.hpp"

#include "replication/server/docker/container.hpp"
#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/docker/server_access.hpp"
#include "replication/server/docker/spare_volumes.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/promotion.hpp"
#include "replication/server/server_failures.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

constexpr int port_attempts = 5;
constexpr auto immediate_stop_limit = 6s; // the postmaster itself kills its children after 5
constexpr auto kill_limit = 10s;
constexpr std::size_t kept_log_bytes = 2U << 20U;
constexpr int kept_log_lines = 5000; // of each container
constexpr auto release_limit = 1s;
constexpr auto release_pause = 5ms;

} // namespace

std::filesystem::path facts_file_of(const local::server_directory& directory) {
    return directory.root / "container.json";
}

std::uint64_t incarnation_of(const std::string& container) {
    return container.size() < 16 ? 0 : std::stoull(container.substr(0, 16), nullptr, 16);
}

docker_server::docker_server(host_context& host, std::string id, std::function<void()> on_unexpected_exit)
    : host_(host), id_(std::move(id)), directory_(host.directory_of(id_)),
      on_unexpected_exit_(std::move(on_unexpected_exit)), address_(published_address(host)) {}

std::string docker_server::volume() const {
    if (!std::filesystem::exists(facts_file()))
        return found_volume_.empty() ? name() : found_volume_;
    auto kept = load_facts(facts_file()).volume;
    return kept.empty() ? name() : kept;
}

std::filesystem::path docker_server::facts_file() const {
    return facts_file_of(directory_);
}

std::shared_ptr<container_watch> docker_server::watch(const std::string& container) {
    return host_.events.watch(container, [this] { ended(); });
}

void docker_server::serve_from(std::shared_ptr<container_watch> watched) {
    has_container_ = true;
    accepted_logins_ = false;
    stopping_ = false;
    delivered_.reset();
    watch_ = std::move(watched);
    copy_log(watch_->container());
}

void docker_server::copy_log(const std::string& container) {
    log_.reset();
    if (!std::filesystem::exists(directory_.root))
        return; // a leftover
    local::make_directory(directory_.log_directory(), 0700, std::nullopt);
    log_ = std::make_unique<log_copy>(host_, container, copied_log());
}

void docker_server::found(const std::string& container, const std::string& volume, bool running) {
    has_container_ = true;
    found_volume_ = volume;
    if (!running) {
        copy_log(container);
        return;
    }
    serve_from(watch(container));
    uncertain_ = true; // its address
}

void docker_server::ended() {
    const bool unexpected = accepted_logins_ && !stopping_;
    accepted_logins_ = false;
    door_.reset();
    if (unexpected && on_unexpected_exit_)
        on_unexpected_exit_();
}

std::uint64_t docker_server::incarnation() const {
    return running() ? incarnation_of(watch_->container()) : 0;
}

awaitable<void> docker_server::configure(server_settings settings, std::optional<upstream_spec> upstream) {
    auto record = local::load_record(directory_.record());
    record.settings = std::move(settings);
    if (upstream && record.upstream)
        record.upstream = std::move(upstream);
    local::save_record(directory_.record(), record, std::nullopt);
    co_await refresh();
}

awaitable<void> docker_server::follow(upstream_spec upstream) {
    auto record = local::load_record(directory_.record());
    if (!record.upstream)
        throw server_error(
            server_failure::io_error, fmt::format("{} is no standby: it can't follow another server", id_)
        );
    record.upstream = std::move(upstream);
    local::save_record(directory_.record(), record, std::nullopt);
    co_await refresh();
}

awaitable<void> docker_server::refresh() {
    if (!running())
        co_return;
    const auto record = local::load_record(directory_.record());
    const auto facts = load_facts(facts_file());
    const auto container = watch_->container();
    auto wanted = configuration_of(host_, record, facts);
    if (delivered_ == wanted)
        co_return;
    delivered_.reset();
    auto files = archived(wanted, facts);
    co_await put_files(host_, container, inside::configuration, std::move(files));
    co_await signal_container(host_, container, "SIGHUP");
    if (running() && watch_->container() == container)
        delivered_ = std::move(wanted);
}

std::uint16_t
docker_server::choose_port(const local::server_record& record, const std::set<std::uint16_t>& taken) const {
    if (const auto asked = record.settings.port; asked != 0) {
        if (!host_.ports.is_free(asked))
            throw server_error(
                server_failure::port_taken,
                fmt::format(
                    "port {} of {} is in use by another program", asked, host_.options.publish_address
                )
            );
        return asked;
    }
    if (record.port != 0 && !taken.contains(record.port) && host_.ports.is_free(record.port))
        return record.port;
    return host_.ports.pick(taken);
}

// After an interrupted start, and after a restart of this program.
awaitable<void> docker_server::adopt_unknown() {
    co_await host_.unbroken.settled(name());
    try {
        const auto facts = json::parse(co_await host_.engine.send(get("/containers/" + name() + "/json")));
        has_container_ = true;
        const bool runs = facts.value(json::json_pointer("/State/Running"), false);
        if (runs && !running())
            serve_from(watch(facts.at("Id").get<std::string>()));
        else if (!runs && running()) { // its end is not heard of yet
            watch_.reset();
            ended();
        }
        const json::json_pointer address(
            "/NetworkSettings/Networks/" + host_.called.network() + "/IPAddress"
        );
        if (!host_.own_container.empty())
            address_ = facts.value(address, address_);
    } catch (const engine_error& error) {
        if (!error.not_found())
            throw_engine_failure(error, "look for the container " + name());
        has_container_ = false;
    }
    uncertain_ = false;
}

awaitable<void> docker_server::keep_log() {
    if (!has_container_)
        co_return;
    const auto said = co_await container_output(host_, name(), kept_log_lines);
    log_.reset();
    local::make_directory(directory_.log_directory(), 0700, std::nullopt);
    auto text = local::read_file_end(directory_.log(), kept_log_bytes) + said;
    if (!text.empty() && !text.ends_with('\n'))
        text += '\n';
    local::write_file(directory_.log(), text, std::nullopt);
    local::remove_tree(copied_log());
    co_await remove_container(host_, name());
    has_container_ = false;
}

// Whether it was started; not where somebody else got the port first.
awaitable<bool> docker_server::launch(local::server_record record, server_facts facts) {
    local::save_record(directory_.record(), record, std::nullopt);
    container_plan plan;
    plan.name = name();
    plan.image = facts.image;
    plan.role = "server";
    plan.server = id_;
    plan.user = fmt::format("{}:{}", facts.uid, facts.gid);
    plan.script = server_script();
    plan.volume = volume();
    if (host_.options.limits) {
        plan.memory_bytes = record.settings.limits.memory_bytes;
        plan.cpus = record.settings.limits.cpus;
        if (plan.cpus >= host_.cpus)
            plan.cpus = 0; // the engine refuses more than its machine has
    }
    if (host_.own_container.empty())
        plan.container_port = plan.published_port = record.port;
    const auto files = configuration_of(host_, record, facts);
    plan.environment = {
        {"CONF", files.conf},
        {"HBA", files.hba},
        {"BIN", facts.bin},
    };
    const auto copy = copy_environment(facts, record.wal_segment_megabytes);
    plan.environment.insert(copy.begin(), copy.end());
    uncertain_ = true;
    auto watched = watch(co_await create_container(host_, std::move(plan))); // it may end at once
    try {
        co_await start_container(host_, name());
    } catch (const server_error& error) {
        if (error.kind() != server_failure::port_taken)
            throw;
        has_container_ = true;
        uncertain_ = false;
        co_return false;
    }
    serve_from(std::move(watched));
    delivered_ = files;
    uncertain_ = false;
    co_return true;
}

void docker_server::open_door(std::uint16_t port) {
    if (door_ || !host_.options.lead_in)
        return;
    try {
        door_ = host_.options.lead_in(port, address_);
    } catch (const boost::system::system_error& error) {
        throw server_error(
            server_failure::port_taken,
            fmt::format("port {} of {}: {}", port, host_.options.publish_address, error.code().message())
        );
    }
}

awaitable<void> docker_server::await_ready(local::deadline until) {
    const auto record = local::load_record(directory_.record());
    if (!host_.own_container.empty()) {
        address_ = co_await address_of_container(host_, watch_->container());
        open_door(record.port);
    }
    auto superuser = access(record.superuser, "postgres");
    co_await await_login(host_, watch_, std::move(superuser), until);
    accepted_logins_ = watch_->running();
}

awaitable<bool> docker_server::start(local::deadline until, std::set<std::uint16_t> taken) {
    if (uncertain_)
        co_await adopt_unknown();
    if (running()) {
        co_await await_ready(until);
        co_return false;
    }
    auto record = local::load_record(directory_.record());
    const auto facts = load_facts(facts_file());
    const auto port_before = record.port;
    co_await keep_log();
    for (int attempt = 0; attempt < port_attempts; ++attempt) {
        record.port = choose_port(record, taken);
        const bool launched = co_await launch(record, facts);
        if (launched) {
            co_await await_ready(until);
            co_return record.port != port_before&& port_before != 0;
        }
        taken.insert(record.port);
        if (record.settings.port != 0)
            break;
    }
    throw server_error(
        server_failure::port_taken,
        fmt::format("port {} of {} is in use by another program", record.port, host_.options.publish_address)
    );
}

awaitable<void> docker_server::stop(stop_mode mode, std::chrono::milliseconds timeout) {
    if (uncertain_)
        co_await adopt_unknown();
    if (!running())
        co_return;
    stopping_ = true;
    const auto watched = watch_;
    co_await signal_container(host_, watched->container(), mode == stop_mode::fast ? "SIGINT" : "SIGQUIT");
    bool over = co_await watched->exited_within(timeout);
    if (!over && mode == stop_mode::fast) {
        co_await signal_container(host_, watched->container(), "SIGQUIT");
        over = co_await watched->exited_within(immediate_stop_limit);
    }
    if (!over) {
        co_await signal_container(host_, watched->container(), "SIGKILL");
        over = co_await watched->exited_within(kill_limit);
    }
    if (!over)
        throw server_error(server_failure::timed_out, "the server does not end, not even by force");
    co_await port_released();
}

// The engine says that a container has ended before it gives up the port that it has published for it.
awaitable<void> docker_server::port_released() {
    const auto port = local::load_record(directory_.record()).port;
    const auto until = std::chrono::steady_clock::now() + release_limit;
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!host_.ports.is_free(port) && local::time_left(until) > 0ms) {
        pause.expires_after(release_pause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

awaitable<void> docker_server::promote(local::deadline until) {
    auto record = local::load_record(directory_.record());
    if (!running())
        throw server_error(
            server_failure::io_error, fmt::format("{} does not run: it can't be promoted", id_)
        );
    auto superuser = access(record.superuser, "postgres");
    co_await local::end_recovery(std::move(superuser), until);
    if (!record.upstream)
        co_return;
    record.upstream.reset();
    local::save_record(directory_.record(), record, std::nullopt);
    co_await refresh();
}

awaitable<void> docker_server::destroy() {
    stopping_ = true;
    co_await host_.unbroken.settled(host_.called.backup(id_));
    co_await host_.unbroken.settled(name());
    co_await remove_container(host_, host_.called.backup(id_));
    co_await remove_container(host_, name());
    watch_.reset();
    log_.reset();
    door_.reset();
    has_container_ = false;
    co_await remove_volume(host_, volume());
    auto incoming = directory_.root;
    incoming += local::incoming_suffix;
    local::remove_tree(incoming);
    local::remove_tree(directory_.root);
}

pg::connect_options docker_server::access(const std::string& user, const std::string& database) const {
    pg::connect_options options;
    options.host = address_;
    options.port = local::load_record(directory_.record()).port;
    options.user = user;
    options.password = load_facts(facts_file()).password;
    options.database = database;
    return options;
}

std::string docker_server::log_tail(std::size_t max_bytes) const {
    auto text = local::read_file_end(copied_log(), max_bytes);
    if (text.size() + 1 >= max_bytes)
        return text;
    const auto before = local::read_file_end(directory_.log(), max_bytes - text.size() - 1);
    return before.empty() ? text : before + "\n" + text;
}

} // namespace borealis::replication::docker
