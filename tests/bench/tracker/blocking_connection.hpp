// A blocking libpq connection with one prepared statement: what the benchmarks compare with, and their eyes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <libpq-fe.h>

namespace borealis::bench {

struct target {
    std::string host = "127.0.0.1";
    std::string port;
    std::string user;
    std::string password;
};

class blocking_connection {
  public:
    /// Throws std::runtime_error with libpq's text; so do the others.
    blocking_connection(const target& to, const std::string& application_name, const std::string& statement);

    using rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

    /// Runs the statement; binary results.
    rows run();

    /// The two halves of run().
    void send();
    rows receive();

  private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

/// Column of the first row as an 8-byte integer or float8; `otherwise` for NULL.
std::int64_t integer_at(const PGresult& rows, int column, std::int64_t otherwise);
double number_at(const PGresult& rows, int column, double otherwise);

} // namespace borealis::bench
