// SCRAM-SHA-256 verifiers: SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>, salt and keys in
// base64. Source: PostgreSQL documentation, section 53.8 "pg_authid"; RFC 5802 section 3, RFC 7677.
#include "replication/pg/connection.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

namespace borealis::replication::pg {

namespace {

constexpr int iterations = 4096;
using key = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

void require(bool done, const char* step) {
    if (!done) {
        throw pg_error(fmt::format("SCRAM verifier: OpenSSL failed in {}", step));
    }
}

key hmac(const key& secret, std::string_view text) {
    key digest{};
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    const auto* done = HMAC(
        EVP_sha256(),
        secret.data(),
        static_cast<int>(secret.size()),
        data,
        text.size(),
        digest.data(),
        nullptr
    );
    require(done != nullptr, "HMAC");
    return digest;
}

template <std::size_t Size>
std::string base64(const std::array<unsigned char, Size>& bytes) {
    std::array<unsigned char, 4 * ((Size + 2) / 3) + 1> text{};
    const auto length = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(Size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

} // namespace

std::string scram_verifier(std::string_view password) {
    std::array<unsigned char, 16> salt{};
    require(RAND_bytes(salt.data(), static_cast<int>(salt.size())) == 1, "RAND_bytes");
    key salted{};
    const auto derived = PKCS5_PBKDF2_HMAC(
        password.data(),
        static_cast<int>(password.size()),
        salt.data(),
        static_cast<int>(salt.size()),
        iterations,
        EVP_sha256(),
        static_cast<int>(salted.size()),
        salted.data()
    );
    require(derived == 1, "PBKDF2");
    const auto client_key = hmac(salted, "Client Key");
    key stored_key{};
    require(SHA256(client_key.data(), client_key.size(), stored_key.data()) != nullptr, "SHA-256");
    const auto server_key = hmac(salted, "Server Key");
    return fmt::format(
        "SCRAM-SHA-256${}:{}${}:{}", iterations, base64(salt), base64(stored_key), base64(server_key)
    );
}

} // namespace borealis::replication::pg
