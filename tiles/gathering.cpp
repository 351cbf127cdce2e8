#include "tiles/gathering.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace jingwei::tiles {

namespace {

using spatial::Label;
using spatial::no_label;

constexpr int finest_squares = 5; // 32 a side

std::uint64_t square_of(const SourceUnit &unit, int zoom, const spatial::TilePlane &plane) {
    if (zoom <= 0) {
        return 0;
    }
    const auto position = spatial::to_tile_position(unit.label_point, plane);
    const auto shift = static_cast<unsigned>(std::max(32 - zoom, 0));
    return (std::uint64_t{position.y >> shift} << 32U) | (position.x >> shift);
}

/// Whether a unit has ground that it draws itself.
std::vector<bool> units_with_ground(const GridSource &source, const DrawnBy &drawn) {
    std::vector<bool> has_ground(source.units.size());
    for (const Label label : source.coverage->face_labels()) {
        if (label != no_label) {
            has_ground[drawn[label]] = true;
        }
    }
    return has_ground;
}

DrawnBy gathered_in_squares(const GridSource &source, std::uint16_t level, int square_zoom, const spatial::TilePlane &plane) {
    DrawnBy drawn = drawn_at_level(source, level);
    const std::vector<bool> has_ground = units_with_ground(source, drawn);
    std::map<std::pair<Label, std::uint64_t>, Label> firsts;
    DrawnBy first_of(drawn.size());
    for (Label unit = 1; unit < drawn.size(); ++unit) {
        const SourceUnit &u = source.units[unit];
        const bool is_gathered = u.level == level && has_ground[unit];
        first_of[unit] =
            is_gathered ? firsts.try_emplace({u.parent, square_of(u, square_zoom, plane)}, unit).first->second : unit;
    }
    std::ranges::transform(drawn, drawn.begin(), [&](Label unit) { return first_of[unit]; });
    return drawn;
}

} // namespace

Label drawn_unit(const std::vector<SourceUnit> &units, Label unit, std::uint16_t level) {
    while (unit != no_label && units[unit].level > level && units[unit].parent != no_label) {
        unit = units[unit].parent;
    }
    return unit;
}

DrawnBy drawn_at_level(const GridSource &source, std::uint16_t level) {
    DrawnBy drawn(source.units.size());
    for (Label label = 1; label < drawn.size(); ++label) {
        drawn[label] = drawn_unit(source.units, label, level);
    }
    return drawn;
}

DrawnBy gathered(const GridSource &source, std::uint16_t level, int zoom, const spatial::TilePlane &plane) {
    for (int squares = finest_squares;; --squares) {
        DrawnBy drawn = gathered_in_squares(source, level, zoom + squares, plane);
        if (squares == 0 || busiest_tile(source, drawn, zoom, plane) <= most_units) {
            return drawn;
        }
    }
}

std::size_t busiest_tile(const GridSource &source, const DrawnBy &drawn, int zoom, const spatial::TilePlane &plane) {
    const std::vector<bool> has_ground = units_with_ground(source, drawn);
    std::vector<std::uint64_t> tiles;
    for (Label unit = 1; unit < drawn.size(); ++unit) {
        if (has_ground[unit]) {
            tiles.push_back(square_of(source.units[unit], zoom, plane));
        }
    }
    std::ranges::sort(tiles);
    std::size_t most = 0;
    for (auto first = tiles.begin(); first != tiles.end();) {
        const auto last = std::upper_bound(first, tiles.end(), *first);
        most = std::max(most, static_cast<std::size_t>(last - first));
        first = last;
    }
    return most;
}

} // namespace jingwei::tiles
