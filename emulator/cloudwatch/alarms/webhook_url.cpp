// Takes http URLs apart, by hand: Boost.URL 1.81 is stricter than people's URLs are.
#include "emulator/cloudwatch/alarms/webhook_url.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>

namespace borealis::emulator {

namespace {

std::optional<std::string> loopback_address(std::string_view host) {
    if (host == "localhost")
        return "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(host), error);
    if (error || !address.is_loopback())
        return std::nullopt;
    return address.to_string();
}

} // namespace

bool is_url(std::string_view action) noexcept {
    return action.starts_with("http://") || action.starts_with("https://");
}

std::optional<webhook_url> parse_webhook_url(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!text.starts_with(scheme) || !printable)
        return std::nullopt;
    text.remove_prefix(scheme.size());
    const auto path = std::min(text.find_first_of("/?#"), text.size());
    auto authority = text.substr(0, path);
    webhook_url url;
    url.host = authority;
    url.target = text.substr(path, text.find('#') - path);
    if (!url.target.starts_with('/'))
        url.target.insert(0, 1, '/');
    const auto colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
        const auto digits = authority.substr(colon + 1);
        const auto* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, url.port);
        if (read.ec != std::errc() || read.ptr != end || url.port == 0)
            return std::nullopt;
        authority = authority.substr(0, colon);
    }
    const auto address = loopback_address(authority);
    if (!address)
        return std::nullopt;
    url.address = *address;
    return url;
}

} // namespace borealis::emulator
