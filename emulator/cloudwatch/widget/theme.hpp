// The colours of pictures, as CloudWatch's are.
#pragma once

#include "emulator/cloudwatch/widget/chart.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace borealis::emulator {

struct theme {
    colour background;
    colour text;
    colour faint_text;
    colour grid;
    colour axis;
};

const theme& theme_of(const chart& of);

/// Of the n-th series that asks for none.
colour series_colour(std::size_t n);

/// #d62728, also in capitals. Nothing for anything else.
std::optional<colour> parse_colour(std::string_view text);

} // namespace borealis::emulator
