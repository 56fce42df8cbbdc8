// The command line.
#include "emulator/app/command_line.hpp"

#include "emulator/app/access_keys.hpp"
#include "emulator/app/directories.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <vector>

namespace borealis::emulator {

namespace {

/// Options that are not settings as they are written.
struct raw_options {
    std::string listen = "127.0.0.1:4566";
    std::string server_ports = "54320-56319";
    std::string speed = "fast";
    std::string replica_lag = "precise";
    std::vector<std::string> docker_images;
    std::string auth = "off";
    std::string access_keys_file;
};

std::uint16_t parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::runtime_error(fmt::format("\"{}\" is not a port", text));
    return port;
}

std::string parse_address(const std::string& text) {
    if (text == "localhost")
        return "127.0.0.1";
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(text, error);
    if (error)
        throw std::runtime_error(fmt::format("\"{}\" is not an IP address", text));
    return address.to_string();
}

void add_listen(CLI::App& app, raw_options& raw) {
    app.add_option("--listen", raw.listen, "Address and port of the API; port 0 takes any free one")
        ->envname("BOREALIS_LISTEN")
        ->type_name("HOST:PORT")
        ->capture_default_str();
}

void add_directories(CLI::App& app, settings& options) {
    app.add_option("--data-dir", options.data_directory, "Where state and servers are kept")
        ->envname("BOREALIS_DATA_DIR")
        ->type_name("DIR");
    app.add_option(
           "--cache-dir", options.cache_directory, "Where prepared servers are kept to copy new ones from"
    )
        ->envname("BOREALIS_CACHE_DIR")
        ->type_name("DIR");
}

void add_addresses(CLI::App& app, settings& options, raw_options& raw) {
    app.add_option("--server-address", options.server_address, "Where servers and writer endpoints listen")
        ->envname("BOREALIS_SERVER_ADDRESS")
        ->capture_default_str();
    app.add_option("--reader-address", options.reader_address, "Where reader endpoints listen")
        ->envname("BOREALIS_READER_ADDRESS")
        ->capture_default_str();
    app.add_option(
           "--advertised-host", options.advertised_host, "What clients are told instead of --server-address"
    )
        ->envname("BOREALIS_ADVERTISED_HOST")
        ->type_name("HOST");
    app.add_option(
           "--advertised-reader-host", options.advertised_reader_host, "And instead of --reader-address"
    )
        ->envname("BOREALIS_ADVERTISED_READER_HOST")
        ->type_name("HOST");
    app.add_option(
           "--host-names",
           options.host_names,
           "Names of this machine, separated by commas: a client that calls the API by one of them, by "
           "localhost or by an address is told the same as the address of servers"
    )
        ->envname("BOREALIS_HOST_NAMES")
        ->type_name("NAMES")
        ->delimiter(',')
        ->transform([](std::string name) { return CLI::detail::to_lower(std::move(name)); });
    app.add_option("--server-ports", raw.server_ports, "Ports for servers and cluster endpoints")
        ->envname("BOREALIS_SERVER_PORTS")
        ->type_name("FIRST-LAST")
        ->capture_default_str();
}

void add_behaviour(CLI::App& app, settings& options, raw_options& raw) {
    app.add_flag("--ephemeral", options.ephemeral, "Servers and state end with this process")
        ->envname("BOREALIS_EPHEMERAL");
    app.add_flag("--durable", options.durable, "Servers sync to disk: slower, and safe against a power cut")
        ->envname("BOREALIS_DURABLE");
    app.add_option(
           "--backend",
           options.backend,
           "Where servers run: local: processes on this machine; docker: containers of the engine that "
           "DOCKER_HOST "
           "names; auto: local where PostgreSQL is installed"
    )
        ->envname("BOREALIS_BACKEND")
        ->check(CLI::IsMember({"auto", "local", "docker"}))
        ->capture_default_str();
    app.add_option(
           "--docker-image",
           raw.docker_images,
           "The image of a major version, any that holds PostgreSQL's binaries; without it postgres:MAJOR"
    )
        ->envname("BOREALIS_DOCKER_IMAGES")
        ->delimiter(',')
        ->type_name("MAJOR=IMAGE");
    app.add_flag(
           "--docker-limits",
           options.docker_limits,
           "Containers get the memory and processors of their DB instance class, and no more"
    )
        ->envname("BOREALIS_DOCKER_LIMITS");
    app.add_option(
           "--pace", raw.speed, "fast: a status lasts as long as the work behind it; realistic: as in AWS"
    )
        ->envname("BOREALIS_PACE")
        ->check(CLI::IsMember({"fast", "realistic"}))
        ->capture_default_str();
    app.add_option(
           "--replica-lag",
           raw.replica_lag,
           "What RDSToAuroraPostgreSQLReplicaLag says of an idle pair that has caught up: precise: 0; aws: "
           "it "
           "climbs to 300 s and falls, as on AWS, which commits on the source every 300 s"
    )
        ->envname("BOREALIS_REPLICA_LAG")
        ->check(CLI::IsMember({"precise", "aws"}))
        ->capture_default_str();
    app.add_option("--auth", raw.auth, "verify: check every signature against the access keys")
        ->envname("BOREALIS_AUTH")
        ->check(CLI::IsMember({"off", "verify"}))
        ->capture_default_str();
    app.add_option(
           "--access-keys",
           raw.access_keys_file,
           "For --auth verify: a file of mode 0600 with a line \"ACCESS_KEY SECRET\" for each key; else the "
           "lines are "
           "taken from BOREALIS_ACCESS_KEYS"
    )
        ->type_name("FILE");
    app.add_option("--log-level", options.log_level, "What goes to stderr")
        ->envname("BOREALIS_LOG_LEVEL")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
        ->capture_default_str();
}

void read_server_ports(const std::string& text, settings& options) {
    const auto dash = text.find('-');
    if (dash == std::string::npos)
        throw std::runtime_error("--server-ports: write FIRST-LAST");
    options.first_server_port = parse_port(std::string_view(text).substr(0, dash));
    options.last_server_port = parse_port(std::string_view(text).substr(dash + 1));
    if (options.first_server_port < 1024 || options.first_server_port > options.last_server_port)
        throw std::runtime_error("--server-ports: FIRST is below 1024 or above LAST");
}

void read_docker_images(const std::vector<std::string>& choices, settings& options) {
    for (const auto& choice : choices) {
        const auto equals = choice.find('=');
        int major = 0;
        const auto [end, error] = std::from_chars(choice.data(), choice.data() + choice.size(), major);
        if (equals == std::string::npos || equals + 1 == choice.size() || error != std::errc() ||
            end != choice.data() + equals)
            throw std::runtime_error(fmt::format("--docker-image {}: write MAJOR=IMAGE", choice));
        options.docker_images[major] = choice.substr(equals + 1);
    }
}

void read_access_key_options(const raw_options& raw, settings& options) {
    options.verify_signatures = raw.auth == "verify";
    if (!options.verify_signatures)
        return;
    if (!raw.access_keys_file.empty())
        options.access_keys = read_access_keys(raw.access_keys_file);
    else if (const char* lines = std::getenv("BOREALIS_ACCESS_KEYS"); lines != nullptr)
        options.access_keys = parse_access_keys(lines);
    if (options.access_keys.empty())
        throw std::runtime_error("--auth verify needs access keys: --access-keys FILE or BOREALIS_ACCESS_KEYS"
        );
}

void complete(settings& options, const raw_options& raw) {
    std::tie(options.listen_address, options.listen_port) = parse_listen(raw.listen);
    options.server_address = parse_address(options.server_address);
    options.reader_address = parse_address(options.reader_address);
    // Listening on all addresses takes the port on the reader's address too: then one endpoint is both.
    if (boost::asio::ip::make_address(options.server_address).is_unspecified())
        options.reader_address = options.server_address;
    read_server_ports(raw.server_ports, options);
    options.speed = raw.speed == "realistic" ? pace::realistic : pace::fast;
    options.replica_lag = raw.replica_lag == "aws" ? lag_formula::aws : lag_formula::precise;
    if (options.data_directory.empty() && !options.ephemeral)
        options.data_directory = default_data_directory();
    if (options.cache_directory.empty())
        options.cache_directory = default_cache_directory();
    read_docker_images(raw.docker_images, options);
    read_access_key_options(raw, options);
}

bool needs_address(command what) {
    return what == command::serve || what == command::env || what == command::doctor ||
           what == command::health;
}

} // namespace

std::pair<std::string, std::uint16_t> parse_listen(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        throw std::runtime_error(fmt::format("\"{}\" is not an address and a port: write HOST:PORT", text));
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    return {parse_address(host), parse_port(std::string_view(text).substr(colon + 1))};
}

std::variant<invocation, exit_status> read_command_line(int count, const char* const* arguments) {
    CLI::App app("Borealis: Amazon RDS and Aurora PostgreSQL on this machine, on real PostgreSQL servers");
    app.require_subcommand(1);
    const std::pair<command, CLI::App*> commands[] = {
        {command::serve, app.add_subcommand("serve", "Run the emulator until SIGINT or SIGTERM")},
        {command::env,
         app.add_subcommand("env", "Print what leads the AWS CLI and SDKs here: eval \"$(borealis env)\"")},
        {command::doctor, app.add_subcommand("doctor", "Say what this machine lacks, and how to get it")},
        {command::health,
         app.add_subcommand(
             "health", "Ask a running emulator whether it is ready; says so by its exit status"
         )},
        {command::version, app.add_subcommand("version", "Print the version")},
        {command::coverage,
         app.add_subcommand("coverage", "Print which operations are emulated, in Markdown")},
        {command::diagram,
         app.add_subcommand("diagram", "Print the states of resources as Mermaid diagrams")},
    };
    // Each command has settings of its own: CLI11 applies environment variables to commands that were not
    // given too.
    std::map<command, std::pair<settings, raw_options>> read;
    for (const auto& [what, subcommand] : commands) {
        auto& [options, raw] = read[what];
        if (needs_address(what))
            add_listen(*subcommand, raw);
        if (what == command::serve || what == command::doctor) {
            add_directories(*subcommand, options);
            add_addresses(*subcommand, options, raw);
        }
        if (what == command::serve)
            add_behaviour(*subcommand, options, raw);
    }
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& end) {
        return exit_status{app.exit(end)};
    }
    invocation asked;
    for (const auto& [what, subcommand] : commands) {
        if (!*subcommand)
            continue;
        asked = {what, std::move(read[what].first)};
        if (needs_address(what))
            complete(asked.options, read[what].second);
    }
    return asked;
}

} // namespace borealis::emulator
