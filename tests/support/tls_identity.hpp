// SPDX-License-Identifier: Apache-2.0
// Certificates made while the test runs, so that none in the repository can expire.
#pragma once

#include <memory>
#include <string>

namespace dovetail::test {

/// A key and its certificate, in PEM.
struct identity
{
    std::string key;
    std::string certificate;
};

struct certificate_wish
{
    std::string name = "localhost"; ///< common name and subject alternative name
    long valid_from_s = -3600;      ///< relative to now
    long valid_until_s = 3600;
};

/// An RSA key of 2048 bits in PEM (PKCS#8); made once a process, because that takes time.
const std::string& rsa_key();
/// The public half of rsa_key().
const std::string& rsa_public_key();

/// A certificate that signs itself; usable as an authority.
identity self_signed(const certificate_wish& wish);

/// Signed by `authority`.
identity issued_by(const identity& authority, const certificate_wish& wish);

} // namespace dovetail::test
