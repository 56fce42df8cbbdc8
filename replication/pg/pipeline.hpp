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
#include <utility>
#include <vector>

namespace borealis::replication::pg {

struct prepared_statement {
    std::string name;
    std::string sql; // no parameters
};

/// One row set in PostgreSQL's binary formats, or none. Views die with the result.
class binary_result {
  public:
    binary_result() = default;
    explicit binary_result(result_ptr answer) noexcept : answer_(std::move(answer)) {}
    int rows() const noexcept;
    int columns() const noexcept;
    bool is_null(int row, int column) const noexcept;
    std::string_view bytes(int row, int column) const noexcept;

  private:
    result_ptr answer_;
};

class pipeline {
  public:
    explicit pipeline(const asio::any_io_executor& executor) : socket_(executor) {}

    /// The statements for a server of that major version.
    using statements_for = std::function<std::vector<prepared_statement>(int server_major)>;

    /// Connects and prepares the statements; has no deadline of its own. Throws pg_error.
    awaitable<void> connect(connect_options options, statements_for statements);

    /// Queues one execution. Nothing leaves before send().
    void execute(const char* statement);

    /// Has the server send the results of what is queued so far before it goes on with the rest of the batch.
    void deliver();

    /// Ends the batch with a sync and hands it to the kernel without waiting; what the kernel does not take
    /// is sent by push(). Throws pg_error where the link is broken.
    void send();
    void push();

    /// From now on calls `arrived` whenever there is something to receive(), which has left nothing behind
    /// when a batch is complete.
    void attend(const arrivals& all, arrivals::watch::callback arrived) {
        socket_.attend(all, std::move(arrived));
    }

    using row_taker = std::function<void(std::size_t place, const binary_result& rows)>;

    /// How a batch ended. A statement that fails ends its batch; the connection stays usable.
    struct batch_end {
        std::optional<pg_error> failure;
    };

    /// Reads what has arrived and hands every row set in it to `take`, with its place in the batch; tells
    /// when the batch is complete. Throws pg_error where the link is broken, also while nothing is asked.
    std::optional<batch_end> receive(const row_taker& take);

    /// The major version of the server, for example 15.
    int server_major() const noexcept;

  private:
    void sync();
    std::optional<batch_end> take_results(const row_taker& take);
    void take_result(result_ptr answer, const row_taker& take);

    socket socket_;
    int in_flight_ = 0;     // batches sent and not yet received
    std::size_t place_ = 0; // in the batch that is being received
    int nulls_ = 0;         // in a row
    std::optional<pg_error> failure_;
};

} // namespace borealis::replication::pg
