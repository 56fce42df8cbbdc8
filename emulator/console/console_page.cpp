// What is under /console.
#include "emulator/console/console_page.hpp"

#include "emulator/console/console_files.hpp"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace borealis::emulator {

namespace {

constexpr std::string_view prefix = "/console";

/// Nothing but this server's own files, and nothing inline. Source: W3C, Content Security Policy Level 3.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

protocol::http_response text_answer(int status, std::string body) {
    protocol::http_response answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    answer.body = std::move(body);
    return answer;
}

std::string inflated(const console_file& file) {
    std::string out(file.size, '\0');
    z_stream stream{};
    constexpr int gzip_only = 16;
    if (inflateInit2(&stream, gzip_only + MAX_WBITS) != Z_OK)
        throw std::bad_alloc();
    // zlib doesn't write through next_in.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.gzipped.data()));
    stream.avail_in = static_cast<uInt>(file.gzipped.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (state != Z_STREAM_END)
        throw std::logic_error("an embedded file of the console is broken");
    return out;
}

bool contains(const protocol::http_request& request, std::string_view header, std::string_view word) {
    return request.header(header).value_or("").find(word) != std::string_view::npos;
}

protocol::http_response file_answer(const console_file& file, const protocol::http_request& request) {
    protocol::http_response answer;
    answer.headers = {
        {"Content-Type", std::string(file.content_type)},
        {"ETag", std::string(file.entity_tag)},
        {"Cache-Control", file.lasting ? "public, max-age=31536000, immutable" : "no-cache"},
        {"Vary", "Accept-Encoding"},
        {"Content-Security-Policy", std::string(content_security_policy)},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
    };
    if (contains(request, "If-None-Match", file.entity_tag)) {
        answer.status = 304;
    } else if (contains(request, "Accept-Encoding", "gzip")) {
        answer.headers.emplace_back("Content-Encoding", "gzip");
        answer.body = file.gzipped;
    } else {
        answer.body = inflated(file);
    }
    return answer;
}

} // namespace

bool is_console_path(std::string_view target) {
    if (!target.starts_with(prefix))
        return false;
    const auto rest = target.substr(prefix.size());
    return rest.empty() || rest.front() == '/' || rest.front() == '?';
}

protocol::http_response console_page(const protocol::http_request& request) {
    if (request.method != "GET" && request.method != "HEAD") {
        auto answer = text_answer(405, "Method not allowed.\n");
        answer.headers.emplace_back("Allow", "GET, HEAD");
        return answer;
    }
    const std::string_view target = request.target;
    const auto question = std::min(target.find('?'), target.size());
    auto path = target.substr(prefix.size(), question - prefix.size());
    if (path.empty())
        return console_redirect(target.substr(question));
    path = path == "/" ? "index.html" : path.substr(1);
    const auto files = console_files();
    const auto found =
        std::find_if(files.begin(), files.end(), [&](auto& file) { return file.path == path; });
    return found == files.end() ? text_answer(404, "The console has no such file.\n")
                                : file_answer(*found, request);
}

protocol::http_response console_redirect(std::string_view query) {
    auto answer = text_answer(302, "The console is at /console/.\n");
    answer.headers.emplace_back("Location", "/console/" + std::string(query));
    answer.headers.emplace_back("Vary", "Accept");
    return answer;
}

bool wants_page(const protocol::http_request& request) {
    return contains(request, "Accept", "text/html");
}

} // namespace borealis::emulator
