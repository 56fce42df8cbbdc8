// What a container wrote, out of the frames that the engine wraps it in.
// Source: Docker Engine API reference, "Attach to a container", section "Stream format".
#pragma once

#include <string>
#include <string_view>

namespace borealis::replication::docker {

/// Standard output and error of a container without a terminal, in the order of the frames. A last frame that
/// is cut off gives what there is of it.
std::string unframed(std::string_view frames);

} // namespace borealis::replication::docker
