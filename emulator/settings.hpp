// What the command line and the environment decide. Filled by emulator/app/command_line.cpp, validated once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace borealis::emulator {

enum class pace : unsigned char { fast, realistic };

/// What RDSToAuroraPostgreSQLReplicaLag says of a pair that has caught up and is idle.
enum class lag_formula : unsigned char {
    precise, // 0, and stays 0
    aws,     // time since the last replayed commit, which climbs to 300 s and falls
};

struct settings {
    std::string listen_address = "127.0.0.1";
    std::uint16_t listen_port = 4566; // 0: any free one
    std::filesystem::path data_directory;
    std::filesystem::path cache_directory;
    bool ephemeral = false;
    bool durable = false; // fsync of the PostgreSQL servers
    pace speed = pace::fast;
    lag_formula replica_lag = lag_formula::precise;

    std::string backend = "auto";             // auto, local, docker
    std::map<int, std::string> docker_images; // major version -> image, where it is not postgres:<major>
    bool docker_limits = false; // a server gets the memory and processors of its DB instance class, no more
    std::string server_address = "127.0.0.1"; // where servers and writer endpoints listen
    std::string reader_address =
        "127.0.0.2";             // where reader endpoints listen: a cluster has one Port for both names
    std::string advertised_host; // what clients are told instead of server_address; empty: the address
    std::string advertised_reader_host;
    /// Names of this machine, besides localhost and its addresses, in lower case. Where there are some, a
    /// client is told as the servers' address what it called the API by, as long as that is one of all these.
    std::vector<std::string> host_names;
    std::uint16_t first_server_port = 54320;
    std::uint16_t last_server_port = 56319;

    bool verify_signatures = false;
    std::map<std::string, std::string> access_keys; // access key -> secret, for verify_signatures

    std::string log_level = "info";
};

} // namespace borealis::emulator
