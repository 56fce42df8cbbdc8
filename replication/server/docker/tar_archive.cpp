// A header of 512 bytes for each file, its content filled up to a multiple of that, two blocks of zeros at
// the end.
#include "replication/server/docker/tar_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace borealis::replication::docker {
namespace {

constexpr std::size_t block = 512;

struct field {
    std::size_t offset, size;
};
constexpr field name_field{0, 100}, mode_field{100, 8}, uid_field{108, 8}, gid_field{116, 8},
    size_field{124, 12}, time_field{136, 12}, checksum_field{148, 8}, type_field{156, 1}, magic_field{257, 8};

void put(std::string& header, field where, std::string_view text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(where.offset));
}

void put_number(std::string& header, field where, std::uint64_t value) {
    put(header, where, fmt::format("{:0{}o}", value, where.size - 1));
}

std::uint64_t number_at(std::string_view header, field where) {
    auto digits = header.substr(where.offset, where.size);
    digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
    return value;
}

std::size_t padded(std::size_t size) {
    return (size + block - 1) / block * block;
}

std::string header_of(const tar_file& file) {
    if (file.name.size() > name_field.size)
        throw std::length_error("a name in a tar archive has at most 100 bytes: " + file.name);
    std::string header(block, '\0');
    put(header, name_field, file.name);
    put_number(header, mode_field, file.mode);
    put_number(header, uid_field, file.uid);
    put_number(header, gid_field, file.gid);
    put_number(header, size_field, file.content.size());
    put_number(header, time_field, 0);
    put(header, type_field, "0");
    put(header, magic_field, std::string_view("ustar\00000", magic_field.size));
    put(header, checksum_field, std::string(checksum_field.size, ' '));
    unsigned sum = 0;
    for (const char byte : header)
        sum += static_cast<unsigned char>(byte);
    put(header, checksum_field, fmt::format("{:06o}", sum));
    header[checksum_field.offset + 6] = '\0';
    return header;
}

} // namespace

std::string tar_archive(const std::vector<tar_file>& files) {
    std::string archive;
    for (const auto& file : files) {
        archive += header_of(file);
        archive += file.content;
        archive.resize(padded(archive.size()), '\0');
    }
    archive.append(2 * block, '\0');
    return archive;
}

std::optional<std::string> first_file_of(std::string_view archive) {
    while (archive.size() >= block && archive[0] != '\0') {
        const auto header = archive.substr(0, block);
        const auto size = static_cast<std::size_t>(number_at(header, size_field));
        const char type = header[type_field.offset];
        archive.remove_prefix(block);
        if (type == '0' || type == '\0')
            return size <= archive.size() ? std::optional(std::string(archive.substr(0, size)))
                                          : std::nullopt;
        archive.remove_prefix(std::min(padded(size), archive.size()));
    }
    return std::nullopt;
}

} // namespace borealis::replication::docker
