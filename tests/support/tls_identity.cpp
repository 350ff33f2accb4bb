// SPDX-License-Identifier: Apache-2.0
#include "support/tls_identity.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace dovetail::test {
namespace {

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
using certificate = std::unique_ptr<X509, call<X509_free>>;
using extension = std::unique_ptr<X509_EXTENSION, call<X509_EXTENSION_free>>;

void require(bool fine, const char* what)
{
    if (!fine) throw std::runtime_error(what);
}

std::string text_of(BIO* memory)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

template<class Write>
std::string to_pem(Write write)
{
    const bio memory(BIO_new(BIO_s_mem()));
    require(write(memory.get()) == 1, "PEM");
    return text_of(memory.get());
}

key key_of(const std::string& pem)
{
    const bio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
}

certificate certificate_of(const std::string& pem)
{
    const bio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

void add_extension(X509* to, X509* issuer, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    const extension made(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    require(made && X509_add_ext(to, made.get(), -1) == 1, "extension");
}

certificate unsigned_certificate(const certificate_wish& wish, EVP_PKEY* owner)
{
    static std::atomic<long> serial{1};
    certificate made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), wish.valid_from_s);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), wish.valid_until_s);
    X509_set_pubkey(made.get(), owner);
    const auto* name = reinterpret_cast<const unsigned char*>(wish.name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, name, -1, -1,
                               0);
    return made;
}

identity finish(certificate made, const std::string& key_pem, EVP_PKEY* signer)
{
    require(X509_sign(made.get(), signer, EVP_sha256()) != 0, "sign");
    return {key_pem, to_pem([&](BIO* to) { return PEM_write_bio_X509(to, made.get()); })};
}

bool is_address(const std::string& name)
{
    return name.find_first_not_of("0123456789.") == std::string::npos;
}

} // namespace

const std::string& rsa_key()
{
    static const std::string pem = [] {
        const key made(EVP_RSA_gen(2048));
        require(made != nullptr, "key");
        return to_pem([&](BIO* to) {
            return PEM_write_bio_PKCS8PrivateKey(to, made.get(), nullptr, nullptr, 0, nullptr,
                                                 nullptr);
        });
    }();
    return pem;
}

const std::string& rsa_public_key()
{
    static const std::string pem = [] {
        const auto made = key_of(rsa_key());
        return to_pem([&](BIO* to) { return PEM_write_bio_PUBKEY(to, made.get()); });
    }();
    return pem;
}

identity self_signed(const certificate_wish& wish)
{
    const auto owner = key_of(rsa_key());
    auto made = unsigned_certificate(wish, owner.get());
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(made.get(), made.get(), NID_subject_alt_name, "DNS:" + wish.name);
    return finish(std::move(made), rsa_key(), owner.get());
}

identity issued_by(const identity& authority, const certificate_wish& wish)
{
    const auto issuer = certificate_of(authority.certificate);
    const auto signer = key_of(authority.key);
    const auto owner = key_of(rsa_key());
    auto made = unsigned_certificate(wish, owner.get());
    X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
    add_extension(made.get(), issuer.get(), NID_subject_alt_name,
                  (is_address(wish.name) ? "IP:" : "DNS:") + wish.name);
    return finish(std::move(made), rsa_key(), signer.get());
}

} // namespace dovetail::test
