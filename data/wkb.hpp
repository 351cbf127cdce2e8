#pragma once

#include "spatial/lattice.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jingwei::data {

enum class ShapeKind { point, line, polygon, other };

/// One part of a shape: a point's place, a line's course, or a polygon's rings, the outer one first, each with its first
/// point repeated at the end as WKB has it.
using ShapePart = std::vector<std::vector<spatial::LonLat>>;

/// A geometry as it came from a file: degrees in the file's frame, nothing checked.
struct Shape {
    ShapeKind kind = ShapeKind::other;
    std::string type_name; ///< "MultiLineString", for messages
    std::vector<ShapePart> parts;
};

/// Reads 2D little-endian WKB. Collections and unknown types come back as `other` without parts. Throws Error{bad_data}
/// where the bytes end early.
[[nodiscard]] Shape read_wkb(std::string_view bytes);

} // namespace jingwei::data
