// What a container wrote, out of the frames that the engine wraps it in.
// Source: Docker Engine API reference, "Attach to a container", section "Stream format".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace borealis::replication::docker {

/// Takes the frames off a stream, however the network has cut it.
class frame_reader {
  public:
    /// What this piece has of the text.
    std::string add(std::string_view piece);

  private:
    std::string header_;     // as much of one as there is
    std::uint32_t left_ = 0; // of the frame's data
};

/// Standard output and error of a container without a terminal, in the order of the frames. A last frame that
/// is cut off gives what there is of it.
std::string unframed(std::string_view frames);

} // namespace borealis::replication::docker
