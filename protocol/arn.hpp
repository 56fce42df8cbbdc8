// Amazon Resource Names. Source: RDS User Guide, "Working with Amazon Resource Names (ARNs) in Amazon RDS".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace borealis::protocol {

struct arn {
    std::string service = "rds";
    std::string region;
    std::string account;
    std::string resource_type; // "db", "cluster", "subgrp", "pg", ...
    std::string resource;      // the identifier; may contain colons (automated snapshots)

    std::string text() const;
    friend bool operator==(const arn&, const arn&) = default;
};

/// Nothing where the text is not an ARN of the form arn:aws:<service>:<region>:<account>:<type>:<id>.
std::optional<arn> parse_arn(std::string_view text);

} // namespace borealis::protocol
