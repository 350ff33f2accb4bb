// SPDX-License-Identifier: Apache-2.0
#include "base64.hpp"
#include "sha256.hpp"

#include <dovetail/host/signature.hpp>

#include <sodium/crypto_sign_ed25519.h>

namespace dovetail::host {
namespace {

constexpr std::string_view prefix = "ed25519:";
constexpr std::size_t id_digits = 16;

static_assert(crypto_sign_ed25519_PUBLICKEYBYTES == sizeof(public_key::bytes));
static_assert(crypto_sign_ed25519_BYTES == sizeof(plugin_signature::value));

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

} // namespace

result<public_key> public_key::parse(std::string_view text)
{
    public_key out;
    if (text.starts_with(prefix) && from_base64(text.substr(prefix.size()), out.bytes)) return out;
    return refuse("key", "this is no public key: it is \"ed25519:\" and 32 bytes in base64, as "
                         "dovetail-plugin keygen prints it");
}

std::string public_key::id() const
{
    const std::string_view view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return to_string(sha256_of(view)).substr(0, id_digits);
}

std::string to_string(const public_key& key)
{
    return std::string(prefix) + to_base64(key.bytes);
}

std::string plugin_signature::text() const
{
    return to_base64(value);
}

std::string signed_message(std::string_view canonical)
{
    return std::string(signed_message_prefix) + std::string(canonical);
}

result<void> verify(const plugin_signature& signature, std::string_view canonical,
                    const public_key& key)
{
    if (sha256_of(canonical) != signature.covered)
        return refuse("plugin_changed", "its manifest is not the one that was signed: somebody "
                                        "changed it afterwards; install it again, or sign it "
                                        "again");
    const std::string message = signed_message(canonical);
    if (crypto_sign_ed25519_verify_detached(signature.value.data(),
                                            reinterpret_cast<const unsigned char*>(message.data()),
                                            message.size(), key.bytes.data()) != 0)
        return refuse("plugin_signature", "its signature is not valid: the key " + key.id() +
                                              " did not make it; install the plugin again");
    return {};
}

} // namespace dovetail::host
