// A frame: one byte that names the stream, three of zeros, four of length (big endian), the data.
#include "replication/server/docker/output_frames.hpp"

#include <algorithm>
#include <cstdint>

namespace borealis::replication::docker {

std::string unframed(std::string_view frames) {
    constexpr std::size_t header = 8;
    std::string text;
    while (frames.size() >= header) {
        std::uint32_t length = 0;
        for (const char byte : frames.substr(4, 4))
            length = length << 8U | static_cast<unsigned char>(byte);
        frames.remove_prefix(header);
        const auto size = std::min<std::size_t>(length, frames.size());
        text += frames.substr(0, size);
        frames.remove_prefix(size);
    }
    return text;
}

} // namespace borealis::replication::docker
