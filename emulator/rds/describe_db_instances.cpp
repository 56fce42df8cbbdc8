// DescribeDBInstances.
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/listing.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/parameters.hpp"
#include "emulator/rds/render.hpp"
#include "emulator/state/transitions.hpp"

#include <array>

namespace borealis::emulator::rds {

namespace {

constexpr std::array<std::string_view, 5> filter_names{
    "db-cluster-id", "db-instance-id", "dbi-resource-id", "domain", "engine"};

std::vector<std::string>
filter_values(const call_context& call, const db_instance& instance, std::string_view name) {
    if (name == "db-instance-id")
        return {instance.identifier, arn_of(instance)};
    if (name == "dbi-resource-id")
        return {instance.resource_id};
    if (name == "engine")
        return {instance.engine};
    if (name == "db-cluster-id" && !instance.cluster.empty()) {
        const auto* cluster = call.env.resources.clusters.find({call.where, instance.cluster});
        return {instance.cluster, cluster ? arn_of(*cluster) : instance.cluster};
    }
    return {};
}

std::vector<const db_instance*> candidates(const call_context& call) {
    const auto name = parameters(call.input).text("DBInstanceIdentifier");
    if (!name.empty())
        return {&find_instance(call, name, "Filter: db-instance-id")};
    return call.env.resources.instances.in(call.where);
}

} // namespace

json describe_db_instances(call_context& call) {
    const auto page = protocol::read_page_request(call.input);
    auto filters = protocol::read_filters(call.input, filter_names);
    lower_identifier_filters(filters);
    std::vector<const db_instance*> found;
    std::vector<std::string> names;
    for (const auto* instance : candidates(call)) {
        const auto values = [&](std::string_view name) { return filter_values(call, *instance, name); };
        if (!protocol::passes(filters, values))
            continue;
        found.push_back(instance);
        names.push_back(instance->identifier);
    }
    return render_page(page, names, "DBInstances", [&](std::size_t position) {
        return render_db_instance(call.env, *found[position]);
    });
}

} // namespace borealis::emulator::rds
