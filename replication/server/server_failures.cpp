// The texts below are untranslated: servers and tools run with English messages.
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace borealis::replication {

void throw_errno(int error, std::string_view action, const std::filesystem::path& path) {
    const auto kind =
        error == ENOSPC || error == EDQUOT ? server_failure::disk_full : server_failure::io_error;
    throw server_error(kind, fmt::format("could not {} {}: {}", action, path.string(), std::strerror(error)));
}

server_failure classify_messages(std::string_view messages, server_failure otherwise) {
    const auto tell = [messages](std::string_view text) {
        return messages.find(text) != std::string_view::npos;
    };
    if (tell("No space left on device") || tell("Disk quota exceeded"))
        return server_failure::disk_full;
    if (tell("could not bind") || tell("could not create any TCP/IP sockets"))
        return server_failure::port_taken;
    return otherwise;
}

} // namespace borealis::replication
