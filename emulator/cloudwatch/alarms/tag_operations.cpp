// TagResource, UntagResource, ListTagsForResource: of alarms and dashboards.
#include "emulator/cloudwatch/alarms/alarm_tags.hpp"
#include "emulator/cloudwatch/alarms/operations.hpp"
#include "protocol/arn.hpp"
#include "protocol/errors/alarm.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

struct tagged_resource {
    resource_key key;
    bool is_dashboard = false;
    const tag_list* tags = nullptr;
};

/// arn:aws:cloudwatch::123456789012:dashboard/name
std::optional<resource_key> dashboard_of(const std::string& text, const scope& where) {
    const auto prefix = "arn:aws:cloudwatch::" + where.account + ":dashboard/";
    if (!text.starts_with(prefix))
        return std::nullopt;
    return resource_key{{where.account, ""}, text.substr(prefix.size())};
}

tagged_resource named_resource(const call_context& call) {
    const auto text = call.input.at("ResourceARN").get<std::string>();
    tagged_resource named;
    if (const auto key = dashboard_of(text, call.where)) {
        const auto* found = call.env.resources.dashboards.find(*key);
        if (!found)
            throw errors::tagged_resource_not_found(text);
        named.key = *key;
        named.is_dashboard = true;
        named.tags = &found->tags;
        return named;
    }
    const auto arn = protocol::parse_arn(text);
    if (!arn || arn->service != "cloudwatch")
        throw errors::tagged_resource_arn_invalid(text);
    named.key = {{arn->account, arn->region}, arn->resource};
    const auto* found = call.env.resources.alarms.find(named.key);
    if (!found || arn->resource_type != "alarm" || named.key.where != call.where)
        throw errors::tagged_resource_not_found(text);
    named.tags = &found->tags;
    return named;
}

void set_tags(call_context& call, const tagged_resource& named, tag_list tags) {
    auto& resources = call.env.resources;
    if (named.is_dashboard)
        resources.dashboards.edit(named.key).tags = std::move(tags);
    else
        resources.alarms.edit(named.key).tags = std::move(tags);
}

} // namespace

json tag_resource(call_context& call) {
    const auto named = named_resource(call);
    set_tags(call, named, read_alarm_tags(call.input.at("Tags"), *named.tags));
    return json::object();
}

json untag_resource(call_context& call) {
    const auto named = named_resource(call);
    auto tags = *named.tags;
    for (const auto& removed : call.input.at("TagKeys"))
        std::erase_if(tags, [&](const tag& present) { return present.key == removed; });
    set_tags(call, named, std::move(tags));
    return json::object();
}

json list_tags_for_resource(call_context& call) {
    return {{"Tags", render_alarm_tags(*named_resource(call).tags)}};
}

} // namespace borealis::emulator
