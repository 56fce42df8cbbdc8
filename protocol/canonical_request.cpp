// Canonical form, string to sign and key derivation; SHA-256 and HMAC come from OpenSSL.
#include "protocol/canonical_request.hpp"

#include "protocol/query_parameters.hpp"

#include <fmt/format.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace borealis::protocol {
namespace {

constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

std::string hex(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes)
        fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(c));
    return out;
}

std::string sha256(std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string hmac(std::string_view key, std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
    if (HMAC(
            EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, data.size(), digest.data(), &size
        ) == nullptr)
        throw std::runtime_error("HMAC-SHA-256 is not available");
    return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string uri_encode(std::string_view text, bool keep_slash) {
    std::string out;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || c == '-' || c == '_' || c == '.' || c == '~' || (keep_slash && c == '/'))
            out += c;
        else
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// The path as sent, encoded once more, as every service but S3 wants it.
std::string canonical_path(const http_request& request) {
    const std::string_view target = request.target;
    const std::string_view path = target.substr(0, target.find_first_of("?#"));
    return path.empty() ? "/" : uri_encode(path, true);
}

std::string canonical_query(const http_request& request) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [name, value] : decode_form(query_of(request))) {
        if (name != "X-Amz-Signature")
            pairs.emplace_back(uri_encode(name, false), uri_encode(value, false));
    }
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [name, value] : pairs)
        out.append(out.empty() ? "" : "&").append(name).append("=").append(value);
    return out;
}

/// Without space around it, and with one space for each run of them inside.
std::string collapsed(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c != ' ' || (!out.empty() && out.back() != ' '))
            out += c;
    }
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

std::string canonical_headers(const http_request& request, std::string_view names) {
    std::string out;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(';'), names.size());
        const std::string_view name = names.substr(0, end);
        names.remove_prefix(std::min(end + 1, names.size()));
        out.append(name).append(":").append(collapsed(request.header(name).value_or(""))).append("\n");
    }
    return out;
}

/// A client over TLS may leave the body unsigned and say so.
std::string payload_hash(const http_request& request) {
    if (request.header("x-amz-content-sha256") == unsigned_payload)
        return std::string(unsigned_payload);
    return hex(sha256(request.body));
}

std::string signing_key(const signature& signed_by, std::string_view secret) {
    std::string start = fmt::format("AWS4{}", secret);
    std::string key = hmac(start, signed_by.date);
    OPENSSL_cleanse(start.data(), start.size());
    key = hmac(key, signed_by.region);
    key = hmac(key, signed_by.service);
    return hmac(key, "aws4_request");
}

} // namespace

std::string canonical_request(const http_request& request, const signature& signed_by) {
    return fmt::format(
        "{}\n{}\n{}\n{}\n{}\n{}",
        request.method,
        canonical_path(request),
        canonical_query(request),
        canonical_headers(request, signed_by.signed_headers),
        signed_by.signed_headers,
        payload_hash(request)
    );
}

std::string
expected_signature(const http_request& request, const signature& signed_by, std::string_view secret) {
    const std::string to_sign = fmt::format(
        "AWS4-HMAC-SHA256\n{}\n{}/{}/{}/aws4_request\n{}",
        signed_by.timestamp,
        signed_by.date,
        signed_by.region,
        signed_by.service,
        hex(sha256(canonical_request(request, signed_by)))
    );
    return hex(hmac(signing_key(signed_by, secret), to_sign));
}

} // namespace borealis::protocol
