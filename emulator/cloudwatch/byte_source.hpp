// Takes numbers off the front of encoded metric records.
#pragma once

#include <boost/endian/conversion.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>

namespace borealis::emulator {

/// Throws std::runtime_error for bytes that no record_writer wrote.
class byte_source {
  public:
    explicit byte_source(std::span<const std::uint8_t> bytes) noexcept
        : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    bool empty() const noexcept { return at_ == end_; }

    std::uint8_t byte() {
        if (empty())
            fail("a metric record is cut off");
        return *at_++;
    }

    /// Seven bits a byte, the lowest first; all bytes but the last have their highest bit set.
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto next = byte();
            value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        fail("a number in a metric record is too long");
    }

    /// The exclusive or of a number's bits with those of the number before: a byte with the number of zero
    /// bytes that were cut off at the low end and of bytes that follow, then these.
    double number(double before) {
        const auto layout = byte();
        const std::ptrdiff_t bytes = layout & 0x0f;
        const int low = layout >> 4;
        if (bytes + low > static_cast<std::ptrdiff_t>(sizeof before))
            fail("a number in a metric record is too wide");
        if (bytes == 0)
            return before;
        const auto difference = little_endian(bytes) << (low * 8);
        at_ += bytes;
        return std::bit_cast<double>(std::bit_cast<std::uint64_t>(before) ^ difference);
    }

  private:
    std::uint64_t little_endian(std::ptrdiff_t bytes) const {
        std::uint64_t number = 0;
        if (end_ - at_ >=
            static_cast<std::ptrdiff_t>(sizeof number)) { // all at once, without what is too much
            std::memcpy(&number, at_, sizeof number);
            return boost::endian::little_to_native(number) & ~std::uint64_t{0} >> (64 - bytes * 8);
        }
        if (end_ - at_ < bytes)
            fail("a metric record is cut off");
        for (std::ptrdiff_t i = 0; i < bytes; ++i)
            number |= static_cast<std::uint64_t>(at_[i]) << (i * 8);
        return number;
    }

    [[noreturn]] static void fail(const char* why) { throw std::runtime_error(why); }

    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

} // namespace borealis::emulator
