// Rendering of postgresql.conf, pg_hba.conf and connection strings, with their quoting rules.
#include "replication/server/configuration_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::replication {
namespace {

bool is_parameter_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto rest = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '$'; };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), rest);
}

std::string quoted_value(std::string_view value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'')
            text += "''";
        else if (c == '\\')
            text += "\\\\";
        else if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
    return text + "'";
}

} // namespace

std::string render_postgresql_conf(
    const std::map<std::string, std::string>& defaults,
    const std::map<std::string, std::string>& chosen,
    const std::map<std::string, std::string>& fixed
) {
    auto merged = fixed;
    merged.insert(chosen.begin(), chosen.end());
    merged.insert(defaults.begin(), defaults.end());
    std::string text = "# Written anew with every change of settings; edits are lost.\n";
    for (const auto& [name, value] : merged) {
        if (!is_parameter_name(name))
            throw server_error(server_failure::io_error, fmt::format("\"{}\" is no parameter name", name));
        text += fmt::format("{} = {}\n", name, quoted_value(value));
    }
    return text;
}

std::map<std::string, std::string> wal_size_parameters(int wal_segment_megabytes) {
    return {
        {"min_wal_size", fmt::format("{}MB", 5 * wal_segment_megabytes)},
        {"max_wal_size", fmt::format("{}MB", 64 * wal_segment_megabytes)},
    };
}

std::map<std::string, std::string>
default_parameters(int wal_segment_megabytes, const std::string& locale, bool durable) {
    auto values = wal_size_parameters(wal_segment_megabytes);
    values.insert({
        {"default_text_search_config", "pg_catalog.english"},
        {"lc_monetary", locale},
        {"lc_numeric", locale},
        {"lc_time", locale},
    });
    if (!durable)
        values.insert({{"wal_init_zero", "off"}, {"wal_recycle", "off"}});
    return values;
}

std::map<std::string, std::string> host_parameters(std::uint16_t port, bool durable) {
    return {
        {"port", std::to_string(port)},
        {"unix_socket_permissions", "0700"},
        {"fsync", durable ? "on" : "off"},
        {"lc_messages", "C"},
        {"log_destination", "stderr"},
        {"logging_collector", "off"},
        {"external_pid_file", ""},
    };
}

void add_standby_parameters(
    std::map<std::string, std::string>& parameters, const upstream_spec& upstream, const std::string& conninfo
) {
    parameters["primary_conninfo"] = conninfo;
    parameters["primary_slot_name"] = conninfo.empty() ? "" : upstream.slot;
    parameters.try_emplace("recovery_target_timeline", "latest");
}

std::string render_pg_hba(const std::vector<std::string>& rules) {
    std::string text = "local all all trust\n"
                       "local replication all trust\n";
    for (const auto& rule : rules)
        text += rule + "\n";
    return text;
}

std::string conninfo_item(std::string_view keyword, std::string_view value) {
    std::string text(keyword);
    text += "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + "'";
}

std::string render_primary_conninfo(const upstream_spec& upstream, const upstream_address& address) {
    return conninfo_item("host", address.host) + " " + conninfo_item("port", std::to_string(address.port)) +
           " " + conninfo_item("user", upstream.user) + " " +
           conninfo_item("application_name", upstream.application_name);
}

} // namespace borealis::replication
