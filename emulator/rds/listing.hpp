// What all Describe operations share: filters and pages over resources in order of their names.
#pragma once

#include "protocol/filters.hpp"
#include "protocol/json.hpp"
#include "protocol/pagination.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator::rds {

/// Answers one page: `names` are the sorted keys of the items, `render(position)` makes one. The answer has
/// the items under `list_name`, and a Marker where more follow.
json render_page(
    const protocol::page_request& page,
    const std::vector<std::string>& names,
    const char* list_name,
    const std::function<json(std::size_t position)>& render
);

/// Filters whose values are identifiers or ARNs compare without case, as identifiers do.
void lower_identifier_filters(std::vector<protocol::filter>& filters);

} // namespace borealis::emulator::rds
