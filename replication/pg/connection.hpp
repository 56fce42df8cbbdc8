// One libpq connection on Asio. Non-blocking from the first byte: connecting, queries and results are
// awaited, every wait has a deadline. Source: PostgreSQL documentation, chapter 34 "libpq", 34.1
// "PQconnectStartParams", 34.4 "Asynchronous Command Processing".
#pragma once

#include "replication/asio.hpp"
#include "replication/lsn.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication::pg {

/// Where and as whom to connect. `host` is an IP address (never a name: nothing may block on DNS) or a
/// directory holding the server's unix socket.
struct connect_options {
    std::string host;
    std::uint16_t port = 5432;
    std::string user;
    std::string password; // empty: none is sent
    std::string database = "postgres";
    std::string application_name = "borealis";
};

/// A failure of the server or of the link to it. `sqlstate` is empty where the server did not answer at all.
class pg_error : public std::runtime_error {
  public:
    pg_error(const std::string& message, std::string sqlstate = {})
        : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
    const std::string& sqlstate() const noexcept { return sqlstate_; }

  private:
    std::string sqlstate_;
};

using parameter = std::optional<std::string>; // text format; nothing is NULL

/// Rows in text format.
class result {
  public:
    std::size_t rows() const noexcept { return rows_.size(); }
    /// Nothing for NULL. Throws std::out_of_range.
    const std::optional<std::string>& at(std::size_t row, std::size_t column) const {
        return rows_.at(row).at(column);
    }
    /// The single value of a one-row answer; throws pg_error where there is none or it is NULL.
    const std::string& scalar() const;

    std::vector<std::vector<std::optional<std::string>>> rows_;
};

class connection {
  public:
    /// Throws pg_error, also when `timeout` passes.
    static awaitable<connection> open(connect_options options, std::chrono::milliseconds timeout);

    connection(connection&&) noexcept;
    connection& operator=(connection&&) noexcept;
    ~connection();

    /// Runs one statement with parameters ($1, ...). Throws pg_error; a statement that timed out leaves the
    /// connection unusable.
    awaitable<result> query(
        std::string sql,
        std::vector<parameter> parameters = {},
        std::chrono::milliseconds timeout = std::chrono::seconds(10)
    );

    /// Runs a script of several statements (simple protocol, no parameters), each in autocommit unless the
    /// script says otherwise.
    awaitable<void> script(std::string sql, std::chrono::milliseconds timeout = std::chrono::seconds(60));

  private:
    class impl;
    explicit connection(std::unique_ptr<impl>);
    std::unique_ptr<impl> impl_;
};

/// An identifier or a literal as SQL text, quoted by PostgreSQL's rules for standard_conforming_strings.
std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view value);

/// A scram-sha-256 verifier as CREATE ROLE ... PASSWORD takes it, so that no server and no disk ever sees the
/// password itself. Source: PostgreSQL documentation, section 53.8 "pg_authid" (rolpassword); RFC 5803. 4,096
/// iterations, 16 random bytes of salt.
std::string scram_verifier(std::string_view password);

} // namespace borealis::replication::pg
