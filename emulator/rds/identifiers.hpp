// Identifiers of instances and clusters: their form, and finding the resource that one names, by name or ARN.
#pragma once

#include "emulator/api/handler.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace borealis::emulator::rds {

/// 1..`most` letters, digits and single hyphens, first a letter, last no hyphen.
bool is_identifier(std::string_view text, std::size_t most = 63) noexcept;

/// The identifier for a new resource, lower case as AWS stores it. Throws InvalidParameterValue for a
/// malformed one.
std::string new_identifier(const json& input, const char* parameter);

/// The resource that a parameter names by identifier (any case) or ARN. Throws InvalidParameterValue for a
/// malformed name, and the resource's NotFound error where this account and region have none.
const db_instance& named_instance(const call_context& call, const char* parameter);
const db_cluster& named_cluster(const call_context& call, const char* parameter);

/// The same for a name in hand; `described_as` stands in the error for a malformed one.
const db_instance&
find_instance(const call_context& call, const std::string& name, std::string_view described_as);
const db_cluster&
find_cluster(const call_context& call, const std::string& name, std::string_view described_as);

/// The name of a replication slot as RDS makes it: rds_<region>_db_<resource id without its prefix>.
std::string replication_slot_name(const scope& where, std::string_view resource_id);

} // namespace borealis::emulator::rds
