// Both ways end with a rename: what lies under the server's own name is complete.
#include "replication/server/docker/server_creation.hpp"

#include "replication/server/backup_watch.hpp"
#include "replication/server/configuration_files.hpp"
#include "replication/server/docker/container.hpp"
#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/docker/docker_server.hpp"
#include "replication/server/docker/server_configuration.hpp"
#include "replication/server/docker/template_image.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/server_record.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>

namespace borealis::replication::docker {
namespace {

local::server_directory incoming_of(const host_context& host, const std::string& id) {
    return {host.options.directory / (id + std::string(local::incoming_suffix))};
}

void begin_anew(const local::server_directory& incoming) {
    local::remove_tree(incoming.root);
    local::make_directory(incoming.root, 0700, std::nullopt);
}

void complete(
    const host_context& host,
    const std::string& id,
    const local::server_record& record,
    const server_facts& facts
) {
    const auto incoming = incoming_of(host, id);
    save_facts(facts_file_of(incoming), facts);
    local::save_record(incoming.record(), record, std::nullopt);
    const auto root = host.directory_of(id).root;
    if (std::rename(incoming.root.c_str(), root.c_str()) != 0)
        throw_errno(errno, "create", root);
}

// pg_basebackup in a container that has the new server's volume.
class container_copy final : public running_copy {
  public:
    container_copy(host_context& host, std::string container)
        : host_(host), container_(host, std::move(container)),
          watch_(host.events.watch(container_.id(), nullptr)) {}

    awaitable<bool> exited_within(std::chrono::milliseconds limit) override {
        return watch_->exited_within(limit);
    }
    bool succeeded() const override { return watch_->exit_code() == 0; }
    awaitable<std::string> output() override { return container_output(host_, container_.id()); }

  private:
    host_context& host_;
    temporary_container container_;
    std::shared_ptr<container_watch> watch_;
};

container_plan backup_plan(
    const host_context& host,
    const std::string& id,
    const upstream_spec& upstream,
    const server_facts& facts,
    const std::string& label
) {
    container_plan plan;
    plan.name = host.called.backup(id);
    plan.image = facts.image;
    plan.role = "backup";
    plan.server = id;
    plan.user = fmt::format("{}:{}", facts.uid, facts.gid);
    plan.script = backup_script();
    auto source = upstream;
    source.application_name = label;
    plan.arguments = basebackup_arguments(
        inside::data, upstream_conninfo(host, source), upstream.slot, host.options.durable
    );
    plan.environment = {{"BIN", facts.bin}};
    plan.volume = host.called.server(id);
    return plan;
}

awaitable<std::unique_ptr<running_copy>> start_copy(host_context& host, container_plan plan) {
    const auto name = plan.name;
    const auto id = co_await create_container(host, std::move(plan));
    auto copy = std::make_unique<container_copy>(host, id);
    co_await start_container(host, name);
    co_return copy;
}

} // namespace

awaitable<void> make_primary(
    host_context& host, spare_volumes& spares, std::string id, template_spec from, server_settings settings
) {
    local::server_record record;
    record.major = from.major;
    record.wal_segment_megabytes = from.wal_segment_megabytes;
    record.superuser = from.superuser;
    record.trusted_extensions = from.trusted_extensions;
    record.settings = std::move(settings);
    auto facts = co_await obtain_template(host, std::move(from));
    begin_anew(incoming_of(host, id));
    facts.volume = spares.take(facts, record.wal_segment_megabytes);
    complete(host, id, record, facts);
}

awaitable<void> make_standby(
    host_context& host,
    std::string id,
    upstream_spec upstream,
    pg::connect_options superuser,
    server_settings settings,
    progress_sink progress
) {
    const auto source = host.directory_of(upstream.server_id);
    auto facts = load_facts(facts_file_of(source));
    facts.volume.clear();
    auto record = local::load_record(source.record());
    record.settings = std::move(settings);
    record.upstream = upstream;
    record.port = 0;
    begin_anew(incoming_of(host, id));

    backup_source from;
    from.superuser = std::move(superuser);
    from.slot = upstream.slot;
    from.label = "basebackup-" + local::short_digest(id);
    const auto plan = backup_plan(host, id, upstream, facts, from.label);
    copy_starter start = [&host, plan] { return start_copy(host, plan); };
    co_await watch_base_backup(std::move(from), std::move(start), std::move(progress));
    complete(host, id, record, facts);
}

} // namespace borealis::replication::docker
