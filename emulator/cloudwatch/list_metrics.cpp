// ListMetrics. Source: CloudWatch API Reference, ListMetrics.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/metric_request.hpp"
#include "emulator/cloudwatch/page_token.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

constexpr std::size_t page_size = 500;
constexpr std::chrono::milliseconds listed_for = std::chrono::hours(24 * 14);
constexpr std::chrono::milliseconds recently_active = std::chrono::hours(3);

// A filter names a dimension that the metric must have, and perhaps its value; the metric may have others.
bool passes(const metric_id& id, const json& dimension_filters) {
    return std::all_of(dimension_filters.begin(), dimension_filters.end(), [&](const json& filter) {
        return std::any_of(id.dimensions.begin(), id.dimensions.end(), [&](const dimension& each) {
            return each.name == filter.at("Name") &&
                   (!filter.contains("Value") || each.value == filter.at("Value"));
        });
    });
}

bool passes(const metric_id& id, const json& input, const json& dimension_filters) {
    return id.name_space == input.value("Namespace", id.name_space) &&
           id.name == input.value("MetricName", id.name) && passes(id, dimension_filters);
}

std::string token_after(const metric_id& id) {
    json dimensions = json::array();
    for (const auto& each : id.dimensions)
        dimensions.push_back({each.name, each.value});
    return encode_page_token({id.name_space, id.name, std::move(dimensions)});
}

// The metric that the page before ended with.
std::optional<metric_id> read_token(const scope& where, const json& input) {
    const auto token = input.find("NextToken");
    if (token == input.end())
        return std::nullopt;
    const auto place = decode_page_token(token->get<std::string>());
    try {
        std::vector<dimension> dimensions;
        for (const auto& each : place.value().at(2))
            dimensions.push_back({each.at(0).get<std::string>(), each.at(1).get<std::string>()});
        return make_metric_id(where, place->at(0), place->at(1), std::move(dimensions));
    } catch (const std::bad_optional_access&) {
        throw protocol::errors::invalid_list_metrics_token();
    } catch (const json::exception&) {
        throw protocol::errors::invalid_list_metrics_token();
    }
}

} // namespace

json list_metrics(call_context& call) {
    const auto& input = call.input;
    const auto after = read_token(call.where, input);
    const auto filters = input.value("Dimensions", json::array());
    const bool other_account = input.value("OwningAccount", call.where.account) != call.where.account;
    const auto age = input.contains("RecentlyActive") ? recently_active : listed_for;
    const auto since = call.env.time.now_ms() - age.count();

    std::vector<const metric_id*> found; // one more than fits
    call.env.metrics.visit(call.where, [&](const metric_id& id, timestamp_ms newest) {
        if (found.size() <= page_size && !other_account && newest >= since && (!after || id > *after) &&
            passes(id, input, filters))
            found.push_back(&id);
    });

    json answer;
    if (found.size() > page_size) {
        found.pop_back();
        answer["NextToken"] = token_after(*found.back());
    }
    answer["Metrics"] = json::array();
    for (const auto* id : found)
        answer["Metrics"].push_back(
            {{"Namespace", id->name_space}, {"MetricName", id->name}, {"Dimensions", dimensions_json(*id)}}
        );
    if (input.value("IncludeLinkedAccounts", false))
        answer["OwningAccounts"] = std::vector<std::string>(found.size(), call.where.account);
    return answer;
}

} // namespace borealis::emulator
