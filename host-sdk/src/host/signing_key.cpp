// SPDX-License-Identifier: Apache-2.0
#include "base64.hpp"
#include "sha256.hpp"

#include <dovetail/host/signing_key.hpp>

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

#include <stdexcept>
#include <utility>

namespace dovetail::host {
namespace {

constexpr std::string_view prefix = "ed25519-secret:";

/// libsodium's secret key, the seed and the public key together; wiped when it ends.
struct expanded_key
{
    std::array<std::uint8_t, crypto_sign_ed25519_SECRETKEYBYTES> bytes{};

    expanded_key() = default;
    ~expanded_key() { sodium_memzero(bytes.data(), bytes.size()); }
    expanded_key(const expanded_key&) = delete;
    expanded_key& operator=(const expanded_key&) = delete;

    std::string_view seed() const noexcept
    {
        return {reinterpret_cast<const char*>(bytes.data()), crypto_sign_ed25519_SEEDBYTES};
    }
};

void expand(const secret& seed, expanded_key& into, public_key& open)
{
    crypto_sign_ed25519_seed_keypair(open.bytes.data(), into.bytes.data(),
                                     reinterpret_cast<const unsigned char*>(seed.reveal().data()));
}

} // namespace

signing_key::signing_key(secret seed, const public_key& open) noexcept
    : seed_(std::move(seed)), open_(open)
{
}

signing_key signing_key::generate()
{
    // Fails only where the system has no source of randomness.
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used on this system");
    expanded_key made;
    public_key open;
    crypto_sign_ed25519_keypair(open.bytes.data(), made.bytes.data());
    return {secret(made.seed()), open};
}

result<signing_key> signing_key::parse(std::string_view text)
{
    expanded_key room; // its first bytes hold the seed, and are wiped
    const std::span<std::uint8_t> seed(room.bytes.data(), crypto_sign_ed25519_SEEDBYTES);
    if (!text.starts_with(prefix) || !from_base64(text.substr(prefix.size()), seed))
        return error{error_class::config, "key",
                     "this is no secret key: it is \"ed25519-secret:\" and 32 bytes in base64, as "
                     "dovetail-plugin keygen writes it"};
    secret kept(room.seed());
    public_key open;
    expand(kept, room, open);
    return signing_key(std::move(kept), open);
}

secret signing_key::text() const
{
    const auto view = seed_.reveal();
    std::string whole(prefix);
    whole.reserve(prefix.size() + 64); // so that no copy of it is left behind
    std::string encoded =
        to_base64({reinterpret_cast<const std::uint8_t*>(view.data()), view.size()});
    whole += encoded;
    secret out(whole);
    sodium_memzero(whole.data(), whole.size());
    sodium_memzero(encoded.data(), encoded.size());
    return out;
}

plugin_signature signing_key::sign(std::string_view canonical) const
{
    expanded_key key;
    public_key open;
    expand(seed_, key, open);
    plugin_signature out{open_.id(), sha256_of(canonical), {}};
    const std::string message = signed_message(canonical);
    crypto_sign_ed25519_detached(out.value.data(), nullptr,
                                 reinterpret_cast<const unsigned char*>(message.data()),
                                 message.size(), key.bytes.data());
    return out;
}

} // namespace dovetail::host
