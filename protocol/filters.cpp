// Reading and applying Filters.
#include "protocol/filters.hpp"

#include "protocol/errors/common.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::protocol {
namespace {

/// What AWS calls the values of a filter in the text that misses them.
std::string_view plural_of(std::string_view filter_name) {
    using naming = std::pair<std::string_view, std::string_view>;
    static constexpr std::array names{
        naming{"db-instance-id", "DB Instance Identifiers"},
        naming{"db-cluster-id", "DB Cluster Identifiers"},
        naming{"db-snapshot-id", "DB Snapshot Identifiers"},
        naming{"db-cluster-snapshot-id", "DB Cluster Snapshot Identifiers"},
        naming{"engine", "engines"},
    };
    const auto found = std::ranges::find(names, filter_name, &naming::first);
    return found != names.end() ? found->second : "values of filter";
}

filter read_filter(const json& given, std::span<const std::string_view> known_names) {
    filter out{given.at("Name").get<std::string>(), given.at("Values").get<std::vector<std::string>>()};
    if (std::ranges::find(known_names, out.name) == known_names.end())
        throw errors::invalid_parameter_value(fmt::format("Unrecognized filter name: {}", out.name));
    if (out.values.empty())
        throw errors::invalid_parameter_combination(
            fmt::format("The list of {} must not be empty.", plural_of(out.name))
        );
    return out;
}

} // namespace

std::vector<filter> read_filters(const json& input, std::span<const std::string_view> known_names) {
    std::vector<filter> out;
    if (const auto given = input.find("Filters"); given != input.end()) {
        for (const json& one : *given)
            out.push_back(read_filter(one, known_names));
    }
    return out;
}

bool passes(
    const std::vector<filter>& filters,
    const std::function<std::vector<std::string>(std::string_view filter_name)>& values_of
) {
    return std::ranges::all_of(filters, [&values_of](const filter& one) {
        return std::ranges::any_of(values_of(one.name), [&one](const std::string& value) {
            return std::ranges::find(one.values, value) != one.values.end();
        });
    });
}

} // namespace borealis::protocol
