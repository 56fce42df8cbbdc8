// Batches in pipeline mode: queue, sync, read up to the matching sync.
#include "replication/pg/pipeline.hpp"

#include <libpq-fe.h>

#include <utility>

namespace borealis::replication::pg {

namespace {

// PQgetResult gives one NULL between two statements. A server that dies at the wrong moment could make it
// give NULL for ever; more than this in a row means that nothing will follow.
constexpr int most_consecutive_nulls = 3;

} // namespace

int binary_result::rows() const noexcept {
    return PQntuples(answer_.get());
}

int binary_result::columns() const noexcept {
    return PQnfields(answer_.get());
}

bool binary_result::is_null(int row, int column) const noexcept {
    return PQgetisnull(answer_.get(), row, column) != 0;
}

std::string_view binary_result::bytes(int row, int column) const noexcept {
    const auto* const answer = answer_.get();
    return {PQgetvalue(answer, row, column), static_cast<std::size_t>(PQgetlength(answer, row, column))};
}

awaitable<void> pipeline::connect(connect_options options, statements_for statements) {
    in_flight_ = nulls_ = 0;
    place_ = 0;
    failure_.reset();
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
    const row_taker ignore = [](std::size_t, const binary_result&) {};
    auto end = take_results(ignore);
    while (!end) {
        co_await socket_.readable();
        end = receive(ignore);
    }
    if (end->failure) {
        throw *end->failure;
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

std::optional<pipeline::batch_end> pipeline::receive(const row_taker& take) {
    const bool whole = socket_.consume();
    if (in_flight_ > 0) {
        if (auto end = take_results(take)) {
            return end;
        }
    }
    if (!whole) { // what the server said last was taken as a result, where it answered
        throw failure_ ? *failure_ : socket_.failure();
    }
    return std::nullopt;
}

std::optional<pipeline::batch_end> pipeline::take_results(const row_taker& take) {
    while (socket_.has_result()) {
        auto answer = socket_.take_result();
        if (answer == nullptr) {
            if (++nulls_ > most_consecutive_nulls) {
                throw failure_ ? *failure_ : socket_.failure();
            }
            continue;
        }
        nulls_ = 0;
        if (PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) {
            --in_flight_;
            place_ = 0;
            return batch_end{std::exchange(failure_, std::nullopt)};
        }
        take_result(std::move(answer), take);
    }
    return std::nullopt;
}

void pipeline::take_result(result_ptr answer, const row_taker& take) {
    switch (PQresultStatus(answer.get())) {
    case PGRES_TUPLES_OK:
        take(place_++, binary_result(std::move(answer)));
        break;
    case PGRES_COMMAND_OK:
        ++place_;
        break;
    case PGRES_PIPELINE_ABORTED:
        break;
    default:
        if (!failure_) {
            failure_ = error_of(answer.get());
        }
    }
}

int pipeline::server_major() const noexcept {
    return PQserverVersion(socket_.get()) / 10000;
}

} // namespace borealis::replication::pg
