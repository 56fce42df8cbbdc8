// Random identifiers. They have to be unique, not secret: a seeded generator per thread is enough.
#include "emulator/clock.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

namespace borealis::emulator {

namespace {

std::mt19937_64& generator() {
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    return engine;
}

} // namespace

std::string random_id_source::uuid() {
    // RFC 4122, section 4.4: version 4, variant 10.
    const std::uint64_t high = (generator()() & 0xffff'ffff'ffff'0fffU) | 0x4000U;
    const std::uint64_t low = (generator()() & 0x3fff'ffff'ffff'ffffU) | 0x8000'0000'0000'0000U;
    return fmt::format(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32U,
        (high >> 16U) & 0xffffU,
        high & 0xffffU,
        low >> 48U,
        low & 0xffff'ffff'ffffU
    );
}

std::string random_id_source::resource_id(std::string_view prefix) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    constexpr std::size_t length = 26;
    std::string id(prefix);
    for (std::size_t i = 0; i < length; ++i)
        id += alphabet[below(static_cast<std::uint32_t>(alphabet.size()))];
    return id;
}

std::uint32_t random_id_source::below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(generator());
}

} // namespace borealis::emulator
