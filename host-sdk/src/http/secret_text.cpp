// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/secret_text.hpp>

#include <openssl/crypto.h>

namespace dovetail::http {

void wipe(std::string& text) noexcept
{
    // Bytes between size and capacity may hold an older, longer value.
    text.resize(text.capacity());
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

secret_text::secret_text(secret_text&& other) noexcept : text_(std::move(other.text_))
{
    // The bytes of a short text are still inside `other`.
    other.wipe();
}

secret_text& secret_text::operator=(const secret_text& other)
{
    if (this != &other) {
        wipe();
        text_ = other.text_;
    }
    return *this;
}

secret_text& secret_text::operator=(secret_text&& other) noexcept
{
    if (this != &other) {
        wipe();
        text_ = std::move(other.text_);
        other.wipe();
    }
    return *this;
}

secret_text::~secret_text()
{
    wipe();
}

void secret_text::wipe() noexcept
{
    http::wipe(text_);
}

} // namespace dovetail::http
