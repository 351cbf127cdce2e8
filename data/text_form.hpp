#pragma once

#include "data/heading.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

/// Texts as people type them, made comparable.
namespace jingwei::data {

/// A name as it is kept where people type it again and again: without blanks at its ends, full-width letters, digits and
/// signs in ASCII, a wide blank as a space.
[[nodiscard]] std::string plain_name(std::string_view name);

/// How many characters a UTF-8 text has.
[[nodiscard]] std::ptrdiff_t count_characters(std::string_view utf8);

/// A work phone in one form: a mobile of 11 digits beginning 13 to 19, or a landline with its area code (0943-8221234, an
/// extension behind a second hyphen). Full-width digits, spaces, hyphens and +86 are understood. Empty where it is neither.
[[nodiscard]] std::string normal_phone(std::string_view text);

/// The phone of a contact, who need not be a member of staff: any of 3 to 20 digits, with ' -+()' between them, in half width;
/// so service numbers (110, 12345, 400-…) and extensions too (behind 转 or a hyphen, kept behind a hyphen). Empty where it is
/// none.
[[nodiscard]] std::string contact_phone(std::string_view text);

/// SHA-256 over the parts, as so many hexadecimal digits.
[[nodiscard]] std::string short_hash(std::initializer_list<std::string_view> parts, std::size_t digits);

} // namespace jingwei::data
