// What a client called us by is how it reaches our servers too: on the host 127.0.0.1, from another container
// the name of ours. No one name leads here from everywhere.
#pragma once

#include "emulator/settings.hpp"

#include <memory>
#include <string_view>

namespace borealis::emulator {

/// The settings for the answer to a request with this Host header: `options` themselves, which must outlive
/// the result, or, with host_names, a copy that advertises the name in it.
std::shared_ptr<const settings> settings_for(const settings& options, std::string_view host_header);

} // namespace borealis::emulator
