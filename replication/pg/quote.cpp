// Identifiers and literals as SQL text. Source: PostgreSQL documentation, section 4.1 "Lexical Structure".
#include "replication/pg/connection.hpp"

namespace borealis::replication::pg {

namespace {

std::string quoted(std::string_view text, char quote) {
    std::string sql(1, quote);
    for (const char c : text) {
        if (c == '\0') {
            throw pg_error("SQL text cannot hold a zero byte", "22021");
        }
        if (c == quote) {
            sql += quote;
        }
        sql += c;
    }
    sql += quote;
    return sql;
}

} // namespace

std::string quote_identifier(std::string_view name) {
    return quoted(name, '"');
}

std::string quote_literal(std::string_view value) {
    return quoted(value, '\'');
}

} // namespace borealis::replication::pg
