// pg_basebackup as a child process.
#include "replication/server/local/base_backup.hpp"

#include "replication/server/backup_watch.hpp"
#include "replication/server/configuration_files.hpp"
#include "replication/server/local/command.hpp"

#include <memory>

namespace borealis::replication::local {
namespace {

class child_copy final : public running_copy {
  public:
    child_copy(asio::io_context& loop, child_command command) : command_(loop, std::move(command)) {}
    awaitable<bool> exited_within(std::chrono::milliseconds limit) override {
        return command_.exited_within(limit);
    }
    bool succeeded() const override { return command_.succeeded(); }
    awaitable<std::string> output() override { co_return command_.output(); }

  private:
    running_command command_;
};

child_command basebackup_command(const backup_request& request) {
    const auto connection = conninfo_item("host", request.upstream.host) + " " +
                            conninfo_item("port", std::to_string(request.upstream.port)) + " " +
                            conninfo_item("user", request.source.user) + " " +
                            conninfo_item("application_name", request.label);
    child_command command;
    command.program = request.program;
    command.arguments =
        basebackup_arguments(request.target.string(), connection, request.source.slot, request.durable);
    command.user = request.user;
    return command;
}

awaitable<std::unique_ptr<running_copy>> start_child(asio::io_context& loop, backup_request request) {
    co_return std::make_unique<child_copy>(loop, basebackup_command(request));
}

} // namespace

awaitable<void> take_base_backup(asio::io_context& loop, backup_request request, progress_sink progress) {
    backup_source from;
    from.superuser = request.upstream;
    from.slot = request.source.slot;
    from.label = request.label;
    copy_starter start = [&loop, wanted = std::move(request)] { return start_child(loop, wanted); };
    co_await watch_base_backup(std::move(from), std::move(start), std::move(progress));
}

} // namespace borealis::replication::local
