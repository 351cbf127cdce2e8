#include "data/text_form.hpp"

#include "data/import_values.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <sodium.h>

namespace jingwei::data {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), is_digit);
    return digits;
}

/// The part of a number before its extension, and the extension's digits.
struct Landline {
    std::string_view number;
    std::string extension;
};

/// An extension stands behind the hyphen after seven or more digits in a row, or behind 转, # or x.
Landline split_extension(std::string_view text) {
    for (const std::string_view mark : {"转", "#", "x", "X"}) {
        if (const auto at = text.find(mark); at != std::string_view::npos) {
            return {text.substr(0, at), digits_of(text.substr(at + mark.size()))};
        }
    }
    const auto hyphen = text.rfind('-');
    const bool behind_number = hyphen != std::string_view::npos && hyphen >= 7 &&
                               std::ranges::all_of(text.substr(hyphen - 7, 7), is_digit) && text.size() - hyphen - 1 <= 6 &&
                               text.size() > hyphen + 1;
    if (behind_number) {
        return {text.substr(0, hyphen), digits_of(text.substr(hyphen + 1))};
    }
    return {text, {}};
}

/// Area codes: 010 and 02x have three digits, all others four. Numbers have seven or eight.
std::string landline(std::string_view text) {
    const auto [number, extension] = split_extension(text);
    const auto digits = digits_of(number);
    if (!digits.starts_with('0') || digits.size() < 3) {
        return {};
    }
    const std::size_t area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
    const std::size_t rest = digits.size() - std::min(digits.size(), area);
    if ((rest != 7 && rest != 8) || extension.size() > 6 || digits[1] == '0' || digits[area] < '2') {
        return {};
    }
    return digits.substr(0, area) + '-' + digits.substr(area) + (extension.empty() ? "" : '-' + extension);
}

} // namespace

std::ptrdiff_t count_characters(std::string_view utf8) {
    return std::ranges::count_if(utf8, [](unsigned char c) { return (c & 0xC0U) != 0x80U; });
}

std::string plain_name(std::string_view name) {
    return half_width(trimmed_value(name));
}

std::string normal_phone(std::string_view text) {
    auto plain = half_width(text);
    std::erase_if(plain, [](unsigned char c) { return std::isspace(c) != 0; });
    for (const std::string_view prefix : {"+86", "0086", "(+86)", "86-"}) {
        if (plain.starts_with(prefix)) {
            plain.erase(0, prefix.size());
        }
    }
    if (plain.starts_with('-')) {
        plain.erase(0, 1);
    }
    if (plain.find_first_not_of("0123456789-()#xX\xE8\xBD\xAC") != std::string::npos) { // the last three bytes are 转
        return {};
    }
    const auto digits = digits_of(plain);
    if (digits.size() == 11 && digits[0] == '1' && digits[1] >= '3') {
        return plain.find_first_not_of("0123456789-") == std::string::npos ? digits : std::string();
    }
    return landline(plain);
}

std::string contact_phone(std::string_view text) {
    auto plain = half_width(text);
    constexpr std::string_view extension = "转"; // 0943-8221234转8
    if (const auto at = plain.find(extension); at != std::string::npos && at > 0) {
        plain.replace(at, extension.size(), "-");
    }
    const auto digits = std::ranges::count_if(plain, is_digit);
    const bool sound = plain.find_first_not_of("0123456789+-() ") == std::string::npos && digits >= 3 && digits <= 20;
    return sound ? plain : std::string();
}

std::string short_hash(std::initializer_list<std::string_view> parts, std::size_t digits) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto part : parts) {
        const unsigned char end = 0xFF; // in no UTF-8
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char *>(part.data()), part.size());
        crypto_hash_sha256_update(&state, &end, 1);
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state, digest.data());
    std::string text;
    for (const auto byte : digest) {
        text += fmt::format("{:02x}", byte);
    }
    return text.substr(0, digits);
}

} // namespace jingwei::data
