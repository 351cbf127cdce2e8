#include "tiles/content_hash.hpp"
#include "tiles/drawn_level.hpp"
#include "tiles/ring_cutter.hpp"

#include <algorithm>
#include <iterator>

namespace jingwei::tiles {

namespace {

using spatial::Label;

constexpr int buffer = RingCutter::buffer;
constexpr int zoom_of_positions = 20; ///< where a unit of a tile is a position wide

} // namespace

std::vector<std::uint64_t> GridTiles::said_of_fills(int zoom) const {
    std::vector<std::uint64_t> said(m_units.size()); // nobody's ground is 0
    for (Label unit = 1; unit < m_units.size(); ++unit) {
        ContentHash hash;
        tell_fill(zoom, unit, Detail::full, hash);
        tell_order(zoom, unit, hash);
        said[unit] = hash.value();
    }
    return said;
}

/// Features stand in the order of units. A tile does not say which unit draws those that are gathered, but who comes before
/// whom hangs on it.
void GridTiles::tell_order(int zoom, Label unit, ContentHash &hash) const {
    if (const auto count = gathered_count(zoom, unit); count > 1) {
        hash.add("count", count);
        hash.add("id", m_units[unit].id);
        hash.add("code", m_units[unit].code);
    }
}

spatial::SimplifiedArcs GridTiles::lines_at(int zoom) const {
    return drawn_at(zoom).coverage.simplified(std::min(zoom, spatial::LevelCoverage::full_zoom));
}

std::vector<SidedLine> GridTiles::ground_lines(const spatial::SimplifiedArcs &points, std::span<const std::uint64_t> said,
                                               int zoom) const {
    const Drawn &drawn = drawn_at(zoom);
    std::vector<SidedLine> lines;
    for (std::uint32_t arc = 0; arc < drawn.coverage.arcs().size(); ++arc) {
        const spatial::Arc &sides = drawn.coverage.arcs()[arc];
        if (said[sides.left] != 0 || said[sides.right] != 0) {
            lines.push_back({points.points(arc), said[sides.left], said[sides.right]});
        }
    }
    return lines;
}

std::vector<SidedLine> GridTiles::edge_lines(const spatial::SimplifiedArcs &points, int zoom) const {
    const Drawn &drawn = drawn_at(zoom);
    std::vector<SidedLine> lines;
    for (std::uint32_t arc = 0; arc < drawn.coverage.arcs().size(); ++arc) {
        const spatial::Arc &sides = drawn.coverage.arcs()[arc];
        ContentHash border;
        tell_border(drawn, arc, border);
        const auto content = [&](Label unit) {
            ContentHash hash = border;
            if (drawn.counts[unit] <= 1) {
                hash.add("side", m_units[unit].code);
            }
            tell_order(zoom, unit, hash);
            return hash.value();
        };
        lines.push_back({points.points(arc), content(sides.left), content(sides.right)});
    }
    return lines;
}

std::vector<MarkedPlace> GridTiles::label_marks(int zoom) const {
    std::vector<MarkedPlace> marks;
    drawn_at(zoom).labels.for_each_in({0, 0, 0}, [&](const spatial::PointEntry &entry) {
        ContentHash hash;
        hash.add("id", m_units[entry.slot].id);
        tell_unit(zoom, entry.slot, Detail::full, hash);
        marks.push_back({entry.position, hash.value()});
    });
    return marks;
}

DirtyTiles GridTiles::changed_fills(const GridTiles &before, int zoom) const {
    return changed_ground(said_of_fills(zoom), before, before.said_of_fills(zoom), zoom);
}

DirtyTiles GridTiles::changed_ground(std::span<const std::uint64_t> said, const GridTiles &before,
                                     std::span<const std::uint64_t> said_before, int zoom) const {
    const auto points_before = before.lines_at(zoom);
    const auto points = lines_at(zoom);
    return tiles_of_changed_ground(before.ground_lines(points_before, said_before, zoom), ground_lines(points, said, zoom),
                                   zoom, buffer);
}

/// Of the arcs as they are drawn anyway, only those are looked at that bound the units' ground.
DirtyTiles GridTiles::tiles_of(std::span<const std::uint64_t> units, int zoom) const {
    const Drawn &drawn = drawn_at(zoom);
    const RoundedArcs &arcs = drawn.arcs_at(zoom);
    const unsigned shift = arcs.is_rounded() ? static_cast<unsigned>(zoom_of_positions - zoom) : 0;
    const auto position = [&](std::uint32_t unit) {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{unit} << shift, UINT32_MAX));
    };
    std::vector<std::vector<spatial::TilePosition>> points;
    std::vector<SidedLine> lines;
    for (std::uint32_t arc = 0; arc < drawn.coverage.arcs().size(); ++arc) {
        const spatial::Arc &sides = drawn.coverage.arcs()[arc];
        if (units[sides.left] != units[sides.right]) {
            points.emplace_back();
            std::ranges::transform(arcs.points(arc), std::back_inserter(points.back()), [&](spatial::TilePosition p) {
                return spatial::TilePosition{position(p.x), position(p.y)};
            });
            lines.push_back({points.back(), units[sides.left], units[sides.right]}); // points keep their place when it moves
        }
    }
    return tiles_of_changed_ground({}, lines, zoom, buffer);
}

DirtyTiles GridTiles::changed_edges(const GridTiles &before, int zoom) const {
    const auto points_before = before.lines_at(zoom);
    const auto points = lines_at(zoom);
    return tiles_of_changed_lines(before.edge_lines(points_before, zoom), edge_lines(points, zoom), zoom, buffer);
}

DirtyTiles GridTiles::changed_labels(const GridTiles &before, int zoom) const {
    return tiles_of_changed_marks(before.label_marks(zoom), label_marks(zoom), zoom);
}

bool GridTiles::has_drawn(int zoom) const {
    return drawn_at(zoom).has_arcs(zoom);
}

} // namespace jingwei::tiles
