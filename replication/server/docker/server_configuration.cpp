// The host's own roles come first in pg_hba.conf, with their password: over TCP there is no other proof of
// who asks.
#include "replication/server/docker/server_configuration.hpp"

#include "replication/server/configuration_files.hpp"
#include "replication/server/docker/container_scripts.hpp"

#include <fmt/format.h>

namespace borealis::replication::docker {
namespace {

std::string in_configuration(std::string_view name) {
    return fmt::format("{}/{}", inside::configuration, name);
}

std::string hba_of(const local::server_record& record, const server_facts& facts) {
    std::vector<std::string> rules;
    for (const auto& role : facts.roles) {
        rules.push_back(fmt::format("host all \"{}\" all scram-sha-256", role));
        rules.push_back(fmt::format("host replication \"{}\" all scram-sha-256", role));
    }
    rules.insert(rules.end(), record.settings.hba_rules.begin(), record.settings.hba_rules.end());
    return render_pg_hba(rules);
}

std::string conf_of(const host_context& host, const local::server_record& record, const server_facts& facts) {
    auto chosen = record.settings.parameters;
    if (record.upstream)
        add_standby_parameters(chosen, *record.upstream, upstream_conninfo(host, *record.upstream));
    auto fixed = host_parameters(record.port, host.options.durable);
    fixed["listen_addresses"] = "*";
    fixed["unix_socket_directories"] = inside::volume;
    fixed["hba_file"] = in_configuration("pg_hba.conf");
    const auto defaults =
        default_parameters(record.wal_segment_megabytes, facts.locale, host.options.durable);
    return render_postgresql_conf(defaults, chosen, fixed);
}

} // namespace

std::string upstream_conninfo(const host_context& host, const upstream_spec& upstream) {
    const auto record = local::find_record(host.directory_of(upstream.server_id).record());
    if (!record)
        return "";
    upstream_address address;
    address.host = host.called.server(upstream.server_id);
    address.port = record->port;
    return render_primary_conninfo(upstream, address) + " " + conninfo_item("passfile", inside::passwords);
}

server_files
configuration_of(const host_context& host, const local::server_record& record, const server_facts& facts) {
    return {conf_of(host, record, facts), hba_of(record, facts)};
}

std::vector<tar_file> archived(const server_files& files, const server_facts& facts) {
    std::vector<tar_file> all;
    const auto add = [&](std::string name, const std::string& content) {
        tar_file file;
        file.name = std::move(name);
        file.content = content;
        file.uid = facts.uid;
        file.gid = facts.gid;
        all.push_back(std::move(file));
    };
    add("postgresql.conf", files.conf);
    add("pg_hba.conf", files.hba);
    return all;
}

} // namespace borealis::replication::docker
