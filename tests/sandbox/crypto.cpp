// SPDX-License-Identifier: Apache-2.0
#include <sandbox/crypto.hpp>

#include <memory>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdexcept>

namespace dovetail::sandbox {

namespace {

struct free_openssl
{
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

template<class T>
using owned = std::unique_ptr<T, free_openssl>;

constexpr int rsa_bits = 2048;

int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

std::string bio_text(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

std::optional<std::string> base64_decode(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = base64_value(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
    }
    return out;
}

std::string base64url_encode(std::string_view bytes)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += digits[(bits >> count) & 63U];
        }
    }
    if (count > 0) out += digits[(bits << (6 - count)) & 63U];
    return out;
}

std::string sha256(std::string_view bytes)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &size,
                   EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    out.resize(size);
    return out;
}

bool verify_rs256(std::string_view public_key_pem, std::string_view message,
                  std::string_view signature)
{
    const owned<BIO> bio{
        BIO_new_mem_buf(public_key_pem.data(), static_cast<int>(public_key_pem.size()))};
    const owned<EVP_PKEY> key{PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)};
    const owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
    if (!key || !context ||
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1)
        return false;
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(),
                            reinterpret_cast<const unsigned char*>(message.data()),
                            message.size()) == 1;
}

key_pair make_rsa_key()
{
    const owned<EVP_PKEY> key{EVP_RSA_gen(rsa_bits)};
    const owned<BIO> private_bio{BIO_new(BIO_s_mem())};
    const owned<BIO> public_bio{BIO_new(BIO_s_mem())};
    if (!key ||
        PEM_write_bio_PKCS8PrivateKey(private_bio.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) != 1 ||
        PEM_write_bio_PUBKEY(public_bio.get(), key.get()) != 1)
        throw std::runtime_error("OpenSSL cannot make an RSA key");
    return {bio_text(private_bio.get()), bio_text(public_bio.get())};
}

} // namespace dovetail::sandbox
