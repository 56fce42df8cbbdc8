// The Filters parameter of the Describe operations: values of one filter are alternatives, filters must all
// match.
#pragma once

#include "protocol/json.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::protocol {

struct filter {
    std::string name;
    std::vector<std::string> values;
};

/// Reads input["Filters"]; throws InvalidParameterValue for a filter that the operation does not know and
/// InvalidParameterCombination for one without values.
std::vector<filter> read_filters(const json& input, std::span<const std::string_view> known_names);

/// Whether an item passes: `values_of(name)` gives the item's values for that filter.
bool passes(
    const std::vector<filter>& filters,
    const std::function<std::vector<std::string>(std::string_view filter_name)>& values_of
);

} // namespace borealis::protocol
