// Statements and scripts over one socket, each under a deadline; whatever is left half-way makes the
// connection unusable.
#include "replication/pg/connection.hpp"

#include "replication/deadline.hpp"
#include "replication/pg/socket.hpp"
#include "replication/pg/split.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

namespace borealis::replication::pg {

namespace {

std::vector<std::vector<std::optional<std::string>>> rows_of(const PGresult* answer) {
    const auto columns = PQnfields(answer);
    std::vector<std::vector<std::optional<std::string>>> rows(static_cast<std::size_t>(PQntuples(answer)));
    for (int row = 0; row < PQntuples(answer); ++row) {
        auto& cells = rows[static_cast<std::size_t>(row)];
        cells.resize(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(answer, row, column) == 0) {
                const auto length = static_cast<std::size_t>(PQgetlength(answer, row, column));
                cells[static_cast<std::size_t>(column)].emplace(PQgetvalue(answer, row, column), length);
            }
        }
    }
    return rows;
}

// Awaits `operation` under the deadline and turns its expiry into a pg_error that says what took too long.
template <typename T>
awaitable<T> in_time(awaitable<T> operation, std::chrono::milliseconds timeout, const char* what) {
    try {
        co_return co_await with_deadline(std::move(operation), timeout);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::timed_out) {
            throw pg_error(fmt::format("{} took longer than {} ms", what, timeout.count()));
        }
        throw;
    }
}

} // namespace

const std::string& result::scalar() const {
    if (rows_.size() != 1 || rows_.front().empty() || !rows_.front().front()) {
        throw pg_error(fmt::format("expected a single value, got {} rows", rows_.size()));
    }
    return *rows_.front().front();
}

class connection::impl {
  public:
    explicit impl(const asio::any_io_executor& executor) : socket_(executor) {}

    awaitable<void> connect(connect_options options) {
        co_await socket_.connect(std::move(options));
        usable_ = true;
    }

    awaitable<result> query(std::string sql, std::vector<parameter> parameters) {
        begin();
        std::vector<const char*> values;
        values.reserve(parameters.size());
        for (const auto& value : parameters) {
            values.push_back(value ? value->c_str() : nullptr);
        }
        const auto count = static_cast<int>(values.size());
        if (PQsendQueryParams(
                socket_.get(), sql.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0
            ) == 0) {
            throw socket_.failure();
        }
        co_return co_await finish();
    }

    awaitable<void> script(std::string sql) {
        for (const auto statement : split_statements(sql)) {
            begin();
            if (PQsendQuery(socket_.get(), std::string(statement).c_str()) == 0) {
                throw socket_.failure();
            }
            co_await finish();
        }
    }

  private:
    void begin() {
        if (!usable_ || socket_.broken()) {
            throw pg_error(
                "the connection is unusable: it was lost, or an earlier statement did not finish on it"
            );
        }
        usable_ = false; // until every result of the statement is read
    }

    awaitable<result> finish() {
        co_await socket_.flush();
        result rows;
        std::optional<pg_error> failure;
        while (const auto answer = co_await socket_.next_result()) {
            switch (PQresultStatus(answer.get())) {
            case PGRES_TUPLES_OK:
                rows.rows_ = rows_of(answer.get());
                break;
            case PGRES_COMMAND_OK:
            case PGRES_EMPTY_QUERY:
                break;
            case PGRES_COPY_IN:
            case PGRES_COPY_OUT:
            case PGRES_COPY_BOTH:
                throw pg_error("COPY is not possible here");
            default:
                if (!failure) {
                    failure = error_of(answer.get());
                }
            }
        }
        usable_ = !socket_.broken();
        if (failure) {
            throw *failure;
        }
        co_return rows;
    }

    socket socket_;
    bool usable_ = false;
};

connection::connection(std::unique_ptr<impl> connected) : impl_(std::move(connected)) {}
connection::connection(connection&&) noexcept = default;
connection& connection::operator=(connection&&) noexcept = default;
connection::~connection() = default;

awaitable<connection> connection::open(connect_options options, std::chrono::milliseconds timeout) {
    auto fresh = std::make_unique<impl>(co_await asio::this_coro::executor);
    auto connecting = fresh->connect(std::move(options));
    co_await in_time(std::move(connecting), timeout, "connecting");
    co_return connection(std::move(fresh));
}

awaitable<result>
connection::query(std::string sql, std::vector<parameter> parameters, std::chrono::milliseconds timeout) {
    auto running = impl_->query(std::move(sql), std::move(parameters));
    co_return co_await in_time(std::move(running), timeout, "the statement");
}

awaitable<void> connection::script(std::string sql, std::chrono::milliseconds timeout) {
    auto running = impl_->script(std::move(sql));
    co_await in_time(std::move(running), timeout, "the script");
}

} // namespace borealis::replication::pg
