// What the host decides about every server, around what its caller asks for.
#include "replication/server/local/server_configuration.hpp"

#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/postmaster_file.hpp"
#include "replication/server/local/template_cache.hpp"

#include <fmt/format.h>

#include <map>

namespace borealis::replication::local {
namespace {

using parameters = std::map<std::string, std::string>;

// What initdb would have written, and new WAL segments that take no space before they are filled.
// full_page_writes stays on: without it no backup can be taken from a standby. Source: PostgreSQL
// documentation, sections 14.5 "Non-Durable Settings" and 26.3.3 "Making a Base Backup Using the Low Level
// API".
parameters defaults(const local_host_options& options, const server_record& record) {
    const auto locale = cluster_locale();
    auto values = wal_size_parameters(record.wal_segment_megabytes);
    values.insert({
        {"default_text_search_config", "pg_catalog.english"},
        {"lc_monetary", locale},
        {"lc_numeric", locale},
        {"lc_time", locale},
    });
    if (!options.durable)
        values.insert({{"wal_init_zero", "off"}, {"wal_recycle", "off"}});
    return values;
}

// What nobody else may decide: where it listens, and where its messages go. lc_messages is C because messages
// are read.
parameters fixed(const host_context& host, const std::string& id, std::uint16_t port) {
    return {
        {"listen_addresses", host.options.listen_address},
        {"port", std::to_string(port)},
        {"unix_socket_directories",
         fmt::format("\"{}\"", socket_directory(host.directory_of(id).root).string())},
        {"unix_socket_permissions", "0700"},
        {"fsync", host.options.durable ? "on" : "off"},
        {"lc_messages", "C"},
        {"log_destination", "stderr"},
        {"logging_collector", "off"},
        {"external_pid_file", ""},
    };
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
        // An upstream that is gone leaves a standby that only serves what it has.
        const bool reachable =
            std::filesystem::exists(host.directory_of(record.upstream->server_id).record());
        chosen["primary_conninfo"] =
            reachable
                ? render_primary_conninfo(*record.upstream, address_of(host, record.upstream->server_id))
                : "";
        chosen["primary_slot_name"] = reachable ? record.upstream->slot : "";
        chosen.try_emplace("recovery_target_timeline", "latest");
    }
    const auto conf =
        render_postgresql_conf(defaults(host.options, record), chosen, fixed(host, id, record.port));
    write_file(directory.data() / "postgresql.conf", conf, host.user);
    write_file(directory.data() / "pg_hba.conf", render_pg_hba(record.settings.hba_rules), host.user);
}

} // namespace borealis::replication::local
