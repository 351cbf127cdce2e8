#pragma once

#include <string>
#include <string_view>

namespace jingwei::gdal {

/// What the text of a cell says: `_xHHHH_` stands for a UTF-16 unit that XML cannot hold (never 0), or an underscore before
/// such a text (ECMA-376 part 1, 22.4.2.4, ST_Xstring). Line ends become LF. Half of a surrogate pair stays as it is written.
[[nodiscard]] std::string from_cell(std::string_view written);

/// A UTF-8 text as a cell has to hold it, so that `from_cell` gives it back: `_x0041_` is written `_x005F_x0041_`.
[[nodiscard]] std::string to_cell(std::string_view text);

} // namespace jingwei::gdal
