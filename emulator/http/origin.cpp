// Whether a request may come from a web page that has no business with us.
#include "emulator/http/origin.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace borealis::emulator {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : static_cast<char>(c);
    });
    return result;
}

} // namespace

std::string_view without_port(std::string_view host) {
    if (host.starts_with('['))
        return host.substr(1, host.find(']') == std::string_view::npos ? host.npos : host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

bool is_own_host(std::string_view host, const std::vector<std::string>& own_names) {
    const std::string name = lower(without_port(host));
    if (name == "localhost" || name.ends_with(".localhost"))
        return true;
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(name, not_an_address);
    return !not_an_address || std::find(own_names.begin(), own_names.end(), name) != own_names.end();
}

bool is_cross_site(const protocol::http_request& request, const std::vector<std::string>& own_names) {
    const auto origin = request.header("Origin");
    if (!origin)
        return false;
    const auto scheme = origin->find("://");
    // "null" is the origin of sandboxed frames and local files.
    return scheme == std::string_view::npos || !is_own_host(origin->substr(scheme + 3), own_names);
}

} // namespace borealis::emulator
