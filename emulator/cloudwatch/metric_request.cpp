// Metric, dimensions and unit between JSON and the store.
#include "emulator/cloudwatch/metric_request.hpp"

namespace borealis::emulator {

metric_id read_metric_id(const scope& where, const json& metric) {
    std::vector<dimension> dimensions;
    for (const auto& each : metric.value("Dimensions", json::array()))
        dimensions.push_back({each.at("Name").get<std::string>(), each.at("Value").get<std::string>()});
    return make_metric_id(
        where,
        metric.at("Namespace").get<std::string>(),
        metric.at("MetricName").get<std::string>(),
        dimensions
    );
}

std::optional<metric_unit> read_unit(const json& input) {
    const auto unit = input.find("Unit");
    return unit == input.end() ? std::nullopt : parse_metric_unit(unit->get<std::string>());
}

json dimensions_json(const metric_id& id) {
    auto dimensions = json::array();
    for (const auto& each : id.dimensions)
        dimensions.push_back({{"Name", each.name}, {"Value", each.value}});
    return dimensions;
}

} // namespace borealis::emulator
