// CBOR's own examples (RFC 8949, appendix A), what appendix F calls not well-formed, and hostile lengths.
#include "protocol/cbor.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace borealis::protocol::testing {
namespace {

std::string shown(cbor_reader& in, const cbor_head& head);

std::string shown_array(cbor_reader& in, const cbor_head& head) {
    std::string out = "[";
    in.each_element(head, [&](const cbor_head& element) {
        out.append(out.size() > 1 ? ", " : "").append(shown(in, element));
    });
    return out + "]";
}

std::string shown_map(cbor_reader& in, const cbor_head& head) {
    std::string out = "{";
    in.each_entry(head, [&](const std::string& key, const cbor_head& value) {
        out.append(out.size() > 1 ? ", " : "").append("\"" + key + "\": ").append(shown(in, value));
    });
    return out + "}";
}

std::string shown_bytes(const std::string& bytes) {
    std::string out = "h'";
    for (const char c : bytes)
        out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out + "'";
}

/// In the diagnostic notation of section 8.
std::string shown(cbor_reader& in, const cbor_head& head) {
    switch (head.kind) {
    case cbor_kind::unsigned_integer:
        return fmt::format("{}", head.argument);
    case cbor_kind::negative_integer:
        return head.argument == std::numeric_limits<std::uint64_t>::max()
                   ? "-18446744073709551616"
                   : fmt::format("-{}", head.argument + 1);
    case cbor_kind::bytes:
        return shown_bytes(in.string(head));
    case cbor_kind::text:
        return "\"" + in.string(head) + "\"";
    case cbor_kind::array:
        return shown_array(in, head);
    case cbor_kind::map:
        return shown_map(in, head);
    case cbor_kind::tag:
        return fmt::format("{}({})", head.argument, shown(in, in.next()));
    case cbor_kind::boolean:
        return head.argument != 0 ? "true" : "false";
    case cbor_kind::null:
        return "null";
    case cbor_kind::floating:
        return fmt::format("{}", head.number);
    case cbor_kind::simple:
        return fmt::format("simple({})", head.argument);
    case cbor_kind::stop:
        break;
    }
    return "stop";
}

std::string read(std::string_view hex) {
    const std::string bytes = from_hex(hex);
    cbor_reader in(bytes);
    std::string out = shown(in, in.next());
    EXPECT_TRUE(in.at_end()) << hex;
    // Skipping has to end where reading ends.
    cbor_reader again(bytes);
    again.skip(again.next());
    EXPECT_TRUE(again.at_end()) << hex;
    return out;
}

struct example {
    std::string_view hex;
    std::string_view meaning;
};

TEST(cbor_reader, reads_the_examples_of_the_rfc) {
    static constexpr example examples[] = {
        {"00", "0"},
        {"01", "1"},
        {"0a", "10"},
        {"17", "23"},
        {"1818", "24"},
        {"1819", "25"},
        {"1864", "100"},
        {"1903e8", "1000"},
        {"1a000f4240", "1000000"},
        {"1b000000e8d4a51000", "1000000000000"},
        {"1bffffffffffffffff", "18446744073709551615"},
        {"c249010000000000000000", "2(h'010000000000000000')"},
        {"3bffffffffffffffff", "-18446744073709551616"},
        {"20", "-1"},
        {"29", "-10"},
        {"3863", "-100"},
        {"3903e7", "-1000"},
        {"f90000", "0"},
        {"f98000", "-0"},
        {"f93c00", "1"},
        {"fb3ff199999999999a", "1.1"},
        {"f93e00", "1.5"},
        {"f97bff", "65504"},
        {"fa47c35000", "100000"},
        {"fa7f7fffff", "3.4028234663852886e+38"},
        {"fb7e37e43c8800759c", "1e+300"},
        {"f90001", "5.960464477539063e-08"},
        {"f90400", "6.103515625e-05"},
        {"f9c400", "-4"},
        {"fbc010666666666666", "-4.1"},
        {"f97c00", "inf"},
        {"f97e00", "nan"},
        {"f9fc00", "-inf"},
        {"fa7f800000", "inf"},
        {"fa7fc00000", "nan"},
        {"faff800000", "-inf"},
        {"fb7ff0000000000000", "inf"},
        {"fb7ff8000000000000", "nan"},
        {"fbfff0000000000000", "-inf"},
        {"f4", "false"},
        {"f5", "true"},
        {"f6", "null"},
        {"f7", "null"},
        {"f0", "simple(16)"},
        {"f8ff", "simple(255)"},
        {"c074323031332d30332d32315432303a30343a30305a", "0(\"2013-03-21T20:04:00Z\")"},
        {"c11a514b67b0", "1(1363896240)"},
        {"c1fb41d452d9ec200000", "1(1363896240.5)"},
        {"d74401020304", "23(h'01020304')"},
        {"d818456449455446", "24(h'6449455446')"},
        {"40", "h''"},
        {"4401020304", "h'01020304'"},
        {"60", "\"\""},
        {"6449455446", "\"IETF\""},
        {"62c3bc", "\"\u00fc\""},
        {"64f0908591", "\"\U00010151\""},
        {"80", "[]"},
        {"83010203", "[1, 2, 3]"},
        {"8301820203820405", "[1, [2, 3], [4, 5]]"},
        {"98190102030405060708090a0b0c0d0e0f101112131415161718181819",
         "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]"},
        {"a0", "{}"},
        {"a26161016162820203", "{\"a\": 1, \"b\": [2, 3]}"},
        {"826161a161626163", "[\"a\", {\"b\": \"c\"}]"},
        {"5f42010243030405ff", "h'0102030405'"},
        {"7f657374726561646d696e67ff", "\"streaming\""},
        {"9fff", "[]"},
        {"9f018202039f0405ffff", "[1, [2, 3], [4, 5]]"},
        {"83018202039f0405ff", "[1, [2, 3], [4, 5]]"},
        {"bf61610161629f0203ffff", "{\"a\": 1, \"b\": [2, 3]}"},
        {"bf6346756ef563416d7421ff", "{\"Fun\": true, \"Amt\": -2}"},
    };
    for (const auto& [hex, meaning] : examples)
        EXPECT_EQ(read(hex), meaning) << hex;
}

TEST(cbor_reader, refuses_what_is_not_well_formed) {
    for (const char* hex : {
             // The end within a head, a string or a container.
             "",
             "18",
             "19",
             "1a",
             "1b",
             "1901",
             "1a0102",
             "1b01020304050607",
             "38",
             "58",
             "78",
             "98",
             "9a01ff00",
             "b8",
             "d8",
             "f8",
             "f900",
             "fa0000",
             "fb000000",
             "41",
             "61",
             "5affffffff00",
             "5bffffffffffffffff010203",
             "7affffffff00",
             "7b7fffffffffffffff010203",
             "81",
             "818181818181818181",
             "8200",
             "a1",
             "a2",
             "a161",
             "a16161",
             "a2616100",
             "c0",
             "c1",
             // Lengths that no memory holds.
             "9bffffffffffffffff",
             "bb8000000000000000",
             "bbffffffffffffffff",
             "9a7fffffff00",
             // No end of an indefinite item.
             "5f4100",
             "7f6100",
             "9f",
             "9f0102",
             "bf",
             "bf616101",
             "819f",
             "9f8000",
             "9f9f9f9f9fffffffff",
             // Reserved additional information.
             "1c",
             "1d",
             "1e",
             "3c",
             "5c",
             "7d",
             "9e",
             "bc",
             "dd",
             "fc",
             "fd",
             "fe",
             // Simple values in two bytes that fit one.
             "f800",
             "f801",
             "f818",
             "f81f",
             // Chunks of another type, or indefinite ones.
             "5f00ff",
             "5f21ff",
             "5f6100ff",
             "5f80ff",
             "5fa0ff",
             "5fc000ff",
             "5fe0ff",
             "7f4100ff",
             "5f5f4100ffff",
             "7f7f6100ffff",
             // A break where there must be an item.
             "ff",
             "81ff",
             "8200ff",
             "a1ff",
             "a1ff00",
             "a16100ff",
             "9f81ff",
             "bf6100ff",
             "c1ff",
             // Indefinite length where there is none.
             "1f",
             "3f",
             "df",
             // Keys that are no text.
             "a10000",
             "a14161f6",
             "a1f600",
             "bf01ff",
         }) {
        EXPECT_THROW(read(hex), cbor_error) << hex;
    }
}

TEST(cbor_reader, stops_at_its_depth) {
    const auto nested = [](std::size_t levels, std::string_view opening, std::string_view closing) {
        std::string hex;
        for (std::size_t i = 0; i < levels; ++i)
            hex += opening;
        hex += "00";
        for (std::size_t i = 0; i < levels; ++i)
            hex += closing;
        const std::string bytes = from_hex(hex);
        cbor_reader in(bytes);
        in.skip(in.next());
    };
    for (const auto& [opening, closing] :
         {std::pair("81", ""),
          std::pair("9f", "ff"),
          std::pair("a16161", ""),
          std::pair("bf6161", "ff"),
          std::pair("c1", "")}) {
        EXPECT_NO_THROW(nested(cbor_reader::deepest, opening, closing)) << opening;
        EXPECT_THROW(nested(cbor_reader::deepest + 1, opening, closing), cbor_error) << opening;
    }
}

std::string integer(std::int64_t value) {
    cbor_writer out;
    out.integer(value);
    return std::move(out).take();
}

TEST(cbor_writer, writes_integers_as_short_as_they_can_be) {
    EXPECT_EQ(integer(0), from_hex("00"));
    EXPECT_EQ(integer(23), from_hex("17"));
    EXPECT_EQ(integer(24), from_hex("1818"));
    EXPECT_EQ(integer(255), from_hex("18ff"));
    EXPECT_EQ(integer(256), from_hex("190100"));
    EXPECT_EQ(integer(65'535), from_hex("19ffff"));
    EXPECT_EQ(integer(65'536), from_hex("1a00010000"));
    EXPECT_EQ(integer(4'294'967'295), from_hex("1affffffff"));
    EXPECT_EQ(integer(4'294'967'296), from_hex("1b0000000100000000"));
    EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::max()), from_hex("1b7fffffffffffffff"));
    EXPECT_EQ(integer(-1), from_hex("20"));
    EXPECT_EQ(integer(-100), from_hex("3863"));
    EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::min()), from_hex("3b7fffffffffffffff"));
}

TEST(cbor_writer, writes_what_the_reader_reads) {
    cbor_writer out;
    out.map(6);
    out.text("text");
    out.text(std::string(300, 'x'));
    out.text("bytes");
    out.bytes(std::string("\x00\xFF", 2));
    out.text("list");
    out.array(2);
    out.boolean(true);
    out.boolean(false);
    out.text("half");
    out.floating(0.5);
    out.text("time");
    out.epoch_seconds(1363896240.5);
    out.text("mended");
    out.text("a\xFF"
             "b");
    const std::string bytes = std::move(out).take();
    cbor_reader in(bytes);
    EXPECT_EQ(
        shown(in, in.next()),
        "{\"text\": \"" + std::string(300, 'x') +
            "\", \"bytes\": h'00ff', \"list\": [true, false], \"half\": 0.5, \"time\": 1(1363896240.5), "
            "\"mended\": \"a\uFFFDb\"}"
    );
    EXPECT_TRUE(in.at_end());
}

TEST(cbor_writer, writes_times_as_aws_does) {
    cbor_writer out;
    out.epoch_seconds(1363896240.5);
    EXPECT_EQ(std::move(out).take(), from_hex("c1fb41d452d9ec200000"));
}

} // namespace
} // namespace borealis::protocol::testing
