// Owns one PGconn together with the Asio descriptor that watches its socket, and keeps the one order that is
// safe between the two: Asio lets go of the socket before libpq replaces it or says goodbye on it.
#pragma once

#include "replication/asio.hpp"
#include "replication/pg/arrivals.hpp"
#include "replication/pg/connection.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

struct pg_conn;
struct pg_result;

namespace borealis::replication::pg {

struct result_deleter {
    void operator()(pg_result* answer) const noexcept;
};
using result_ptr = std::unique_ptr<pg_result, result_deleter>;

class socket {
  public:
    explicit socket(const asio::any_io_executor& executor);
    ~socket();

    socket(const socket&) = delete;
    socket& operator=(const socket&) = delete;

    /// Connects without blocking; throws pg_error with the server's SQLSTATE where it answered. Has no
    /// deadline of its own. Source: PostgreSQL documentation, section 34.1, "PQconnectPoll".
    awaitable<void> connect(connect_options options);

    awaitable<void> readable();
    awaitable<void> writable();

    /// Waits until everything queued is handed to the kernel, reading meanwhile so that neither side can
    /// block the other (section 34.4, "PQflush"). Where the link breaks, next_result() tells why.
    awaitable<void> flush();

    /// The next result, or nullptr at the end of a statement's results. A broken link is a result with an
    /// error: the server's last words where it had any.
    awaitable<result_ptr> next_result();

    /// Whether next_result() has nothing to wait for; take_result() gives the same then, without a coroutine.
    bool has_result() const noexcept;
    result_ptr take_result() noexcept;

    /// Reads what has arrived, at least 8 kB of it; false where the link is broken.
    bool consume() noexcept;

    /// Calls `arrived` whenever there is something to consume, for as long as the connection lives. Nothing
    /// can be awaited any more.
    void attend(const arrivals& all, arrivals::watch::callback arrived);

    /// The link failed or was closed by the server.
    bool broken() const noexcept;

    /// What libpq says went wrong last on this connection.
    pg_error failure() const;

    pg_conn* get() const noexcept { return connection_; }

  private:
    void watch();
    void unwatch() noexcept;
    void close() noexcept;

    asio::posix::stream_descriptor descriptor_;
    std::optional<arrivals::watch> attended_;
    pg_conn* connection_ = nullptr;
};

/// The error that a result carries: primary message and detail, with its SQLSTATE.
pg_error error_of(const pg_result* answer);

} // namespace borealis::replication::pg
