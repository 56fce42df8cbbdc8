// The faults are worded as the service words those of dashboards.
#include "emulator/cloudwatch/widget/json_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::emulator {

namespace {

const json no_members = json::object();
const json no_items = json::array();

} // namespace

json_check::json_check(
    const json& value, std::string path, std::vector<protocol::errors::dashboard_fault>& faults
)
    : value_(value.is_object() ? value : no_members), path_(std::move(path)), faults_(faults) {
    if (!value.is_object())
        faults_.push_back({path_.empty() ? "/" : path_, "Should be object"});
}

const json* json_check::find(const char* name) const {
    const auto found = value_.find(name);
    return found == value_.end() ? nullptr : &*found;
}

void json_check::wrong(const char* name, std::string message) const {
    faults_.push_back({path_of(name), std::move(message)});
}

std::optional<std::string> json_check::text(const char* name) const {
    const auto* found = find(name);
    if (!found)
        return std::nullopt;
    if (found->is_string())
        return found->get<std::string>();
    wrong(name, "Should be string");
    return std::nullopt;
}

std::optional<std::string> json_check::one_of(const char* name, names allowed) const {
    auto found = text(name);
    if (!found || std::find(allowed.begin(), allowed.end(), *found) != allowed.end())
        return found;
    wrong(name, "Should be equal to one of the allowed values");
    return std::nullopt;
}

std::optional<bool> json_check::flag(const char* name) const {
    const auto* found = find(name);
    if (!found)
        return std::nullopt;
    if (found->is_boolean())
        return found->get<bool>();
    wrong(name, "Should be boolean");
    return std::nullopt;
}

std::optional<double> json_check::number(const char* name) const {
    constexpr double largest = 1e300;
    const auto* found = find(name);
    if (!found)
        return std::nullopt;
    if (found->is_number())
        return std::clamp(found->get<double>(), -largest, largest);
    wrong(name, "Should be number");
    return std::nullopt;
}

std::optional<std::int64_t>
json_check::integer(const char* name, std::int64_t least, std::int64_t most) const {
    const auto* found = find(name);
    if (!found)
        return std::nullopt;
    if (!found->is_number_integer()) {
        wrong(name, "Should be integer");
    } else if (*found < least) {
        wrong(name, fmt::format("Should be >= {}", least));
    } else if (*found > most) {
        wrong(name, fmt::format("Should be <= {}", most));
    } else {
        return found->get<std::int64_t>();
    }
    return std::nullopt;
}

json_check json_check::object(const char* name) const {
    const auto* found = find(name);
    return {found ? *found : no_members, path_of(name), faults_};
}

const json& json_check::array(const char* name) const {
    const auto* found = find(name);
    if (!found)
        return no_items;
    if (found->is_array())
        return *found;
    wrong(name, "Should be array");
    return no_items;
}

} // namespace borealis::emulator
