#pragma once

#include "data/gdal/workbook.hpp"
#include "data/gdal/workbook_styles.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jingwei::gdal {

/// What the cells of all sheets have in common.
struct CellContext {
    std::vector<std::string> strings;
    std::vector<NumberFormat> formats;
    bool epoch_1904 = false;
};

/// The texts of xl/sharedStrings.xml, without the readings beside them.
[[nodiscard]] std::vector<std::string> read_shared_strings(std::string_view xml);

/// The rows and merged cells of a worksheet part. Throws Error{bad_data} for a cell beyond the last column that is taken.
[[nodiscard]] Sheet read_sheet(std::string_view xml, const std::string &name, const CellContext &context);

} // namespace jingwei::gdal
