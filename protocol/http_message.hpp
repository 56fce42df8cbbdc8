// HTTP requests and answers as plain values, so that the protocol layer needs no server.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace borealis::protocol {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct http_request {
    std::string method;
    std::string target; // path and query as sent
    header_list headers;
    std::string body;

    /// The first header of that name, compared without case.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

struct http_response {
    int status = 200;
    header_list headers;
    std::string body;
};

} // namespace borealis::protocol
