// What the host decides about every server, around what its caller asks for.
#include "replication/server/local/server_configuration.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/postmaster_file.hpp"
#include "replication/server/local/template_cache.hpp"

#include <fmt/format.h>

#include <map>

namespace borealis::replication::local {
namespace {

// Where it listens.
std::map<std::string, std::string>
fixed(const host_context& host, const std::string& id, std::uint16_t port) {
    auto values = host_parameters(port, host.options.durable);
    values["listen_addresses"] = host.options.listen_address;
    values["unix_socket_directories"] =
        fmt::format("\"{}\"", socket_directory(host.directory_of(id).root).string());
    return values;
}

} // namespace

upstream_address address_of(const host_context& host, const std::string& id) {
    const auto directory = host.directory_of(id);
    upstream_address address;
    address.host = socket_directory(directory.root).string();
    if (const auto live = live_postmaster(directory.data()); live && live->port != 0)
        address.port = live->port;
    else
        address.port = load_record(directory.record()).port;
    return address;
}

void write_configuration(
    const host_context& host,
    const std::string& id,
    const server_directory& directory,
    const server_record& record
) {
    auto chosen = record.settings.parameters;
    if (record.upstream && std::filesystem::exists(directory.standby_signal())) {
        const bool reachable =
            std::filesystem::exists(host.directory_of(record.upstream->server_id).record());
        const auto conninfo =
            reachable
                ? render_primary_conninfo(*record.upstream, address_of(host, record.upstream->server_id))
                : "";
        add_standby_parameters(chosen, *record.upstream, conninfo);
    }
    const auto defaults =
        default_parameters(record.wal_segment_megabytes, cluster_locale(), host.options.durable);
    const auto conf = render_postgresql_conf(defaults, chosen, fixed(host, id, record.port));
    write_file(directory.data() / "postgresql.conf", conf, host.user);
    write_file(directory.data() / "pg_hba.conf", render_pg_hba(record.settings.hba_rules), host.user);
}

} // namespace borealis::replication::local
