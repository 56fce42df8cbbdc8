// Reads and writes server.json.
#include "replication/server/local/server_record.hpp"

#include "replication/server/local/directory_tree.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::local {
namespace {

using json = nlohmann::json;

json to_json(const upstream_spec& upstream) {
    return {
        {"server_id", upstream.server_id},
        {"slot", upstream.slot},
        {"user", upstream.user},
        {"application_name", upstream.application_name},
    };
}

upstream_spec upstream_from(const json& value) {
    return {
        value.at("server_id").get<std::string>(),
        value.at("slot").get<std::string>(),
        value.at("user").get<std::string>(),
        value.at("application_name").get<std::string>(),
    };
}

server_record record_from(const json& value) {
    server_record record;
    value.at("major").get_to(record.major);
    value.at("wal_segment_megabytes").get_to(record.wal_segment_megabytes);
    value.at("superuser").get_to(record.superuser);
    value.at("trusted_extensions").get_to(record.trusted_extensions);
    value.at("parameters").get_to(record.settings.parameters);
    value.at("hba_rules").get_to(record.settings.hba_rules);
    value.at("requested_port").get_to(record.settings.port);
    value.at("port").get_to(record.port);
    record.settings.limits.memory_bytes = value.value("memory_limit", std::uint64_t(0));
    record.settings.limits.cpus = value.value("cpu_limit", 0.0);
    if (const auto upstream = value.find("upstream"); upstream != value.end())
        record.upstream = upstream_from(*upstream);
    return record;
}

} // namespace

std::optional<server_record> find_record(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text)
        return std::nullopt;
    try {
        return record_from(json::parse(*text));
    } catch (const json::exception& error) {
        throw server_error(
            server_failure::io_error, fmt::format("{} is damaged: {}", file.string(), error.what())
        );
    }
}

server_record load_record(const std::filesystem::path& file) {
    auto record = find_record(file);
    if (!record)
        throw server_error(
            server_failure::io_error, fmt::format("there is no server here: {} is absent", file.string())
        );
    return std::move(*record);
}

void save_record(
    const std::filesystem::path& file, const server_record& record, const std::optional<os_user>& owner
) {
    json value{
        {"major", record.major},
        {"wal_segment_megabytes", record.wal_segment_megabytes},
        {"superuser", record.superuser},
        {"trusted_extensions", record.trusted_extensions},
        {"parameters", record.settings.parameters},
        {"hba_rules", record.settings.hba_rules},
        {"requested_port", record.settings.port},
        {"port", record.port},
        {"memory_limit", record.settings.limits.memory_bytes},
        {"cpu_limit", record.settings.limits.cpus},
    };
    if (record.upstream)
        value["upstream"] = to_json(*record.upstream);
    write_file(file, value.dump(2) + "\n", owner);
}

} // namespace borealis::replication::local
