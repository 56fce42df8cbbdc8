// Checks and merges tags.
#include "emulator/rds/tags.hpp"

#include "protocol/errors/tag.hpp"

#include <algorithm>
#include <string_view>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_key = 128;
constexpr std::size_t longest_value = 256;
constexpr std::size_t most_tags = 50;

/// Characters, not bytes, of UTF-8 text.
std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

/// AWS's pattern allows all letters, numbers and spaces of Unicode and a few signs; of other alphabets we
/// take everything.
bool has_tag_characters_only(std::string_view text) {
    constexpr std::string_view signs = " _.:/=+-@";
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || signs.find(c) != std::string_view::npos;
    });
}

void check_tag(const tag& checked) {
    if (checked.key.empty() || length_of(checked.key) > longest_key || !has_tag_characters_only(checked.key))
        throw errors::invalid_tag_key(checked.key);
    if (checked.key.starts_with("aws:") || checked.key.starts_with("rds:"))
        throw errors::reserved_tag_key(checked.key);
    if (length_of(checked.value) > longest_value || !has_tag_characters_only(checked.value))
        throw errors::invalid_tag_value(checked.key);
}

} // namespace

tag_list read_tags(const json& input) {
    tag_list read;
    const auto given = input.find("Tags");
    if (given == input.end())
        return read;
    for (const auto& item : *given) {
        tag next;
        next.key = item.value("Key", "");
        next.value = item.value("Value", "");
        check_tag(next);
        read = merged_tags(std::move(read), {next});
    }
    return read;
}

tag_list merged_tags(tag_list present, const tag_list& added) {
    for (const auto& next : added) {
        const auto same =
            std::find_if(present.begin(), present.end(), [&](const tag& old) { return old.key == next.key; });
        if (same == present.end())
            present.push_back(next);
        else
            same->value = next.value;
    }
    if (present.size() > most_tags)
        throw errors::too_many_tags(most_tags);
    return present;
}

json render_tags(const tag_list& tags) {
    auto list = json::array();
    for (const auto& item : tags)
        list.push_back({{"Key", item.key}, {"Value", item.value}});
    return list;
}

} // namespace borealis::emulator::rds
