// ARN text and its parts.
#include "protocol/arn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace borealis::protocol {
namespace {

constexpr std::string_view prefix = "arn:aws:";

bool is_word(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

} // namespace

std::string arn::text() const {
    return fmt::format("{}{}:{}:{}:{}:{}", prefix, service, region, account, resource_type, resource);
}

std::optional<arn> parse_arn(std::string_view text) {
    if (!text.starts_with(prefix))
        return std::nullopt;
    text.remove_prefix(prefix.size());
    std::array<std::string_view, 4> parts;
    for (std::string_view& part : parts) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos)
            return std::nullopt;
        part = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    const auto& [service, region, account, type] = parts;
    const bool complete = !service.empty() && !account.empty() && !type.empty() && !text.empty();
    if (!complete || !std::ranges::all_of(parts, is_word))
        return std::nullopt;
    return arn{
        std::string(service),
        std::string(region),
        std::string(account),
        std::string(type),
        std::string(text)};
}

} // namespace borealis::protocol
