// The path of a request in Smithy's RPC v2 protocols: /service/<service>/operation/<operation>.
#pragma once

#include <optional>
#include <string_view>

namespace borealis::protocol {

struct rpc_path {
    std::string_view service; // as the model's target prefix: "GraniteServiceVersion20100801"
    std::string_view operation;
};

/// Nothing for another path. What follows a '?' doesn't count. The parts refer to `target`.
std::optional<rpc_path> parse_rpc_path(std::string_view target) noexcept;

} // namespace borealis::protocol
