// JSON, with the control file in hexadecimal.
#include "replication/server/docker/server_facts.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/server_host.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;

std::string to_hex(const std::string& bytes) {
    std::string hex;
    for (const char byte : bytes)
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return hex;
}

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

json to_json(const server_facts& facts) {
    return {
        {"image", facts.image},
        {"bin", facts.bin},
        {"uid", facts.uid},
        {"gid", facts.gid},
        {"locale", facts.locale},
        {"control", to_hex(facts.control)},
        {"roles", facts.roles},
    };
}

server_facts from_json(const json& value) {
    server_facts facts;
    value.at("image").get_to(facts.image);
    value.at("bin").get_to(facts.bin);
    value.at("uid").get_to(facts.uid);
    value.at("gid").get_to(facts.gid);
    value.at("locale").get_to(facts.locale);
    facts.control = from_hex(value.at("control"));
    value.at("roles").get_to(facts.roles);
    facts.password = value.value("password", "");
    facts.volume = value.value("volume", "");
    return facts;
}

} // namespace

std::string to_label(const server_facts& facts) {
    return to_json(facts).dump();
}

server_facts from_label(const std::string& label) {
    return from_json(json::parse(label));
}

void save_facts(const std::filesystem::path& file, const server_facts& facts) {
    auto value = to_json(facts);
    value["password"] = facts.password;
    value["volume"] = facts.volume;
    local::write_file(file, value.dump(2) + "\n", std::nullopt);
}

server_facts load_facts(const std::filesystem::path& file) {
    const auto text = local::read_file(file);
    if (!text)
        throw server_error(
            server_failure::io_error, fmt::format("there is no server here: {} is absent", file.string())
        );
    try {
        return from_json(json::parse(*text));
    } catch (const std::exception& error) {
        throw server_error(
            server_failure::io_error, fmt::format("{} is damaged: {}", file.string(), error.what())
        );
    }
}

} // namespace borealis::replication::docker
