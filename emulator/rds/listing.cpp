// Pages and filters of the Describe operations.
#include "emulator/rds/listing.hpp"

#include "emulator/rds/parameters.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

json render_page(
    const protocol::page_request& page,
    const std::vector<std::string>& names,
    const char* list_name,
    const std::function<json(std::size_t position)>& render
) {
    const auto range = protocol::take_page(names, page);
    auto items = json::array();
    for (auto position = range.first; position < range.last; ++position)
        items.push_back(render(position));
    json out;
    out[list_name] = std::move(items);
    if (range.more)
        out["Marker"] = protocol::encode_marker(names[range.last - 1]);
    return out;
}

void lower_identifier_filters(std::vector<protocol::filter>& filters) {
    for (auto& filter : filters)
        if (filter.name == "db-instance-id" || filter.name == "db-cluster-id" || filter.name == "engine")
            std::transform(filter.values.begin(), filter.values.end(), filter.values.begin(), lower_case);
}

} // namespace borealis::emulator::rds
