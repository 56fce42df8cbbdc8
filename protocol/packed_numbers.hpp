// A list of numbers as one value: a handler's list of thousands costs one allocation instead of a value each.
// The writers of all wire formats take it wherever a shape has a list of floating numbers (double) or of
// timestamps (std::int64_t).
#pragma once

#include "protocol/json.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <type_traits>
#include <vector>

namespace borealis::protocol {

template <typename Number>
concept packable = std::is_same_v<Number, double> || std::is_same_v<Number, std::int64_t>;

/// A number of each of the items.
template <typename Item, typename Projection>
json pack_numbers(const std::vector<Item>& items, Projection&& number_of) {
    using number = std::decay_t<std::invoke_result_t<Projection, const Item&>>;
    static_assert(packable<number>);
    std::vector<std::uint8_t> bytes(items.size() * sizeof(number));
    auto* to = bytes.data();
    for (const Item& item : items) {
        const number each = std::invoke(number_of, item);
        std::memcpy(to, &each, sizeof each);
        to += sizeof each;
    }
    return json::binary(std::move(bytes));
}

template <packable Number>
json pack_numbers(const std::vector<Number>& numbers) {
    return pack_numbers(numbers, std::identity());
}

inline bool is_packed(const json& list) noexcept {
    return list.is_binary();
}

/// How many numbers a packed list has.
inline std::size_t packed_size(const json& packed) {
    return packed.get_binary().size() / sizeof(double);
}

/// How many numbers all packed lists anywhere in a value have, to make room for them at once.
inline std::size_t count_packed(const json& value) {
    if (is_packed(value))
        return packed_size(value);
    std::size_t count = 0;
    if (value.is_structured())
        for (const json& part : value)
            count += count_packed(part);
    return count;
}

template <packable Number, typename Visitor>
void visit_packed(std::span<const std::uint8_t> bytes, Visitor&& visitor) {
    for (std::size_t at = 0; at + sizeof(Number) <= bytes.size(); at += sizeof(Number)) {
        Number number;
        std::memcpy(&number, bytes.data() + at, sizeof number);
        visitor(number);
    }
}

template <packable Number, typename Visitor>
void visit_packed(const json& packed, Visitor&& visitor) {
    visit_packed<Number>(std::span<const std::uint8_t>(packed.get_binary()), visitor);
}

/// The same list as an array.
template <packable Number>
json unpack_numbers(const json& packed) {
    json list = json::array();
    visit_packed<Number>(packed, [&](Number number) { list.push_back(number); });
    return list;
}

} // namespace borealis::protocol
