// Look-ups in the constant tables of the service models.
#include "protocol/service_model.hpp"

#include <algorithm>

namespace borealis::protocol {

const member* shape::find_member(std::string_view member_name) const noexcept {
    const auto name_at = [this](std::uint16_t position) { return members[position].name; };
    const auto found = std::ranges::lower_bound(by_name, member_name, {}, name_at);
    return found != by_name.end() && name_at(*found) == member_name ? &members[*found] : nullptr;
}

const operation* service_model::find(std::string_view operation_name) const noexcept {
    const auto found = std::ranges::lower_bound(operations, operation_name, {}, &operation::name);
    return found != operations.end() && found->name == operation_name ? &*found : nullptr;
}

} // namespace borealis::protocol
