// What `borealis doctor` finds out.
#include "emulator/app/doctor.hpp"

#include "emulator/app/data_directory.hpp"
#include "emulator/app/directories.hpp"
#include "replication/server/docker_host.hpp"
#include "replication/server/local/os_user.hpp"
#include "replication/server/local/version_discovery.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <ostream>
#include <regex>
#include <stdexcept>

namespace borealis::emulator {

namespace {

namespace fs = std::filesystem;
namespace local = replication::local;
using tcp = asio::ip::tcp;

enum class verdict : unsigned char { good, worth_knowing, broken };

struct finding {
    verdict how = verdict::good;
    std::string text;
};

finding examine_docker() {
    try {
        return {
            verdict::good,
            replication::describe_docker_engine() + " can run servers in containers (--backend docker)"};
    } catch (const replication::server_error& error) {
        return {verdict::worth_knowing, fmt::format("no servers in containers: {}", error.what())};
    }
}

finding examine_postgres() {
    const auto found = local::discover_installations();
    if (found.empty() && examine_docker().how == verdict::good)
        return {verdict::worth_knowing, "no PostgreSQL server from version 13 on: servers are containers"};
    if (found.empty())
        return {verdict::broken, "no PostgreSQL server from version 13 on: apt-get install postgresql"};
    std::string text = "PostgreSQL";
    for (const auto& installation : found)
        text += fmt::format(" {} ({})", installation.version.text, installation.bin.string());
    return {verdict::good, std::move(text)};
}

finding examine_user() {
    if (::geteuid() != 0)
        return {verdict::good, "servers run as this user"};
    try {
        return {
            verdict::good,
            fmt::format("servers run as {}, because PostgreSQL refuses root", local::server_user()->name)};
    } catch (const replication::server_error& error) {
        return {verdict::broken, error.what()};
    }
}

/// Whether one can listen there; nothing in the error code where one can.
boost::system::error_code try_to_listen(const std::string& address, std::uint16_t port) {
    asio::io_context loop;
    tcp::acceptor acceptor(loop);
    const tcp::endpoint where(asio::ip::make_address(address), port);
    boost::system::error_code error;
    acceptor.open(where.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(where, error);
    if (!error)
        acceptor.listen(1, error);
    return error;
}

finding examine_listening(const settings& options) {
    const auto where = fmt::format("{}:{}", options.listen_address, options.listen_port);
    if (const auto error = try_to_listen(options.listen_address, options.listen_port); error)
        return {
            verdict::broken,
            fmt::format("the API cannot listen on {}: {}; --listen takes another", where, error.message())};
    return {verdict::good, fmt::format("the API can listen on {}", where)};
}

finding examine_server_ports(const settings& options) {
    const auto range = fmt::format("{}-{}", options.first_server_port, options.last_server_port);
    for (unsigned port = options.first_server_port; port <= options.last_server_port; ++port) {
        if (!try_to_listen(options.server_address, static_cast<std::uint16_t>(port)))
            return {
                verdict::good,
                fmt::format("servers can listen on {}, ports {}", options.server_address, range)};
    }
    return {
        verdict::broken,
        fmt::format("no port of {} is free on {}: see --server-ports", range, options.server_address)};
}

finding examine_reader_address(const settings& options) {
    if (const auto error = try_to_listen(options.reader_address, 0); error)
        return {
            verdict::broken,
            fmt::format(
                "reader endpoints cannot listen on {}: {}; see --reader-address",
                options.reader_address,
                error.message()
            )};
    return {verdict::good, fmt::format("reader endpoints can listen on {}", options.reader_address)};
}

/// The nearest directory on the way to `path` that exists.
fs::path existing_part(fs::path path) {
    while (!fs::exists(path) && path != path.parent_path())
        path = path.parent_path();
    return path;
}

finding examine_directory(std::string_view what, const fs::path& path) {
    const auto existing = existing_part(fs::absolute(path));
    if (::access(existing.c_str(), W_OK | X_OK) != 0)
        return {verdict::broken, fmt::format("the {} directory {} cannot be written", what, path.string())};
    if (::geteuid() == 0) {
        try {
            if (const auto user = local::server_user())
                local::require_reachable(existing, *user);
        } catch (const replication::server_error& error) {
            return {verdict::broken, fmt::format("the {} directory: {}", what, error.what())};
        }
    }
    return {verdict::good, fmt::format("the {} directory is {}", what, path.string())};
}

std::string output_of(const char* command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command, "r"), ::pclose);
    std::string text;
    std::array<char, 256> part{};
    while (pipe && std::fgets(part.data(), part.size(), pipe.get()) != nullptr)
        text += part.data();
    return text;
}

finding examine_aws_cli() {
    const std::string text = output_of("aws --version 2>&1");
    std::smatch found;
    if (!std::regex_search(text, found, std::regex(R"(aws-cli/(\d+)\.(\d+)\.\d+)")))
        return {verdict::worth_knowing, "no AWS CLI (apt-get install awscli); SDKs work without it"};
    const int major = std::stoi(found[1]);
    const int minor = std::stoi(found[2]);
    if (major == 1)
        return {
            verdict::worth_knowing,
            found.str() + " sends `aws rds` in us-east-1 to AWS even when AWS_ENDPOINT_URL is set: give it "
                          "--endpoint-url, as the function that `borealis env` defines does"};
    if (major == 2 && minor < 13)
        return {
            verdict::worth_knowing,
            found.str() + " does not know AWS_ENDPOINT_URL: give it --endpoint-url, as the function that "
                          "`borealis env` defines does"};
    return {verdict::good, found.str()};
}

} // namespace

bool examine_machine(const settings& options, std::ostream& out) {
    const finding findings[] = {
        examine_postgres(),
        examine_user(),
        examine_listening(options),
        examine_server_ports(options),
        examine_reader_address(options),
        examine_directory("data", options.data_directory),
        examine_directory("cache", options.cache_directory),
        examine_aws_cli(),
        examine_docker(),
    };
    bool works = true;
    for (const auto& [how, text] : findings) {
        const char* mark = how == verdict::good ? "ok  " : how == verdict::worth_knowing ? "note" : "FAIL";
        out << mark << "  " << text << '\n';
        works = works && how != verdict::broken;
    }
    return works;
}

} // namespace borealis::emulator
