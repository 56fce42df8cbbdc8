// Plain libpq, as anybody would use it.
#include "tests/bench/tracker/blocking_connection.hpp"

#include <bit>
#include <cstring>
#include <stdexcept>

namespace borealis::bench {

namespace {

constexpr const char* statement_name = "asked";

std::uint64_t big_endian(const char* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

} // namespace

blocking_connection::blocking_connection(
    const target& to, const std::string& application_name, const std::string& statement
)
    : connection_(
          PQconnectdb(
              ("host=" + to.host + " port=" + to.port + " user=" + to.user + " password=" + to.password +
               " dbname=postgres sslmode=disable gssencmode=disable application_name=" + application_name)
                  .c_str()
          ),
          &PQfinish
      ) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    const rows prepared(
        PQprepare(connection_.get(), statement_name, statement.c_str(), 0, nullptr), &PQclear
    );
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) {
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
}

blocking_connection::rows blocking_connection::run() {
    send();
    return receive();
}

void blocking_connection::send() {
    if (PQsendQueryPrepared(connection_.get(), statement_name, 0, nullptr, nullptr, nullptr, 1) == 0) {
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
}

blocking_connection::rows blocking_connection::receive() {
    rows answer(PQgetResult(connection_.get()), &PQclear);
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) {
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    while (const rows more{PQgetResult(connection_.get()), &PQclear}) {
    }
    return answer;
}

std::int64_t integer_at(const PGresult& rows, int column, std::int64_t otherwise) {
    if (PQgetisnull(&rows, 0, column) != 0) {
        return otherwise;
    }
    return static_cast<std::int64_t>(big_endian(PQgetvalue(&rows, 0, column)));
}

double number_at(const PGresult& rows, int column, double otherwise) {
    if (PQgetisnull(&rows, 0, column) != 0) {
        return otherwise;
    }
    return std::bit_cast<double>(big_endian(PQgetvalue(&rows, 0, column)));
}

} // namespace borealis::bench
