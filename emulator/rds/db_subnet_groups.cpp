// The operations of DB subnet groups. Every account and region has one named `default`.
#include "emulator/rds/listing.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/parameters.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/rds/tags.hpp"
#include "protocol/errors/db_subnet_group.hpp"
#include "protocol/errors/parameter.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t most_groups = 50;
constexpr std::size_t most_subnets = 20;

std::string new_group_name(const parameters& given) {
    const auto name = given.text("DBSubnetGroupName");
    constexpr std::string_view signs = "._ -";
    const bool well_formed = std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               signs.find(c) != std::string_view::npos;
    });
    if (name.empty() || name.size() > longest_name || !well_formed)
        throw errors::invalid_subnet_group_name();
    if (lower_case(name) == default_subnet_group_name)
        throw errors::reserved_subnet_group_name(name);
    return lower_case(name);
}

/// Without EC2 nobody knows where a subnet is: they are spread over the zones of the region in the order
/// given, so that two are enough for AWS's rule of two zones.
std::vector<subnet> placed_subnets(const parameters& given, const std::string& region) {
    std::vector<std::string> asked;
    for (auto& identifier : given.list("SubnetIds"))
        if (std::find(asked.begin(), asked.end(), identifier) == asked.end())
            asked.push_back(std::move(identifier));
    if (asked.empty())
        throw errors::must_not_be_blank("SubnetIds");
    const bool well_formed = std::all_of(asked.begin(), asked.end(), [](const auto& identifier) {
        return identifier.starts_with("subnet-");
    });
    if (!well_formed)
        throw errors::invalid_subnets(fmt::format("{}", fmt::join(asked, ", ")));
    if (asked.size() > most_subnets)
        throw errors::subnet_quota_exceeded(most_subnets);
    const auto zones = zones_of(region);
    if (asked.size() < 2)
        throw errors::zones_not_covered(zones.front());
    std::vector<subnet> placed;
    for (const auto& identifier : asked) {
        auto& next = placed.emplace_back();
        next.identifier = identifier;
        next.availability_zone = zones[(placed.size() - 1) % zones.size()];
    }
    return placed;
}

std::string required_description(const parameters& given) {
    auto description = given.text("DBSubnetGroupDescription");
    if (description.empty())
        throw errors::must_not_be_blank("DBSubnetGroupDescription");
    return description;
}

db_subnet_group named_group(const call_context& call) {
    const auto name = parameters(call.input).text("DBSubnetGroupName");
    auto found = find_subnet_group(call.env.resources, call.where, name);
    if (!found)
        throw errors::subnet_group_not_found(name);
    return *std::move(found);
}

/// The stored groups and, where it is not stored, the default one, in order of their names.
std::vector<db_subnet_group> all_groups(const call_context& call) {
    std::vector<db_subnet_group> groups;
    for (const auto* stored : call.env.resources.subnet_groups.in(call.where))
        groups.push_back(*stored);
    const std::string standard(default_subnet_group_name);
    if (!call.env.resources.subnet_groups.find({call.where, standard})) {
        const auto place = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
            return group.name > standard;
        });
        groups.insert(place, *find_subnet_group(call.env.resources, call.where, standard));
    }
    return groups;
}

void check_unused(const call_context& call, const std::string& name) {
    for (const auto* instance : call.env.resources.instances.in(call.where))
        if (instance->subnet_group == name)
            throw errors::subnet_group_in_use(name, instance->identifier);
    for (const auto* cluster : call.env.resources.clusters.in(call.where))
        if (cluster->subnet_group == name)
            throw errors::subnet_group_in_use(name, cluster->identifier);
}

} // namespace

json create_db_subnet_group(call_context& call) {
    const parameters given(call.input);
    auto& groups = call.env.resources.subnet_groups;
    db_subnet_group group;
    group.where = call.where;
    group.name = new_group_name(given);
    if (groups.find(group.key()))
        throw errors::subnet_group_already_exists(group.name);
    if (groups.in(call.where).size() >= most_groups)
        throw errors::subnet_group_quota_exceeded(most_groups);
    group.description = required_description(given);
    group.vpc_id = default_vpc(call.where);
    group.subnets = placed_subnets(given, call.where.region);
    group.tags = read_tags(call.input);
    auto out = render_subnet_group_with_arn(group);
    groups.put(std::move(group));
    return {{"DBSubnetGroup", std::move(out)}};
}

json describe_db_subnet_groups(call_context& call) {
    const auto page = protocol::read_page_request(call.input);
    protocol::read_filters(call.input, {}); // the operation knows no filter
    const bool one = !parameters(call.input).text("DBSubnetGroupName").empty();
    const auto groups = one ? std::vector<db_subnet_group>{named_group(call)} : all_groups(call);
    std::vector<std::string> names;
    for (const auto& group : groups)
        names.push_back(group.name);
    return render_page(page, names, "DBSubnetGroups", [&](std::size_t position) {
        return render_subnet_group_with_arn(groups[position]);
    });
}

json modify_db_subnet_group(call_context& call) {
    const parameters given(call.input);
    auto group = named_group(call);
    group.subnets = placed_subnets(given, call.where.region);
    if (given.given("DBSubnetGroupDescription"))
        group.description = required_description(given);
    auto out = render_subnet_group_with_arn(group);
    call.env.resources.subnet_groups.put(std::move(group));
    return {{"DBSubnetGroup", std::move(out)}};
}

json delete_db_subnet_group(call_context& call) {
    const auto group = named_group(call);
    if (group.name == default_subnet_group_name)
        throw errors::default_subnet_group_not_deletable();
    check_unused(call, group.name);
    call.env.resources.subnet_groups.erase(group.key());
    return json::object();
}

} // namespace borealis::emulator::rds
