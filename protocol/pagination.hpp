// Marker paging as RDS does it: the marker is the base64 of the last name on the page, exclusive start of the
// next.
#pragma once

#include "protocol/json.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::protocol {

struct page_request {
    std::string after; // names up to and including this one were on earlier pages; empty: from the start
    std::size_t limit = 100;
};

/// Reads MaxRecords and Marker. Throws InvalidParameterValue for a value out of range or an unreadable
/// marker.
page_request read_page_request(const json& input, std::size_t least = 20, std::size_t most = 100);

std::string encode_marker(std::string_view last_name);

/// Takes the page out of `names`, which must be sorted: the half-open range of positions [first, last) and
/// whether more follow.
struct page_range {
    std::size_t first = 0;
    std::size_t last = 0;
    bool more = false;
};
page_range take_page(const std::vector<std::string>& names, const page_request& request);

} // namespace borealis::protocol
