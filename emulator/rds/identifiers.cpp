// The rules of identifiers. Source: RDS API Reference, CreateDBInstance and CreateDBCluster.
#include "emulator/rds/identifiers.hpp"

#include "emulator/rds/parameters.hpp"
#include "protocol/arn.hpp"
#include "protocol/errors/db_cluster.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/parameter.hpp"

#include <algorithm>
#include <optional>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// The identifier inside an ARN of this account and region and of this type; nothing for a foreign one. A
/// name that is no ARN is returned as it is.
std::optional<std::string> local_name(const scope& where, const std::string& name, std::string_view type) {
    const auto arn = protocol::parse_arn(name);
    if (!arn)
        return name;
    if (arn->service != "rds" || arn->region != where.region || arn->account != where.account ||
        arn->resource_type != type)
        return std::nullopt;
    return arn->resource;
}

} // namespace

bool is_identifier(std::string_view text, std::size_t most) noexcept {
    if (text.empty() || text.size() > most || !is_letter(text.front()) || text.back() == '-')
        return false;
    if (text.find("--") != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '-';
    });
}

std::string new_identifier(const json& input, const char* parameter) {
    const auto given = parameters(input).text(parameter);
    if (!is_identifier(given))
        throw errors::not_a_valid_identifier(parameter);
    return lower_case(given);
}

const db_instance&
find_instance(const call_context& call, const std::string& name, std::string_view described_as) {
    const auto local = local_name(call.where, name, "db");
    if (!local)
        throw errors::db_instance_not_found(name);
    if (!is_identifier(*local))
        throw errors::not_a_valid_identifier(described_as);
    const auto* found = call.env.resources.instances.find({call.where, lower_case(*local)});
    if (!found)
        throw errors::db_instance_not_found(*local);
    return *found;
}

const db_cluster&
find_cluster(const call_context& call, const std::string& name, std::string_view described_as) {
    const auto local = local_name(call.where, name, "cluster");
    if (!local)
        throw errors::db_cluster_not_found(name);
    if (!is_identifier(*local))
        throw errors::not_a_valid_identifier(described_as);
    const auto* found = call.env.resources.clusters.find({call.where, lower_case(*local)});
    if (!found)
        throw errors::db_cluster_not_found(*local);
    return *found;
}

const db_instance& named_instance(const call_context& call, const char* parameter) {
    return find_instance(call, parameters(call.input).text(parameter), parameter);
}

const db_cluster& named_cluster(const call_context& call, const char* parameter) {
    return find_cluster(call, parameters(call.input).text(parameter), parameter);
}

std::string replication_slot_name(const scope& where, std::string_view resource_id) {
    auto region = where.region;
    std::replace(region.begin(), region.end(), '-', '_');
    const auto suffix = resource_id.substr(resource_id.rfind('-') + 1);
    return "rds_" + lower_case(region) + "_db_" + lower_case(std::string(suffix));
}

} // namespace borealis::emulator::rds
