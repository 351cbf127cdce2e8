#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::gdal {

/// What is wrong with coordinates that are written as text, for people, and at which byte.
struct CoordinateFault {
    std::string why;
    std::size_t at = 0;
};

/// GDAL ends a number at the first character that belongs to none (104.18O1 is 104.18) and reads on, without a word; so what it
/// reads is looked at before. The fault of a shape in WKT: a number that is none, a corner with one number or four (three and
/// four are Z, M and ZM, and all corners have as many), a comma, a bracket or a word that is not as it must be. Nothing for
/// a shape that is sound, or for what is no WKT (GeoJSON, hexadecimal digits of WKB).
[[nodiscard]] std::optional<CoordinateFault> wkt_fault(std::string_view text);

/// The fault of what stands in `<coordinates>` of a KML: places of two or three numbers between blanks, with commas between
/// the numbers, beside which blanks do no harm. Nothing where all is sound, or where there is nothing.
[[nodiscard]] std::optional<CoordinateFault> tuples_fault(std::string_view text);

} // namespace jingwei::gdal
