// Reading and verifying signatures. The string to sign is rebuilt from the request as the server sees it.
#include "protocol/sigv4.hpp"

#include "protocol/canonical_request.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/query_parameters.hpp"
#include "protocol/timestamp.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace borealis::protocol {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view terminator = "aws4_request";
constexpr std::string_view default_account = "123456789012";
constexpr seconds allowed_skew = std::chrono::minutes(15);
constexpr seconds longest_expiry = std::chrono::days(7);

std::string_view trimmed(std::string_view text) noexcept {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

/// Credential=AK/yyyymmdd/region/service/aws4_request. An access key may itself contain slashes.
void read_credential(std::string_view text, signature& out) {
    std::array<std::string_view, 4> scope;
    std::string_view rest = text;
    for (auto part = scope.rbegin(); part != scope.rend(); ++part) {
        const std::size_t slash = rest.rfind('/');
        if (slash == std::string_view::npos)
            throw errors::incomplete_signature(fmt::format(
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                "keyid/date/region/service/term, got '{}'",
                text
            ));
        *part = rest.substr(slash + 1);
        rest = rest.substr(0, slash);
    }
    const bool complete = !rest.empty() && scope[0].size() == 8 && !scope[1].empty() && !scope[2].empty();
    if (!complete || scope[3] != terminator)
        throw errors::incomplete_signature(fmt::format("Credential is not readable, got '{}'", text));
    out.access_key = rest;
    out.date = scope[0];
    out.region = scope[1];
    out.service = scope[2];
}

signature read_authorization(std::string_view parameters, const http_request& request) {
    signature out;
    std::string_view credential;
    while (!parameters.empty()) {
        const std::size_t end = std::min(parameters.find(','), parameters.size());
        const std::string_view part = trimmed(parameters.substr(0, end));
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
        const std::size_t equals = std::min(part.find('='), part.size());
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(std::min(equals + 1, part.size()));
        if (name == "Credential")
            credential = value;
        else if (name == "SignedHeaders")
            out.signed_headers = value;
        else if (name == "Signature")
            out.value = value;
    }
    std::string why;
    const auto require = [&why](bool there, std::string_view name) {
        if (!there)
            why += fmt::format("Authorization header requires '{}' parameter. ", name);
    };
    require(!credential.empty(), "Credential");
    require(!out.value.empty(), "Signature");
    require(!out.signed_headers.empty(), "SignedHeaders");
    out.timestamp = request.header("x-amz-date").value_or("");
    if (out.timestamp.empty())
        why += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    if (!why.empty())
        throw errors::incomplete_signature(trimmed(why));
    read_credential(credential, out);
    return out;
}

std::optional<seconds> read_expiry(std::string_view text) {
    long count = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool readable = error == std::errc{} && stop == text.data() + text.size() && count >= 0;
    if (!readable || seconds(count) > longest_expiry)
        throw errors::incomplete_signature("X-Amz-Expires must be a number of seconds between 0 and 604800");
    return seconds(count);
}

std::optional<signature> read_presigned(const http_request& request) {
    const auto parameters = decode_form(query_of(request));
    const auto find = [&parameters](std::string_view name) -> std::string_view {
        const auto found = std::ranges::find(parameters, name, &parameter::name);
        return found != parameters.end() ? std::string_view(found->value) : std::string_view();
    };
    if (find("X-Amz-Algorithm") != algorithm && find("X-Amz-Credential").empty())
        return std::nullopt;
    signature out;
    out.presigned = true;
    for (const std::string_view name :
         {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
        if (find(name).empty())
            throw errors::incomplete_signature(
                fmt::format("AWS query-string parameters must include '{}'.", name)
            );
    }
    read_credential(find("X-Amz-Credential"), out);
    out.timestamp = find("X-Amz-Date");
    out.signed_headers = find("X-Amz-SignedHeaders");
    out.value = find("X-Amz-Signature");
    // The samples of the RDS API Reference carry no X-Amz-Expires: they are then good for the allowed skew.
    if (!find("X-Amz-Expires").empty())
        out.expires = read_expiry(find("X-Amz-Expires"));
    return out;
}

/// yyyymmddThhmmssZ
system_clock::time_point read_signing_time(const std::string& stamp) {
    if (stamp.size() == 16) {
        const std::string_view s = stamp;
        const auto iso = fmt::format(
            "{}-{}-{}T{}:{}:{}Z",
            s.substr(0, 4),
            s.substr(4, 2),
            s.substr(6, 2),
            s.substr(9, 2),
            s.substr(11, 2),
            s.substr(13, 2)
        );
        const auto when = parse_timestamp(iso);
        if (when && s[8] == 'T' && s[15] == 'Z')
            return system_clock::time_point(std::chrono::milliseconds(*when));
    }
    throw errors::incomplete_signature(
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'.", stamp)
    );
}

std::string stamp_of(system_clock::time_point when) {
    return fmt::format("{:%Y%m%dT%H%M%SZ}", std::chrono::floor<seconds>(when));
}

void check_time(const signature& given, system_clock::time_point now) {
    const auto made = read_signing_time(given.timestamp);
    if (given.timestamp.substr(0, 8) != given.date)
        throw errors::signature_not_current(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date."
        );
    if (made > now + allowed_skew)
        throw errors::signature_not_current(fmt::format(
            "Signature not yet current: {} is still later than {} ({} + 15 min.)",
            given.timestamp,
            stamp_of(now + allowed_skew),
            stamp_of(now)
        ));
    if (given.expires) {
        if (now > made + std::max(*given.expires, seconds(0)))
            throw errors::request_expired("Request has expired.");
    } else if (made + allowed_skew < now) {
        throw errors::signature_not_current(fmt::format(
            "Signature expired: {} is now earlier than {} ({} - 15 min.)",
            given.timestamp,
            stamp_of(now - allowed_skew),
            stamp_of(now)
        ));
    }
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace

std::optional<signature> read_signature(const http_request& request) {
    const auto authorization = request.header("authorization");
    if (authorization && authorization->starts_with("AWS4-")) {
        if (!authorization->starts_with(algorithm))
            throw errors::incomplete_signature("Only the signing algorithm AWS4-HMAC-SHA256 is supported.");
        return read_authorization(authorization->substr(algorithm.size()), request);
    }
    return read_presigned(request);
}

void verify_signature(
    const http_request& request,
    const std::optional<signature>& signed_by,
    const secret_lookup& secrets,
    system_clock::time_point now
) {
    if (!signed_by)
        throw errors::missing_authentication_token();
    const auto secret = secrets(signed_by->access_key);
    if (!secret)
        throw errors::invalid_client_token_id();
    check_time(*signed_by, now);
    if (!equal_in_constant_time(expected_signature(request, *signed_by, *secret), signed_by->value))
        throw errors::signature_does_not_match();
}

std::string account_of(std::string_view access_key) {
    const bool is_account = access_key.size() == 12 &&
                            std::ranges::all_of(access_key, [](char c) { return c >= '0' && c <= '9'; });
    return std::string(is_account ? access_key : default_account);
}

} // namespace borealis::protocol
