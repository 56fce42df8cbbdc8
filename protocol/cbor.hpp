// CBOR (RFC 8949) as far as Smithy's rpcv2Cbor protocol uses it: a reader that walks untrusted bytes without
// building a tree, and a writer. Nothing is allocated on the word of a length: only what is really there is
// copied.
#pragma once

#include <boost/endian/conversion.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace borealis::protocol {

/// Bytes that are no well-formed CBOR, or beyond this reader's limits.
class cbor_error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

enum class cbor_kind : unsigned char {
    unsigned_integer,
    negative_integer,
    bytes,
    text,
    array,
    map,
    tag,
    boolean,
    null, // and undefined
    floating,
    simple, // a simple value without a meaning
    stop,   // the end of an indefinite item
};

/// The head of a data item (RFC 8949, section 3).
struct cbor_head {
    cbor_kind kind = cbor_kind::null;
    bool indefinite = false;
    /// The value of an integer (negative: -1 - argument), boolean, simple value or tag; a length or a count.
    std::uint64_t argument = 0;
    double number = 0; // of a floating item
};

class cbor_reader {
  public:
    static constexpr std::size_t deepest = 64; // levels of arrays, maps and tags

    explicit cbor_reader(std::string_view bytes) noexcept : rest_(bytes) {}

    bool at_end() const noexcept { return rest_.empty(); }

    /// The head of the next item. All functions that read throw cbor_error.
    cbor_head next();

    /// The content of a byte or text string whose head was just read, its chunks joined. Text is not checked
    /// to be UTF-8.
    std::string string(const cbor_head& head);

    /// Calls `element(head)` for each element of an array whose head was just read; it has to consume the
    /// element.
    template <class Element>
    void each_element(const cbor_head& array, Element element) {
        const level guard(*this);
        check_count(array, 1);
        for (std::uint64_t i = 0; array.indefinite || i < array.argument; ++i) {
            const cbor_head head = next_or_stop(array.indefinite);
            if (head.kind == cbor_kind::stop)
                return;
            element(head);
        }
    }

    /// Calls `entry(key, head of the value)` for each entry of a map whose head was just read; it has to
    /// consume the value. Keys are text strings.
    template <class Entry>
    void each_entry(const cbor_head& map, Entry entry) {
        const level guard(*this);
        check_count(map, 2);
        for (std::uint64_t i = 0; map.indefinite || i < map.argument; ++i) {
            const cbor_head head = next_or_stop(map.indefinite);
            if (head.kind == cbor_kind::stop)
                return;
            const std::string key = key_of(head);
            entry(key, next());
        }
    }

    /// Consumes what remains of an item whose head was just read.
    void skip(const cbor_head& head);

  private:
    /// One level of nesting, for as long as it lives.
    class level {
      public:
        explicit level(cbor_reader& reader);
        ~level() { --reader_.depth_; }
        level(const level&) = delete;
        level& operator=(const level&) = delete;

      private:
        cbor_reader& reader_;
    };

    cbor_head next_or_stop(bool may_stop);
    std::uint64_t read_argument(unsigned information);
    std::string_view take(std::uint64_t count);
    void check_count(const cbor_head& head, std::uint64_t items_each) const;
    std::string key_of(const cbor_head& head);

    std::string_view rest_;
    std::size_t depth_ = 0;
};

/// Appends items to a string; lengths are definite, integers and lengths as short as they can be.
class cbor_writer {
  public:
    /// The items of an array, or the keys and values of a map, follow.
    void array(std::size_t count) { head(4, count); }
    void map(std::size_t count) { head(5, count); }

    void integer(std::int64_t value);
    void floating(double value); // as float64
    /// So many of them: `give` gets a function that takes one after the other.
    template <typename Give>
    void floatings(std::size_t count, Give&& give) {
        const auto begin = out_.size();
        out_.resize(begin + count * floating_size);
        char* to = out_.data() + begin;
        give([&to](double value) { to = write_floating(to, value); });
    }
    void boolean(bool value);
    void bytes(std::string_view value);
    void text(std::string_view value);  // what is no UTF-8 is replaced by U+FFFD
    void epoch_seconds(double seconds); // tag 1 and a float64

    /// What there is so far, for appending whole items to it.
    std::string& written() noexcept { return out_; }

    std::string take() && { return std::move(out_); }

  private:
    void head(unsigned major_type, std::uint64_t argument);
    void big_endian(std::uint64_t value, unsigned count);

    static constexpr std::size_t floating_size = 1 + sizeof(double);
    static char* write_floating(char* to, double value) noexcept {
        const auto bits = boost::endian::native_to_big(std::bit_cast<std::uint64_t>(value));
        *to = '\xFB';
        std::memcpy(to + 1, &bits, sizeof bits);
        return to + floating_size;
    }

    std::string out_;
};

} // namespace borealis::protocol
