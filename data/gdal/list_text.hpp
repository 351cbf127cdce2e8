#pragma once

#include <ogrsf_frmts.h>
#include <optional>
#include <string>

namespace jingwei::gdal {

/// Whether the field holds lists, of texts or numbers.
[[nodiscard]] bool is_list(OGRFieldType type);

/// The items of a list with 、 between them; nothing for an empty one. The field must be set.
[[nodiscard]] std::optional<std::string> list_text(const OGRFeature &feature, int field);

/// The same for a list that GDAL keeps as JSON, since its items are of several types; any other JSON as it is.
[[nodiscard]] std::optional<std::string> json_list_text(const std::string &json);

/// The shortest text that reads back as the same number, unlike GDAL's 15 digits; a whole number that is known to the unit
/// in full, since it may be a code, and one that is not (from 2^53 on, or written so) as 6.2e+14, which is none.
[[nodiscard]] std::string real_text(double value, bool with_exponent);

} // namespace jingwei::gdal
