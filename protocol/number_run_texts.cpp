#include "protocol/number_run_texts.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace borealis::protocol {
namespace {

constexpr std::size_t number_size = sizeof(double);
constexpr std::size_t shortest_run = 8 * number_size; // but at the end of a list
constexpr std::size_t longest_run = 32 * number_size;
constexpr int place_bits = 12;

struct found_run {
    std::size_t size = 0; // bytes
    std::uint64_t hash = 0;
};

// A run ends with a number whose hash begins with four zeros: one in 16 does.
found_run first_run(std::span<const std::uint8_t> packed) {
    constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15; // 2^64 by the golden ratio, odd
    const auto limit = std::min(packed.size(), longest_run);
    found_run run;
    while (run.size < limit) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, packed.data() + run.size, number_size);
        bits = (bits ^ bits >> 32) * spread;
        run.hash = std::rotl(run.hash, 7) ^ bits;
        run.size += number_size;
        if (bits >> 60 == 0 && run.size >= shortest_run)
            break;
    }
    run.hash = (run.hash ^ run.size) * spread;
    return run;
}

} // namespace

number_run_texts::number_run_texts(writer write, std::size_t capacity)
    : write_(write), capacity_(capacity), ring_(std::make_unique_for_overwrite<std::uint8_t[]>(capacity)),
      places_(std::size_t{1} << place_bits) {}

void number_run_texts::append(std::string& out, std::span<const std::uint8_t> packed) {
    while (packed.size() >= shortest_run) {
        const auto [size, hash] = first_run(packed);
        const auto run = packed.first(size);
        packed = packed.subspan(size);
        auto& here = places_[hash >> (64 - place_bits)];
        if (append_again(out, here[here[0].hash == hash ? 0 : 1], run))
            continue;
        const auto begin = out.size();
        write_(out, run);
        keep(here, hash, run, std::string_view(out).substr(begin));
    }
    write_(out, packed);
}

bool number_run_texts::append_again(std::string& out, const place& kept, std::span<const std::uint8_t> run)
    const {
    const bool overwritten = end_ - kept.position > capacity_;
    if (kept.numbers_size != run.size() || overwritten)
        return false;
    const auto* numbers = ring_.get() + kept.position % capacity_;
    if (std::memcmp(numbers, run.data(), run.size()) != 0)
        return false;
    out.append(reinterpret_cast<const char*>(numbers) + run.size(), kept.text_size);
    return true;
}

void number_run_texts::keep(
    places& in, std::uint64_t hash, std::span<const std::uint8_t> run, std::string_view text
) {
    const auto size = run.size() + text.size();
    if (size > capacity_)
        return;
    if (const auto rest = capacity_ - end_ % capacity_; size > rest)
        end_ += rest; // nothing lies across the end of the ring
    auto* to = ring_.get() + end_ % capacity_;
    std::memcpy(to, run.data(), run.size());
    std::memcpy(to + run.size(), text.data(), text.size());
    in[1] = in[0];
    in[0] = {hash, end_, static_cast<std::uint32_t>(run.size()), static_cast<std::uint32_t>(text.size())};
    end_ += size;
}

} // namespace borealis::protocol
