// A frame: one byte that names the stream, three of zeros, four of length (big endian), the data.
#include "replication/server/docker/output_frames.hpp"

#include <algorithm>

namespace borealis::replication::docker {

std::string frame_reader::add(std::string_view piece) {
    constexpr std::size_t header_size = 8;
    std::string text;
    while (!piece.empty()) {
        if (left_ > 0) {
            const auto size = std::min<std::size_t>(left_, piece.size());
            text += piece.substr(0, size);
            piece.remove_prefix(size);
            left_ -= static_cast<std::uint32_t>(size);
            continue;
        }
        const auto size = std::min(header_size - header_.size(), piece.size());
        header_ += piece.substr(0, size);
        piece.remove_prefix(size);
        if (header_.size() < header_size)
            continue;
        for (const char byte : header_.substr(4))
            left_ = left_ << 8U | static_cast<unsigned char>(byte);
        header_.clear();
    }
    return text;
}

std::string unframed(std::string_view frames) {
    return frame_reader().add(frames);
}

} // namespace borealis::replication::docker
