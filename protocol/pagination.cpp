// Paging by name: a name that has gone since the last page changes nothing about where the next one begins.
#include "protocol/pagination.hpp"

#include "protocol/base64.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::protocol {
namespace {

std::size_t read_limit(const json& input, std::size_t least, std::size_t most) {
    const auto found = input.find("MaxRecords");
    if (found == input.end())
        return std::min<std::size_t>(100, most);
    const auto asked = found->get<std::int64_t>();
    if (asked < static_cast<std::int64_t>(least) || asked > static_cast<std::int64_t>(most))
        throw errors::invalid_parameter_value(
            fmt::format("Invalid value {} for MaxRecords. Must be between {} and {}", asked, least, most)
        );
    return static_cast<std::size_t>(asked);
}

std::string read_marker(const json& input) {
    const auto found = input.find("Marker");
    if (found == input.end() || found->get_ref<const std::string&>().empty())
        return {};
    const auto& marker = found->get_ref<const std::string&>();
    const auto name = base64_decode(marker);
    if (!name || name->empty() || !is_text(*name))
        throw errors::invalid_parameter_value(fmt::format("The marker {} is invalid.", marker));
    return *name;
}

} // namespace

page_request read_page_request(const json& input, std::size_t least, std::size_t most) {
    const std::size_t limit = read_limit(input, least, most);
    return {read_marker(input), limit};
}

std::string encode_marker(std::string_view last_name) {
    return base64_encode(last_name);
}

page_range take_page(const std::vector<std::string>& names, const page_request& request) {
    const auto begin = request.after.empty() ? names.begin() : std::ranges::upper_bound(names, request.after);
    const auto first = static_cast<std::size_t>(begin - names.begin());
    const std::size_t last = first + std::min(request.limit, names.size() - first);
    return {first, last, last < names.size()};
}

} // namespace borealis::protocol
