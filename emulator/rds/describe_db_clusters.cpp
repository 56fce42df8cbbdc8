// DescribeDBClusters.
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
    "clone-group-id", "db-cluster-id", "db-cluster-resource-id", "domain", "engine"};

std::vector<std::string> filter_values(const db_cluster& cluster, std::string_view name) {
    if (name == "db-cluster-id")
        return {cluster.identifier, arn_of(cluster)};
    if (name == "db-cluster-resource-id")
        return {cluster.resource_id};
    if (name == "engine")
        return {cluster.engine};
    return {};
}

std::vector<const db_cluster*> candidates(const call_context& call) {
    const auto name = parameters(call.input).text("DBClusterIdentifier");
    if (!name.empty())
        return {&find_cluster(call, name, "Filter: db-cluster-id")};
    return call.env.resources.clusters.in(call.where);
}

} // namespace

json describe_db_clusters(call_context& call) {
    const auto page = protocol::read_page_request(call.input);
    auto filters = protocol::read_filters(call.input, filter_names);
    lower_identifier_filters(filters);
    std::vector<const db_cluster*> found;
    std::vector<std::string> names;
    for (const auto* cluster : candidates(call)) {
        if (!protocol::passes(filters, [&](std::string_view name) { return filter_values(*cluster, name); }))
            continue;
        found.push_back(cluster);
        names.push_back(cluster->identifier);
    }
    return render_page(page, names, "DBClusters", [&](std::size_t position) {
        return render_db_cluster(call.env, *found[position]);
    });
}

} // namespace borealis::emulator::rds
