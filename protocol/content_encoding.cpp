// Inflates by zlib into a buffer that never exceeds the limit, whatever the compressed bytes promise.
#include "protocol/content_encoding.hpp"

#include "protocol/errors/common.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

namespace borealis::protocol {
namespace {

class inflater {
  public:
    inflater() {
        constexpr int gzip_only = 16;
        if (inflateInit2(&stream_, gzip_only + MAX_WBITS) != Z_OK)
            throw std::bad_alloc();
    }
    ~inflater() { inflateEnd(&stream_); }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;

    /// A gzip file is a sequence of members (RFC 1952, section 2.2).
    std::string run(std::string_view compressed) {
        // zlib doesn't write through next_in; its type has no const unless ZLIB_CONST says so.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
        stream_.avail_in = static_cast<uInt>(compressed.size());
        std::string out;
        do {
            run_member(out);
            inflateReset(&stream_);
        } while (stream_.avail_in > 0);
        return out;
    }

  private:
    void run_member(std::string& out) {
        std::array<char, 16 * 1024> piece;
        int state = Z_OK;
        while (state != Z_STREAM_END) {
            stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
            stream_.avail_out = static_cast<uInt>(piece.size());
            state = inflate(&stream_, Z_NO_FLUSH);
            if (state == Z_MEM_ERROR)
                throw std::bad_alloc();
            if (state != Z_OK && state != Z_STREAM_END)
                throw errors::serialization_error("The request body is not gzip, as its Content-Encoding says"
                );
            const std::size_t made = piece.size() - stream_.avail_out;
            if (made > most_inflated_bytes - out.size())
                throw errors::request_too_large();
            out.append(piece.data(), made);
        }
    }

    z_stream stream_{};
};

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The coding that was applied last, which is the one to undo first.
bool is_gzip(std::string_view encodings) noexcept {
    std::string_view last = encodings.substr(encodings.rfind(',') + 1); // all of it where there is no comma
    while (last.starts_with(' ') || last.starts_with('\t'))
        last.remove_prefix(1);
    while (last.ends_with(' ') || last.ends_with('\t'))
        last.remove_suffix(1);
    return std::ranges::equal(last, std::string_view("gzip"), {}, lower);
}

} // namespace

std::optional<std::string> inflated_body(const http_request& request) {
    const auto encodings = request.header("content-encoding");
    if (!encodings || !is_gzip(*encodings) || request.body.empty())
        return std::nullopt;
    return inflater().run(request.body);
}

} // namespace borealis::protocol
