// Typed access to the members of a call's input.
#include "emulator/rds/parameters.hpp"

#include "protocol/errors/parameter.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

std::string parameters::text(const char* name) const {
    return text(name, {});
}

std::string parameters::text(const char* name, std::string fallback) const {
    const auto found = input_.find(name);
    return found == input_.end() ? std::move(fallback) : found->get<std::string>();
}

std::optional<std::int64_t> parameters::number(const char* name) const {
    const auto found = input_.find(name);
    if (found == input_.end())
        return std::nullopt;
    return found->get<std::int64_t>();
}

std::optional<int> parameters::number_within(const char* name, int least, int most) const {
    const auto value = number(name);
    if (!value)
        return std::nullopt;
    if (*value < least || *value > most)
        throw protocol::errors::value_out_of_range(name, *value, least, most);
    return static_cast<int>(*value);
}

bool parameters::flag(const char* name, bool fallback) const {
    const auto found = input_.find(name);
    return found == input_.end() ? fallback : found->get<bool>();
}

std::vector<std::string> parameters::list(const char* name) const {
    const auto found = input_.find(name);
    return found == input_.end() ? std::vector<std::string>{} : found->get<std::vector<std::string>>();
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

} // namespace borealis::emulator::rds
