// Source: Smithy, "Smithy RPC v2 CBOR protocol", section "Requests".
#include "protocol/rpc_path.hpp"

namespace borealis::protocol {

std::optional<rpc_path> parse_rpc_path(std::string_view target) noexcept {
    constexpr std::string_view before_service = "/service/";
    constexpr std::string_view before_operation = "/operation/";
    const std::string_view path = target.substr(0, target.find('?'));
    if (!path.starts_with(before_service))
        return std::nullopt;
    const std::string_view rest = path.substr(before_service.size());
    const std::size_t between = rest.find(before_operation);
    if (between == std::string_view::npos)
        return std::nullopt;
    return rpc_path{rest.substr(0, between), rest.substr(between + before_operation.size())};
}

} // namespace borealis::protocol
