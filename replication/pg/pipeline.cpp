// Batches in pipeline mode: queue, sync, read up to the matching sync.
#include "replication/pg/pipeline.hpp"

#include <libpq-fe.h>

namespace borealis::replication::pg {

namespace {

// PQgetResult gives one NULL between two statements. A server that dies at the wrong moment could make it
// give NULL for ever; more than this in a row means that nothing will follow.
constexpr int most_consecutive_nulls = 3;

} // namespace

int binary_result::rows() const noexcept {
    return PQntuples(answer_);
}

int binary_result::columns() const noexcept {
    return PQnfields(answer_);
}

bool binary_result::is_null(int row, int column) const noexcept {
    return PQgetisnull(answer_, row, column) != 0;
}

std::string_view binary_result::bytes(int row, int column) const noexcept {
    return {PQgetvalue(answer_, row, column), static_cast<std::size_t>(PQgetlength(answer_, row, column))};
}

awaitable<void> pipeline::connect(connect_options options, statements_for statements) {
    in_flight_ = 0;
    co_await socket_.connect(std::move(options));
    if (PQenterPipelineMode(socket_.get()) == 0) {
        throw socket_.failure();
    }
    for (const auto& statement : statements(server_major())) {
        if (PQsendPrepare(socket_.get(), statement.name.c_str(), statement.sql.c_str(), 0, nullptr) == 0) {
            throw socket_.failure();
        }
    }
    sync();
    co_await socket_.flush();
    ++in_flight_;
    const std::function<void(std::size_t, const binary_result&)> ignore = [](std::size_t,
                                                                             const binary_result&) {};
    if (const auto failure = co_await receive(ignore)) {
        throw *failure;
    }
}

void pipeline::execute(const char* statement) {
    if (PQsendQueryPrepared(socket_.get(), statement, 0, nullptr, nullptr, nullptr, 1) == 0) {
        throw socket_.failure();
    }
}

void pipeline::deliver() {
    if (PQsendFlushRequest(socket_.get()) == 0) {
        throw socket_.failure();
    }
}

void pipeline::send() {
    sync();
    ++in_flight_;
    push();
}

void pipeline::push() {
    if (PQflush(socket_.get()) < 0) {
        throw socket_.failure();
    }
}

void pipeline::sync() {
    if (PQpipelineSync(socket_.get()) == 0) {
        throw socket_.failure();
    }
}

awaitable<std::optional<pg_error>>
pipeline::receive(const std::function<void(std::size_t, const binary_result&)>& take) {
    while (in_flight_ == 0) { // a server that goes away while nothing is asked is noticed at once
        co_await socket_.readable();
        socket_.consume();
    }
    std::optional<pg_error> failure;
    std::size_t place = 0;
    for (int nulls = 0; nulls <= most_consecutive_nulls;) {
        result_ptr answer;
        if (socket_.has_result()) {
            answer = socket_.take_result();
        } else {
            answer = co_await socket_.next_result();
        }
        if (answer == nullptr) {
            ++nulls;
            continue;
        }
        nulls = 0;
        switch (PQresultStatus(answer.get())) {
        case PGRES_PIPELINE_SYNC:
            --in_flight_;
            co_return failure;
        case PGRES_TUPLES_OK:
            take(place++, binary_result(answer.get()));
            break;
        case PGRES_COMMAND_OK:
            ++place;
            break;
        case PGRES_PIPELINE_ABORTED:
            break;
        default:
            if (!failure) {
                failure = error_of(answer.get());
            }
        }
    }
    throw failure ? *failure : socket_.failure();
}

int pipeline::server_major() const noexcept {
    return PQserverVersion(socket_.get()) / 10000;
}

} // namespace borealis::replication::pg
