#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingwei::gdal {

/// How a workbook shows a number, as far as it changes what the number means.
struct NumberFormat {
    bool is_day = false;      ///< the number counts days
    std::size_t digits = 0;   ///< it is filled up with zeros to so many digits (format "000000")
    std::size_t decimals = 0; ///< one with decimals is filled up with zeros to so many of them (format "0.00")
    /// Of a format like `"A"0000` or `000-0000`: the zeros with what is shown between them, for which a NUL stands before each
    /// character; empty = nothing is.
    std::string pattern{};
};

/// What a format code like `yyyy"年"m"月"` or "000000" means.
[[nodiscard]] NumberFormat number_format(std::string_view code);

/// The formats by a cell's style number, from xl/styles.xml.
[[nodiscard]] std::vector<NumberFormat> read_styles(std::string_view xml);

/// What a numeric cell says. `epoch_1904` is the workbook's date system. `value` is returned as it is where it is no number.
[[nodiscard]] std::string number_text(const std::string &value, const NumberFormat &format, bool epoch_1904);

} // namespace jingwei::gdal
