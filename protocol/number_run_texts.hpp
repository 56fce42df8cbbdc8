// The texts of runs of numbers that were written before. Whoever watches a metric asks for the same numbers
// again and again, with one or two new ones each time: copying a text is a fraction of the work of making its
// digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::protocol {

/// Cuts packed lists of numbers into runs and keeps the text of each. The numbers themselves say where a run
/// ends: a list that gets a number more at its beginning, or loses some, keeps all runs but the first.
class number_run_texts {
  public:
    /// Appends the text of packed numbers, and of each alike: a list is written in any number of parts.
    using writer = void (*)(std::string& out, std::span<const std::uint8_t> packed);

    /// Keeps the runs that were written last: so many bytes of numbers and text. That is what 200,000 numbers
    /// take, and no memory before they are written.
    explicit number_run_texts(writer write, std::size_t capacity = std::size_t{4} << 20);

    /// Appends what `write` would.
    void append(std::string& out, std::span<const std::uint8_t> packed);

  private:
    /// Where a run is kept: its numbers, then their text.
    struct place {
        std::uint64_t hash = 0;
        std::uint64_t position = 0;     // in all that was ever kept
        std::uint32_t numbers_size = 0; // bytes; 0: there is none
        std::uint32_t text_size = 0;    // bytes
    };
    using places = std::array<place, 2>; // the newer one first

    bool append_again(std::string& out, const place& kept, std::span<const std::uint8_t> run) const;
    void keep(places& in, std::uint64_t hash, std::span<const std::uint8_t> run, std::string_view text);

    const writer write_;
    const std::size_t capacity_;
    std::unique_ptr<std::uint8_t[]> ring_; // the end of all that was ever kept
    std::uint64_t end_ = 0;                // of all that was ever kept
    std::vector<places> places_;           // by the first bits of the hash
};

} // namespace borealis::protocol
