// Makes a copy of a cleanly stopped cluster a cluster of its own. initdb gives each a system identifier, by
// which servers refuse to stream from a stranger; copies of one template would all pass as the same. Source:
// PostgreSQL documentation, section 55.4 "Streaming Replication Protocol" (IDENTIFY_SYSTEM);
// src/include/catalog/pg_control.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace borealis::replication::local {

/// Where the long header of a WAL segment's first page has it, 8 bytes.
inline constexpr std::size_t wal_identifier_offset = 24;

/// The beginning of a pg_control that carries this identifier, up to its checksum: what to write over the
/// given one. Throws server_error(io_error) where that is not as expected.
std::string control_with_identifier(std::string_view control, std::uint64_t identifier);

/// A new identifier in the way of initdb's: the time, and bits that tell apart what is made in the same
/// second.
std::uint64_t new_system_identifier();

/// Writes the identifier into pg_control and into the first page of every WAL segment. Throws server_error,
/// io_error where pg_control is not as expected.
void set_system_identifier(const std::filesystem::path& data, std::uint64_t identifier);

} // namespace borealis::replication::local
