#pragma once

#include <string>
#include <string_view>

/// Texts and headings as people type them, made comparable. No dependencies: whoever reads files uses it too.
namespace jingwei::data {

/// Full-width letters, digits and signs (Ａ, １, －) in ASCII, wide spaces as a space; all else as it is.
[[nodiscard]] std::string half_width(std::string_view text);

/// A text in half width, without any space and in lower case: what two names have in common that mean one thing.
[[nodiscard]] std::string comparable(std::string_view text);

/// The heading of a column as a comparable text, without stars and without a unit or a remark in brackets behind it: 编 码*,
/// 经度（度）.
[[nodiscard]] std::string plain_heading(std::string_view heading);

/// Whether a heading is that of the column that says each row's frame: frame, 坐标系.
[[nodiscard]] bool is_frame_heading(std::string_view heading);

} // namespace jingwei::data
