// Derives the network facts of an account and region.
#include "emulator/rds/placement.hpp"

#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/db_subnet_group.hpp"

#include <fmt/format.h>

#include <array>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

/// FNV-1a: the same on every machine and in every run, unlike std::hash.
std::uint64_t stable_hash(const scope& where, std::string_view salt) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const auto part : {std::string_view(where.account), std::string_view(where.region), salt})
        for (const char letter : part)
            hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    return hash;
}

/// An EC2-like id: prefix and 17 hexadecimal digits.
std::string derived_id(std::string_view prefix, const scope& where, std::string_view salt) {
    return fmt::format("{}-0{:016x}", prefix, stable_hash(where, salt));
}

db_subnet_group default_subnet_group(const scope& where) {
    db_subnet_group group;
    group.where = where;
    group.name = default_subnet_group_name;
    group.description = default_subnet_group_name;
    group.vpc_id = default_vpc(where);
    for (const auto& zone : zones_of(where.region)) {
        subnet placed;
        placed.identifier = derived_id("subnet", where, zone);
        placed.availability_zone = zone;
        group.subnets.push_back(std::move(placed));
    }
    return group;
}

} // namespace

std::vector<std::string> zones_of(const std::string& region) {
    return {region + "a", region + "b", region + "c"};
}

void check_zone(const std::string& zone, const std::string& region) {
    const bool fits = zone.size() == region.size() + 1 && zone.starts_with(region) && zone.back() >= 'a' &&
                      zone.back() <= 'f';
    if (!fits)
        throw errors::invalid_availability_zone(zone);
}

void place_in_zone(const call_context& call, const parameters& given, db_instance& instance) {
    instance.multi_az = given.flag("MultiAZ", false);
    instance.availability_zone = given.text("AvailabilityZone");
    if (!instance.availability_zone.empty()) {
        if (instance.multi_az)
            throw errors::zone_with_multi_az();
        check_zone(instance.availability_zone, call.where.region);
    } else {
        const auto zones = zones_of(call.where.region);
        instance.availability_zone = zones[call.env.ids.below(static_cast<std::uint32_t>(zones.size()))];
    }
}

std::string hosted_zone_of(const std::string& region) {
    struct row {
        std::string_view region;
        std::string_view zone;
    };
    constexpr std::array known{
        row{"us-east-1", "Z2R2ITUGPM61AM"},
        row{"us-east-2", "Z2XHWR1WZ565X2"},
        row{"us-west-2", "Z1PVIF0B656C1W"},
        row{"eu-west-1", "Z29XKXDKYMONMX"},
    };
    for (const auto& entry : known)
        if (entry.region == region)
            return std::string(entry.zone);
    return fmt::format("Z{:013X}", stable_hash({"", region}, "hosted zone") & 0xfffffffffffff);
}

std::string default_vpc(const scope& where) {
    return derived_id("vpc", where, "vpc");
}

std::string default_security_group(const scope& where) {
    return derived_id("sg", where, "security group");
}

std::string default_kms_key(const scope& where) {
    const auto high = stable_hash(where, "aws/rds");
    const auto low = stable_hash(where, "kms");
    return fmt::format(
        "arn:aws:kms:{}:{}:key/{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        where.region,
        where.account,
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0xfff,
        low & 0xffffffffffff
    );
}

std::optional<db_subnet_group>
find_subnet_group(const state& resources, const scope& where, const std::string& name) {
    const auto stored_name = lower_case(name);
    if (const auto* stored = resources.subnet_groups.find({where, stored_name}))
        return *stored;
    if (stored_name == default_subnet_group_name)
        return default_subnet_group(where);
    return std::nullopt;
}

db_subnet_group chosen_subnet_group(const call_context& call, const parameters& given) {
    const auto name = given.text("DBSubnetGroupName", std::string(default_subnet_group_name));
    auto found = find_subnet_group(call.env.resources, call.where, name);
    if (!found)
        throw errors::subnet_group_not_found(name);
    return *std::move(found);
}

std::vector<std::string> chosen_security_groups(const call_context& call, const parameters& given) {
    auto chosen = given.list("VpcSecurityGroupIds");
    if (chosen.empty())
        chosen.push_back(default_security_group(call.where));
    return chosen;
}

} // namespace borealis::emulator::rds
