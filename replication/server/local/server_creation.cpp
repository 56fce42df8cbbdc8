// Both ways end with a record and one rename.
#include "replication/server/local/server_creation.hpp"

#include "replication/server/local/base_backup.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/postmaster_file.hpp"
#include "replication/server/local/server_configuration.hpp"
#include "replication/server/local/system_identity.hpp"
#include "replication/server/local/template_cache.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>

namespace borealis::replication::local {
namespace {

namespace fs = std::filesystem;

server_directory incoming_of(const host_context& host, const std::string& id) {
    return {host.options.directory / (id + std::string(incoming_suffix))};
}

// Whatever an earlier attempt left is thrown away.
void begin_anew(const host_context& host, const server_directory& incoming) {
    remove_tree(incoming.root);
    make_directory(incoming.root, 0700, host.user);
}

void complete(
    const host_context& host,
    const std::string& id,
    const server_directory& incoming,
    const server_record& record
) {
    save_record(incoming.record(), record, host.user);
    if (host.options.durable)
        flush_file_system(incoming.root);
    const auto root = host.directory_of(id).root;
    if (std::rename(incoming.root.c_str(), root.c_str()) != 0)
        throw_errno(errno, "create", root);
}

// The copy has the upstream's own settings and state; ours are written at the start.
void become_standby(const host_context& host, const server_directory& copy) {
    write_file(copy.standby_signal(), "", host.user);
    write_file(copy.data() / "postgresql.auto.conf", "", host.user);
}

server_record
record_of_standby(const host_context& host, const upstream_spec& upstream, server_settings settings) {
    auto record = load_record(host.directory_of(upstream.server_id).record());
    record.settings = std::move(settings);
    record.upstream = upstream;
    record.port = 0;
    return record;
}

backup_request request_for(
    const host_context& host,
    const std::string& id,
    const upstream_spec& upstream,
    const server_record& record
) {
    const auto address = address_of(host, upstream.server_id);
    backup_request request;
    request.program = host.installed(record.major).bin / "pg_basebackup";
    request.user = host.user;
    request.target = incoming_of(host, id).data();
    request.upstream.host = address.host;
    request.upstream.port = address.port;
    request.upstream.user = record.superuser;
    request.source = upstream;
    request.durable = host.options.durable;
    request.label = "basebackup-" + short_digest(id);
    return request;
}

} // namespace

awaitable<void>
make_primary(host_context& host, std::string id, template_spec from, server_settings settings) {
    server_record record;
    record.major = from.major;
    record.wal_segment_megabytes = from.wal_segment_megabytes;
    record.superuser = from.superuser;
    record.trusted_extensions = from.trusted_extensions;
    record.settings = std::move(settings);
    const auto data = co_await obtain_template(host, std::move(from));
    std::function<void()> work = [&] {
        const auto incoming = incoming_of(host, id);
        begin_anew(host, incoming);
        copy_tree(data, incoming.data(), host.user);
        set_system_identifier(incoming.data(), new_system_identifier());
        complete(host, id, incoming, record);
    };
    co_await host.workers.run(std::move(work));
}

awaitable<void> make_standby(
    host_context& host,
    std::string id,
    upstream_spec upstream,
    server_settings settings,
    progress_sink progress
) {
    if (!live_postmaster(host.directory_of(upstream.server_id).data()))
        throw server_error(
            server_failure::backup_failed, fmt::format("the upstream {} does not run", upstream.server_id)
        );
    const auto record = record_of_standby(host, upstream, std::move(settings));
    const auto incoming = incoming_of(host, id);
    std::function<void()> begin = [&] { begin_anew(host, incoming); };
    co_await host.workers.run(std::move(begin));
    auto request = request_for(host, id, upstream, record);
    co_await take_base_backup(host.loop, std::move(request), std::move(progress));
    become_standby(host, incoming);
    complete(host, id, incoming, record);
}

} // namespace borealis::replication::local
