// Signatures of requests. An input is an HTTP message: "METHOD target", header lines, an empty line, the
// body; lines end in a line feed.
#include "tests/fuzz/answer.hpp"

#include "protocol/sigv4.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

using namespace borealis;

namespace {

std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

protocol::http_request request_of(std::string_view text) {
    protocol::http_request out;
    const std::string_view first = take_line(text);
    const std::size_t blank = std::min(first.find(' '), first.size());
    out.method = first.substr(0, blank);
    out.target = first.substr(std::min(blank + 1, first.size()));
    for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
        const std::size_t colon = std::min(line.find(": "), line.size());
        out.headers.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 2, line.size())));
    }
    out.body = text;
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto request = request_of({reinterpret_cast<const char*>(data), size});
    fuzz::answer(request);
    const auto secret = [](std::string_view key) -> std::optional<std::string> {
        return key.starts_with("AKID") ? std::optional<std::string>("secret") : std::nullopt;
    };
    const std::chrono::system_clock::time_point signing_time{std::chrono::seconds(1767323045)};
    try {
        protocol::verify_signature(request, protocol::read_signature(request), secret, signing_time);
    } catch (const protocol::aws_error& error) {
        fuzz::require(
            error.http_status() == 400 || error.http_status() == 403, "a signature is refused by 400 or 403"
        );
    }
    return 0;
}
