// The small texts: base64, UTF-8, times, numbers, and the look-up of headers.
#include "protocol/base64.hpp"
#include "protocol/http_message.hpp"
#include "protocol/number_text.hpp"
#include "protocol/timestamp.hpp"
#include "protocol/utf8.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

namespace borealis::protocol {
namespace {

std::string text_of(double value) {
    std::string out;
    append_double(out, value);
    return out;
}

std::string time_of(std::int64_t milliseconds) {
    std::string out;
    append_timestamp(out, milliseconds);
    return out;
}

TEST(base64, is_that_of_rfc_4648) {
    const std::pair<std::string, std::string> pairs[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : pairs) {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text), bytes);
    }
}

TEST(base64, carries_all_bytes) {
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
}

TEST(base64, refuses_what_it_is_not) {
    for (const char* bad : {"a", "a===", "a b=", "Zm9v!", "Zg==Zg==", "\xC3\xA4"})
        EXPECT_FALSE(base64_decode(bad)) << bad;
    EXPECT_EQ(base64_decode("Zg"), "f");
}

TEST(utf8, tells_text_from_other_bytes) {
    for (const char* good : {"", "abc", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\n\t"})
        EXPECT_TRUE(is_text(good)) << good;
    for (const char* bad :
         {"\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "a\xC3"})
        EXPECT_FALSE(is_text(bad));
    EXPECT_FALSE(is_text(std::string_view("a\0b", 3)));
}

TEST(timestamp, reads_the_forms_that_clients_send) {
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(parse_timestamp("2026-01-02T03:04:05.678000Z"), 1767323045678);
    EXPECT_EQ(parse_timestamp("2026-01-02T03:04:05.6Z"), 1767323045600);
    EXPECT_EQ(parse_timestamp("2026-01-02T03:04Z"), 1767323040000);
    EXPECT_EQ(parse_timestamp("2026-01-02T03:04:05"), 1767323045000);
    EXPECT_EQ(parse_timestamp("2026-01-02"), 1767312000000);
    EXPECT_EQ(parse_timestamp("2026-01-02T05:04:05+02:00"), 1767323045000);
    EXPECT_EQ(parse_timestamp("2026-01-01T22:04:05-0500"), 1767323045000);
    EXPECT_EQ(parse_timestamp("1767323045"), 1767323045000);
    EXPECT_EQ(parse_timestamp("2024-02-29T00:00:00Z"), 1709164800000);
}

TEST(timestamp, refuses_the_others) {
    for (const char* bad :
         {"",
          "now",
          "2026-13-01",
          "2026-02-29T00:00:00Z",
          "2026-01-02T24:00:00Z",
          "2026-01-02T03:60Z",
          "2026-01-02T03:04:05.Z",
          "2026-01-02T03:04:05ZZ",
          "2026-01-02T03:04:05+",
          "0000-01-01T00:00:00Z",
          "2026-1-2T03:04:05Z",
          "99999999999999999",
          "-99999999999999999999",
          "2026-01-02T-3:04:05Z"})
        EXPECT_FALSE(parse_timestamp(bad)) << bad;
}

TEST(timestamp, drops_a_fraction_of_zero) {
    EXPECT_EQ(time_of(1495748100000), "2017-05-25T21:35:00Z");
    EXPECT_EQ(time_of(1698835245964), "2023-11-01T10:40:45.964Z");
    EXPECT_EQ(time_of(1698835245004), "2023-11-01T10:40:45.004Z");
    EXPECT_EQ(time_of(-1), "1969-12-31T23:59:59.999Z");
}

TEST(timestamp, survives_the_way_there_and_back) {
    for (std::int64_t when = -62'135'596'800'000; when < 253'402'300'799'999;
         when += 86'400'000LL * 997 + 12'345'678)
        EXPECT_EQ(parse_timestamp(time_of(when)), when);
}

TEST(numbers, look_as_java_prints_them) {
    EXPECT_EQ(text_of(41), "41.0");
    EXPECT_EQ(text_of(0), "0.0");
    EXPECT_EQ(text_of(0.5), "0.5");
    EXPECT_EQ(text_of(-1), "-1.0");
    EXPECT_EQ(text_of(9999999), "9999999.0");
    EXPECT_EQ(text_of(1e7), "1.0E7");
    EXPECT_EQ(text_of(21972096), "2.1972096E7");
    EXPECT_EQ(text_of(0.001), "0.001");
    EXPECT_EQ(text_of(0.00025), "2.5E-4");
    EXPECT_EQ(text_of(std::numeric_limits<double>::quiet_NaN()), "NaN");
    EXPECT_EQ(text_of(-std::numeric_limits<double>::infinity()), "-Infinity");
    EXPECT_EQ(std::stod(text_of(std::numeric_limits<double>::max())), std::numeric_limits<double>::max());
}

/// The digits of std::to_chars, which are the shortest too, as Java sets them out.
std::string java_text_of(double value) {
    const bool fixed = value == 0 || (std::abs(value) >= 1e-3 && std::abs(value) < 1e7);
    std::array<char, 64> buffer{};
    const auto form = fixed ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, form).ptr;
    std::string text(buffer.data(), end);
    const auto e = std::min(text.find('e'), text.size());
    const auto mantissa = text.substr(0, e);
    const auto point = mantissa.find('.') == mantissa.npos ? ".0" : "";
    return mantissa + point + (fixed ? "" : "E" + std::to_string(std::stoi(text.substr(e + 1))));
}

TEST(numbers, have_no_digit_more_than_it_takes_to_read_them_back) {
    std::mt19937_64 random(7);
    const auto expect = [](double value) { ASSERT_EQ(text_of(value), java_text_of(value)); };
    for (const double value : {0.0, -0.0, 5e-324, 1.7976931348623157e308, 0.1, 123456.789, 9999999.999999998})
        ASSERT_NO_FATAL_FAILURE(expect(value));
    for (int i = 0; i < 200'000; ++i) {
        const auto any = std::bit_cast<double>(random());
        if (std::isfinite(any)) {
            ASSERT_NO_FATAL_FAILURE(expect(any));
        }
        const auto size = std::pow(10.0, static_cast<double>(random() % 14) - 5);
        const auto usual = std::uniform_real_distribution(-size, size)(random);
        ASSERT_NO_FATAL_FAILURE(expect(usual));
        ASSERT_NO_FATAL_FAILURE(expect(std::round(usual * 1000) / 1000));
        ASSERT_NO_FATAL_FAILURE(expect(std::round(usual)));
    }
}

TEST(headers, are_found_without_regard_to_case) {
    const http_request request{"GET", "/", {{"X-Amz-Date", "1"}, {"x-amz-date", "2"}}, ""};
    EXPECT_EQ(request.header("x-amz-DATE"), "1");
    EXPECT_EQ(request.header("x-amz"), std::nullopt);
}

} // namespace
} // namespace borealis::protocol
