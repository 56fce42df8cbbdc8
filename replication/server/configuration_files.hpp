// Text of a server's configuration files. Pure functions, no I/O.
#pragma once

#include "replication/server/server_host.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::replication {

/// Where a standby finds its upstream.
struct upstream_address {
    std::string host; // address, or directory of the unix socket
    std::uint16_t port = 0;
};

/// postgresql.conf in full. `defaults` yield to `chosen`, and both to `fixed`; later names of a map win over
/// nothing: every parameter appears once. Throws server_error(io_error) for a name that is no parameter name.
/// Source: PostgreSQL documentation, section 20.1.2.
std::string render_postgresql_conf(
    const std::map<std::string, std::string>& defaults,
    const std::map<std::string, std::string>& chosen,
    const std::map<std::string, std::string>& fixed
);

/// min_wal_size and max_wal_size for this segment size, as initdb sets them: a server refuses to start with a
/// minimum below two segments.
std::map<std::string, std::string> wal_size_parameters(int wal_segment_megabytes);

/// What initdb would have written, and new WAL segments that take no space before they are filled where
/// nothing has to survive a power cut. full_page_writes stays on: without it no backup can be taken from a
/// standby. Source: PostgreSQL documentation, sections 14.5 "Non-Durable Settings" and 26.3.3 "Making a Base
/// Backup Using the Low Level API".
std::map<std::string, std::string>
default_parameters(int wal_segment_megabytes, const std::string& locale, bool durable);

/// What nobody but the host may decide about any server: its port, and where its messages go. lc_messages is
/// C because messages are read.
std::map<std::string, std::string> host_parameters(std::uint16_t port, bool durable);

/// Adds what makes a standby follow its upstream; an empty connection string where that is gone leaves one
/// that only serves what it has.
void add_standby_parameters(
    std::map<std::string, std::string>& parameters, const upstream_spec& upstream, const std::string& conninfo
);

/// pg_hba.conf: every role may log in over the unix socket without a password, since only the server's own
/// user and root can enter the directory that holds it; then the given rules. Source: PostgreSQL
/// documentation, section 21.4 "Trust Authentication".
std::string render_pg_hba(const std::vector<std::string>& rules);

/// primary_conninfo of a standby. Source: PostgreSQL documentation, section 34.1.1.1 "Keyword/Value
/// Connection Strings".
std::string render_primary_conninfo(const upstream_spec& upstream, const upstream_address& address);

/// A keyword/value pair of a connection string, quoted.
std::string conninfo_item(std::string_view keyword, std::string_view value);

} // namespace borealis::replication
