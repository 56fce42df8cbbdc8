// A persistent connection in libpq's pipeline mode: statements prepared once at connect, then any number of
// them executed in one round trip, results in binary. Source: PostgreSQL documentation, section 34.5
// "Pipeline Mode".
#pragma once

#include "replication/asio.hpp"
#include "replication/pg/connection.hpp"
#include "replication/pg/socket.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication::pg {

struct prepared_statement {
    std::string name;
    std::string sql; // no parameters
};

/// One row set in PostgreSQL's binary formats. Views die with the result.
class binary_result {
  public:
    explicit binary_result(const pg_result* answer) noexcept : answer_(answer) {}
    int rows() const noexcept;
    int columns() const noexcept;
    bool is_null(int row, int column) const noexcept;
    std::string_view bytes(int row, int column) const noexcept;

  private:
    const pg_result* answer_;
};

class pipeline {
  public:
    explicit pipeline(const asio::any_io_executor& executor) : socket_(executor) {}

    /// The statements for a server of that major version.
    using statements_for = std::function<std::vector<prepared_statement>(int server_major)>;

    /// Connects and prepares the statements; has no deadline of its own, cancel() ends it. Throws pg_error.
    awaitable<void> connect(connect_options options, statements_for statements);

    /// Queues one execution. Nothing leaves before send().
    void execute(const char* statement);

    /// Has the server send the results of what is queued so far before it goes on with the rest of the batch.
    void deliver();

    /// Ends the batch with a sync and hands it to the kernel without waiting; what the kernel does not take
    /// is sent by push(). Throws pg_error where the link is broken.
    void send();
    void push();

    /// Waits for the next batch and hands every row set in it to `take`, with its place in the batch, as it
    /// arrives. A statement that fails ends its batch: its error is returned, and the connection stays
    /// usable. Throws pg_error where the link breaks, also while nothing is asked.
    awaitable<std::optional<pg_error>>
    receive(const std::function<void(std::size_t place, const binary_result&)>& take);

    bool broken() const noexcept { return socket_.broken(); }

    /// Makes a running connect() or receive() throw operation_aborted.
    void cancel() noexcept { socket_.cancel(); }

    /// The major version of the server, for example 15.
    int server_major() const noexcept;

  private:
    void sync();

    socket socket_;
    int in_flight_ = 0; // batches sent and not yet received
};

} // namespace borealis::replication::pg
