// pg_control begins with the identifier and ends with a CRC-32C of everything before it; where it ends
// depends on the version, and is where the checksum is right. A WAL segment's long page header holds the
// identifier at byte 24 (src/include/access/xlog_internal.h) and has no checksum.
#include "replication/server/local/system_identity.hpp"

#include "replication/server/local/child_process.hpp"
#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <random>
#include <span>
#include <unistd.h>
#include <vector>

namespace borealis::replication::local {
namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t long_header = 0x0002;
constexpr std::size_t control_bytes = 512; // all of pg_control that is not padding

class crc32c {
  public:
    void add(std::span<const unsigned char> bytes) noexcept {
        for (const auto byte : bytes) {
            state_ ^= byte;
            for (int bit = 0; bit < 8; ++bit)
                state_ = (state_ >> 1U) ^ ((state_ & 1U) != 0 ? 0x82F63B78U : 0U);
        }
    }
    std::uint32_t value() const noexcept { return ~state_; }

  private:
    std::uint32_t state_ = ~0U;
};

std::optional<std::size_t> checksum_offset(std::span<const unsigned char> control) {
    crc32c checksum;
    for (std::size_t offset = 0; offset + 4 <= control.size(); offset += 4) {
        std::uint32_t stored = 0;
        std::memcpy(&stored, &control[offset], sizeof stored);
        if (offset > 0 && stored == checksum.value())
            return offset;
        checksum.add(control.subspan(offset, 4));
    }
    return std::nullopt;
}

void write_at(int fd, const void* bytes, std::size_t size, std::size_t offset, const fs::path& path) {
    if (pwrite(fd, bytes, size, static_cast<off_t>(offset)) != static_cast<ssize_t>(size))
        throw_errno(errno, "write", path);
}

unique_fd open_existing(const fs::path& path) {
    unique_fd fd(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!fd)
        throw_errno(errno, "open", path);
    return fd;
}

void set_in_control(const fs::path& path, std::uint64_t identifier) {
    const auto fd = open_existing(path);
    std::string control(control_bytes, '\0');
    if (pread(fd.get(), control.data(), control.size(), 0) != static_cast<ssize_t>(control.size()))
        throw_errno(errno, "read", path);
    const auto changed = control_with_identifier(control, identifier);
    write_at(fd.get(), changed.data(), changed.size(), 0, path);
}

void set_in_segment(const fs::path& path, std::uint64_t identifier) {
    const auto fd = open_existing(path);
    std::array<std::uint16_t, 2> header{}; // xlp_magic, xlp_info
    if (pread(fd.get(), header.data(), sizeof header, 0) != static_cast<ssize_t>(sizeof header))
        throw_errno(errno, "read", path);
    if ((header[1] & long_header) != 0)
        write_at(fd.get(), &identifier, sizeof identifier, wal_identifier_offset, path);
}

} // namespace

std::string control_with_identifier(std::string_view control, std::uint64_t identifier) {
    std::vector<unsigned char> bytes(control.begin(), control.end());
    bytes.resize(std::min(bytes.size(), control_bytes));
    const auto at = checksum_offset(bytes);
    if (!at)
        throw server_error(server_failure::io_error, "pg_control has no valid checksum");
    std::memcpy(bytes.data(), &identifier, sizeof identifier);
    crc32c checksum;
    checksum.add(std::span(bytes).first(*at));
    const auto value = checksum.value();
    std::memcpy(&bytes[*at], &value, sizeof value);
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*at + sizeof value)};
}

std::uint64_t new_system_identifier() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    return (static_cast<std::uint64_t>(seconds) << 32U) | std::random_device()();
}

void set_system_identifier(const fs::path& data, std::uint64_t identifier) {
    set_in_control(data / "global" / "pg_control", identifier);
    for (const auto& entry : fs::directory_iterator(data / "pg_wal"))
        if (entry.is_regular_file() && entry.path().filename().native().size() == 24)
            set_in_segment(entry.path(), identifier);
}

} // namespace borealis::replication::local
