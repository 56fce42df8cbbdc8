// A host in a directory of its own, an event loop to run its coroutines on, and shorthands for SQL.
// Whatever a test starts is destroyed with the fixture. BOREALIS_TEST_BACKEND says which host it is: local,
// the default, or docker; without an engine that has an image the tests of the latter are skipped.
#pragma once

#include "replication/server/local_host.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace borealis::replication::tests {

using namespace std::chrono_literals;

/// A new directory that is removed with its owner.
class scratch_directory {
  public:
    scratch_directory();
    ~scratch_directory();
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;
    const std::filesystem::path& path() const noexcept { return path_; }

  private:
    std::filesystem::path path_;
};

/// The process that is the postmaster of a server in a container, on the engine of this machine.
pid_t process_of_container(const std::filesystem::path& directory, const std::string& id);

class host_test : public testing::Test {
  protected:
    host_test();
    ~host_test() override;
    void SetUp() override;

    static bool on_docker();

    /// Destroys all servers of the host.
    void clear();

    /// Another host on the same directory, as after a restart of the program; the servers stay as they are.
    void replace_host();
    std::unique_ptr<server_host> make_host(const std::filesystem::path& directory);

    /// Runs a coroutine of the host to its end; throws what it throws. Fails the test after a minute.
    template <typename T>
    T run(awaitable<T> work) {
        std::exception_ptr failure;
        if constexpr (std::is_void_v<T>) {
            bool done = false;
            asio::co_spawn(loop_, std::move(work), [&](const std::exception_ptr& error) {
                failure = error;
                done = true;
            });
            run_until([&] { return done; });
            if (failure)
                std::rethrow_exception(failure);
        } else {
            std::optional<T> value;
            bool done = false;
            asio::co_spawn(loop_, std::move(work), [&](const std::exception_ptr& error, T result) {
                failure = error;
                if (!error)
                    value.emplace(std::move(result));
                done = true;
            });
            run_until([&] { return done; });
            if (failure)
                std::rethrow_exception(failure);
            return std::move(*value);
        }
    }

    /// Runs the loop until the condition holds; throws after `limit`.
    void run_until(const std::function<bool()>& condition, std::chrono::milliseconds limit = 60s);

    /// The kind of server_error that a coroutine ends with; its text goes to `reason`.
    server_failure failure_of(awaitable<void> work);

    /// A single value, as superuser over the server's socket.
    std::string sql(const std::string& id, const std::string& statement);
    std::string sql(pg::connect_options access, const std::string& statement);
    /// A statement without an answer.
    void execute(const std::string& id, const std::string& statement);
    void execute(pg::connect_options access, const std::string& statement);

    /// Process id of the postmaster on this machine.
    pid_t postmaster_pid(const std::string& id);

    void create_and_start(const std::string& id, server_settings settings = {});
    /// A started standby of `upstream` through a slot named like it.
    void create_and_start_standby(const std::string& id, const std::string& upstream);
    upstream_spec upstream_of(const std::string& id, const std::string& upstream);
    /// Waits until the standby has replayed everything that the upstream has written.
    void await_caught_up(const std::string& id, const std::string& upstream);

    static int newest_major(const server_host& host) { return host.versions().back().major; }
    template_spec spec() const;
    /// 0 where no image is here.
    int newest_local_image() const;

    scratch_directory scratch_;
    asio::io_context loop_{1};
    std::unique_ptr<server_host> host_;
    std::string reason_;
    std::string unavailable_; // why there is no host to test
};

} // namespace borealis::replication::tests
