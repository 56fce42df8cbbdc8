// Splits a script into its statements as psql does, so that each can run in a transaction of its own.
// Source: PostgreSQL documentation, section 4.1 "Lexical Structure".
#pragma once

#include <string_view>
#include <vector>

namespace borealis::replication::pg {

/// The statements without their semicolons, in order; views into `script`. Semicolons in literals,
/// identifiers, dollar quotes, comments, parentheses and SQL-standard function bodies (BEGIN ATOMIC ... END)
/// don't separate.
std::vector<std::string_view> split_statements(std::string_view script);

} // namespace borealis::replication::pg
