// SPDX-License-Identifier: Apache-2.0
#include "jwt.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

namespace dovetail::http {
namespace {

namespace json = boost::json;

/// Shorter keys are refused by the servers this is for, and by RFC 7518 section 3.3.
constexpr int min_key_bits = 2048;

template<auto function>
struct call
{
    template<class Object>
    void operator()(Object* object) const noexcept
    {
        function(object);
    }
};
using bio = std::unique_ptr<BIO, call<BIO_free_all>>;
using key = std::unique_ptr<EVP_PKEY, call<EVP_PKEY_free>>;
using digest = std::unique_ptr<EVP_MD_CTX, call<EVP_MD_CTX_free>>;

host::error fault(std::string why)
{
    ERR_clear_error(); // its texts name files and formats, never needed by an operator
    return {host::error_class::config, "private_key",
            "auth.private_key " + std::move(why) +
                "; make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"};
}

key read_key(const host::secret& pem)
{
    const auto text = pem.reveal();
    const bio source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!source) return nullptr;
    // A callback that gives no passphrase: OpenSSL would otherwise ask on the terminal.
    const auto no_passphrase = [](char*, int, int, void*) { return 0; };
    return key(PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr));
}

std::string sign(std::string_view text, EVP_PKEY* with)
{
    const digest context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, with) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1)
        return {};
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, text.size()) != 1)
        return {};
    signature.resize(size);
    return signature;
}

} // namespace

std::string base64url(std::string_view bytes)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t window = 0;
    int bits = 0;
    for (const char byte : bytes) {
        window = (window << 8) | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 6; bits -= 6)
            out += digits[(window >> (bits - 6)) & 63u];
    }
    if (bits > 0) out += digits[(window << (6 - bits)) & 63u];
    return out;
}

host::result<std::string> sign_jwt(const jwt_claims& claims, const host::secret& private_key)
{
    const auto signing_key = read_key(private_key);
    if (!signing_key) return fault("is no private key in PEM, or is encrypted");
    if (EVP_PKEY_get_base_id(signing_key.get()) != EVP_PKEY_RSA) return fault("is not an RSA key");
    if (EVP_PKEY_get_bits(signing_key.get()) < min_key_bits)
        return fault("is shorter than 2048 bits");

    const auto expires =
        std::chrono::duration_cast<std::chrono::seconds>(claims.expires.time_since_epoch());
    const json::object header{{"alg", "RS256"}, {"typ", "JWT"}};
    const json::object body{{"iss", claims.issuer},
                            {"sub", claims.subject},
                            {"aud", claims.audience},
                            {"exp", expires.count()}};
    std::string token = base64url(json::serialize(header)) + '.' + base64url(json::serialize(body));
    const auto signature = sign(token, signing_key.get());
    if (signature.empty()) return fault("cannot sign");
    return token + '.' + base64url(signature);
}

} // namespace dovetail::http
