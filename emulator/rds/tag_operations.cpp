// AddTagsToResource, ListTagsForResource, RemoveTagsFromResource: on instances, clusters and subnet groups.
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/parameters.hpp"
#include "emulator/rds/placement.hpp"
#include "emulator/rds/tags.hpp"
#include "protocol/arn.hpp"
#include "protocol/errors/db_subnet_group.hpp"
#include "protocol/errors/engine.hpp"
#include "protocol/errors/parameter.hpp"
#include "protocol/errors/tag.hpp"
#include "protocol/filters.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

protocol::arn named_resource(const call_context& call) {
    auto arn = protocol::parse_arn(parameters(call.input).text("ResourceName"));
    if (!arn || arn->service != "rds" || arn->region != call.where.region ||
        arn->account != call.where.account)
        throw errors::resource_name_mismatch();
    return *std::move(arn);
}

/// Throws the NotFound error of a kind of resource that we have none of, or the mismatch error for no kind at
/// all.
[[noreturn]] void refuse_other_kind(const protocol::arn& arn) {
    if (arn.resource_type == "snapshot")
        throw errors::db_snapshot_not_found(arn.resource);
    if (arn.resource_type == "cluster-snapshot")
        throw errors::db_cluster_snapshot_not_found(arn.resource);
    if (arn.resource_type == "pg")
        throw errors::parameter_group_not_found(arn.resource);
    if (arn.resource_type == "cluster-pg")
        throw errors::cluster_parameter_group_not_found(arn.resource);
    if (arn.resource_type == "og")
        throw errors::option_group_not_found(arn.resource);
    throw errors::resource_name_mismatch();
}

db_subnet_group named_group(const call_context& call, const protocol::arn& arn) {
    auto group = find_subnet_group(call.env.resources, call.where, arn.resource);
    if (!group)
        throw errors::subnet_group_not_found(arn.resource);
    return *std::move(group);
}

/// The default parameter and option groups exist without being stored; they bear no tags.
bool is_default_group(const protocol::arn& arn) {
    if (arn.resource_type == "pg" || arn.resource_type == "cluster-pg")
        return arn.resource.starts_with("default.");
    return arn.resource_type == "og" && arn.resource.starts_with("default:");
}

tag_list tags_of(const call_context& call, const protocol::arn& arn) {
    if (arn.resource_type == "db")
        return find_instance(call, arn.resource, "ResourceName").tags;
    if (arn.resource_type == "cluster")
        return find_cluster(call, arn.resource, "ResourceName").tags;
    if (arn.resource_type == "subgrp")
        return named_group(call, arn).tags;
    if (is_default_group(arn))
        return {};
    refuse_other_kind(arn);
}

void set_tags(call_context& call, const protocol::arn& arn, tag_list tags) {
    auto& resources = call.env.resources;
    if (arn.resource_type == "db") {
        resources.instances.edit(find_instance(call, arn.resource, "ResourceName").key()).tags =
            std::move(tags);
    } else if (arn.resource_type == "cluster") {
        resources.clusters.edit(find_cluster(call, arn.resource, "ResourceName").key()).tags =
            std::move(tags);
    } else {
        auto group = named_group(call, arn);
        group.tags = std::move(tags);
        resources.subnet_groups.put(std::move(group));
    }
}

void refuse_default_group(const protocol::arn& arn) {
    if (is_default_group(arn))
        throw errors::not_emulated("tags of default parameter and option groups");
}

} // namespace

json add_tags_to_resource(call_context& call) {
    const auto arn = named_resource(call);
    auto tags = merged_tags(tags_of(call, arn), read_tags(call.input));
    refuse_default_group(arn);
    set_tags(call, arn, std::move(tags));
    return json::object();
}

json list_tags_for_resource(call_context& call) {
    protocol::read_filters(call.input, {}); // the operation knows no filter
    return {{"TagList", render_tags(tags_of(call, named_resource(call)))}};
}

json remove_tags_from_resource(call_context& call) {
    const auto arn = named_resource(call);
    auto tags = tags_of(call, arn);
    refuse_default_group(arn);
    const auto removed = parameters(call.input).list("TagKeys");
    std::erase_if(tags, [&](const tag& present) {
        return std::find(removed.begin(), removed.end(), present.key) != removed.end();
    });
    set_tags(call, arn, std::move(tags));
    return json::object();
}

} // namespace borealis::emulator::rds
