// Requests for tests, made from a few words, and the error that a call ends in.
#pragma once

#include "protocol/api_call.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

namespace borealis::protocol::testing {

inline http_request get(std::string target) {
    return {"GET", std::move(target), {{"Host", "localhost:4566"}}, {}};
}

inline http_request post(std::string body) {
    return {
        "POST",
        "/",
        {{"Host", "localhost:4566"}, {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
        std::move(body)};
}

inline http_request rds(std::string_view action, std::string_view parameters = {}) {
    std::string body = "Action=" + std::string(action) + "&Version=2014-10-31";
    return post(parameters.empty() ? body : body + "&" + std::string(parameters));
}

inline http_request cloudwatch(std::string_view action, std::string_view parameters = {}) {
    std::string body = "Action=" + std::string(action) + "&Version=2010-08-01";
    return post(parameters.empty() ? body : body + "&" + std::string(parameters));
}

inline http_request cloudwatch_json(std::string_view action, std::string body) {
    return {
        "POST",
        "/",
        {{"X-Amz-Target", "GraniteServiceVersion20100801." + std::string(action)},
         {"Content-Type", "application/x-amz-json-1.0"},
         {"x-amzn-query-mode", "true"}},
        std::move(body)};
}

inline http_request cloudwatch_cbor(std::string_view action, std::string body) {
    return {
        "POST",
        "/service/GraniteServiceVersion20100801/operation/" + std::string(action),
        {{"smithy-protocol", "rpc-v2-cbor"},
         {"Accept", "application/cbor"},
         {"Content-Type", "application/cbor"},
         {"x-amzn-query-mode", "true"}},
        std::move(body)};
}

/// "83 01 02 03", with or without blanks, as bytes.
inline std::string from_hex(std::string_view digits) {
    std::string out;
    std::string pair;
    for (const char c : digits) {
        if (c == ' ')
            continue;
        pair += c;
        if (pair.size() == 2) {
            out += static_cast<char>(std::stoi(pair, nullptr, 16));
            pair.clear();
        }
    }
    return out;
}

inline api_call decode(const http_request& request) {
    return decode_call(request, detect_format(request));
}

inline json input_of(const http_request& request) {
    return decode(request).input;
}

/// The error that `action` throws; fails the test where it throws none.
inline aws_error error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const aws_error& error) {
        return error;
    }
    ADD_FAILURE() << "no error was thrown";
    return {"none", 0, "none"};
}

inline aws_error error_of(const http_request& request) {
    return error_of([&request] { decode(request); });
}

inline void
expect_error(const aws_error& error, std::string_view code, int status, std::string_view message) {
    EXPECT_EQ(error.code(), code);
    EXPECT_EQ(error.http_status(), status);
    EXPECT_EQ(error.message(), message);
}

} // namespace borealis::protocol::testing
