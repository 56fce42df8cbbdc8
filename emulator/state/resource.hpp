// What all resources have in common: where they belong, their name, their tags.
#pragma once

#include "emulator/clock.hpp"
#include "protocol/json.hpp"

#include <compare>
#include <string>
#include <vector>

namespace borealis::emulator {

/// Account and region: part of every key, so that two accounts or regions never see each other.
struct scope {
    std::string account; // 12 digits
    std::string region;

    friend auto operator<=>(const scope&, const scope&) = default;
};

struct resource_key {
    scope where;
    std::string name; // lower case, as AWS stores identifiers

    friend auto operator<=>(const resource_key&, const resource_key&) = default;
};

struct tag {
    std::string key;
    std::string value;

    friend bool operator==(const tag&, const tag&) = default;
};
using tag_list = std::vector<tag>;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(scope, account, region)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(tag, key, value)

/// A status as the API spells it. Only the transitions table may change one: see transitions.hpp.
class status_value {
  public:
    status_value() = default;
    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const status_value& status, std::string_view text) noexcept {
        return status.text_ == text;
    }

    friend void to_json(json& out, const status_value& status) { out = status.text_; }
    friend void from_json(const json& in, status_value& status) { status.text_ = in.get<std::string>(); }

  private:
    friend class status_writer; // transitions.cpp
    std::string text_;
};

} // namespace borealis::emulator
