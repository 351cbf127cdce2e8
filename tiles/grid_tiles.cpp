#include "tiles/grid_tiles.hpp"

#include "spatial/colouring.hpp"
#include "tiles/drawn_level.hpp"
#include "tiles/ring_cutter.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

using spatial::Label;
using spatial::no_label;

/// The coarsest level that a border between two units bounds.
std::uint16_t bounded_level(const std::vector<SourceUnit> &units, Label a, Label b, std::uint16_t drawn_level) {
    for (std::uint16_t level = 0; level < drawn_level; ++level) {
        const Label left = drawn_unit(units, a, level);
        const Label right = drawn_unit(units, b, level);
        if (left != right) {
            const std::uint16_t left_level = left == no_label ? UINT16_MAX : units[left].level;
            const std::uint16_t right_level = right == no_label ? UINT16_MAX : units[right].level;
            return std::max(level, std::min(left_level, right_level));
        }
    }
    return std::max(a == no_label ? std::uint16_t{0} : units[a].level, b == no_label ? std::uint16_t{0} : units[b].level);
}

/// The levels that have units, coarsest first; {0} where there are none at all.
std::vector<std::uint16_t> levels_with_units(const std::vector<SourceUnit> &units) {
    std::vector<std::uint16_t> levels;
    for (std::size_t i = 1; i < units.size(); ++i) {
        levels.push_back(units[i].level);
    }
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels.empty() ? std::vector<std::uint16_t>{0} : levels;
}

/// Which of `level_count` levels is drawn at a zoom.
std::size_t step_of_zoom(const LevelZooms &up_to_zoom, int zoom, std::size_t level_count) {
    const auto step = std::find_if(up_to_zoom.begin(), up_to_zoom.end(), [&](int last) { return zoom <= last; });
    const auto index = static_cast<std::size_t>(step - up_to_zoom.begin());
    return step == up_to_zoom.end() ? level_count - 1 : std::min(index, level_count - 1);
}

/// The label points of the units drawn whole: those with ground and none of whose children is drawn.
spatial::PointSet label_points(const std::vector<SourceUnit> &units, const spatial::LevelCoverage &coverage,
                               const spatial::TilePlane &plane) {
    std::vector<bool> has_drawn_child(units.size());
    for (Label unit = 1; unit < units.size(); ++unit) {
        if (!coverage.rings(unit).empty()) {
            has_drawn_child[units[unit].parent] = true;
        }
    }
    std::vector<spatial::PointEntry> entries;
    for (Label unit = 1; unit < units.size(); ++unit) {
        if (!has_drawn_child[unit] && !coverage.rings(unit).empty()) {
            spatial::PointEntry entry;
            entry.at = units[unit].label_point;
            entry.id = unit;
            entry.slot = unit;
            entries.push_back(entry);
        }
    }
    return spatial::PointSet(std::move(entries), plane);
}

/// What keeps a unit's colour the same while others change.
std::vector<std::int64_t> names_of(const std::vector<SourceUnit> &units) {
    std::vector<std::int64_t> names;
    std::transform(units.begin(), units.end(), std::back_inserter(names), [](const SourceUnit &unit) { return unit.id; });
    return names;
}

/// Of the units of a level that have ground, how many each draws.
std::vector<std::uint32_t> counts_of(const GridSource &source, std::uint16_t level, const DrawnBy &drawn_by) {
    const DrawnBy alone = drawn_at_level(source, level);
    std::vector<bool> is_counted(alone.size());
    std::vector<std::uint32_t> counts(alone.size());
    for (const Label label : source.coverage->face_labels()) {
        const Label unit = label == no_label ? no_label : alone[label];
        if (unit != no_label && !is_counted[unit]) {
            is_counted[unit] = true;
            ++counts[drawn_by[unit]];
        }
    }
    return counts;
}

} // namespace

GridTiles::Drawn::Drawn(const GridSource &source, std::uint16_t drawn_level, DrawnBy units, const spatial::TilePlane &plane,
                        const Drawn *before)
    : level(drawn_level), drawn_by(std::move(units)),
      coverage(*source.coverage, drawn_by, source.units.size(), plane, before == nullptr ? nullptr : &before->coverage),
      counts(counts_of(source, drawn_level, drawn_by)),
      colours(spatial::colour_groups(coverage.arcs(), source.units.size(), names_of(source.units))),
      labels(label_points(source.units, coverage, plane)) {
    for (const spatial::Arc &arc : coverage.arcs()) {
        edge_levels.push_back(bounded_level(source.units, arc.left, arc.right, level));
    }
}

GridTiles::GridTiles(const GridSource &source, const spatial::TilePlane &plane, const GridTiles *before)
    : m_theme(source.theme), m_levels(source.levels), m_units(source.units) {
    draw_zooms(source, plane, before);
}

/// From the deepest zoom up. Zooms share a drawing while they draw one level, none of their tiles has too many units, and what
/// is gathered is not too small for them: a square of the first has 128 units of a tile, one of the last 16.
void GridTiles::draw_zooms(const GridSource &source, const spatial::TilePlane &plane, const GridTiles *before) {
    constexpr int most_above = 3;
    const auto levels = levels_with_units(m_units);
    int gathered_for = 0;
    for (int zoom = static_cast<int>(m_drawn_of_zoom.size()) - 1; zoom >= 0; --zoom) {
        const std::uint16_t level = levels[step_of_zoom(source.level_zooms, zoom, levels.size())];
        const Drawn *earlier = before == nullptr ? nullptr : before->drawing_of(level, zoom);
        if (m_drawn.empty() || m_drawn.back()->level != level) {
            m_drawn.push_back(std::make_unique<Drawn>(source, level, drawn_at_level(source, level), plane, earlier));
            gathered_for = 0;
        }
        const bool are_many =
            m_units.size() > most_units && busiest_tile(source, m_drawn.back()->drawn_by, zoom, plane) > most_units;
        if (are_many || gathered_for - zoom > most_above) {
            m_drawn.push_back(std::make_unique<Drawn>(source, level, gathered(source, level, zoom, plane), plane, earlier));
            gathered_for = zoom;
        }
        m_drawn_of_zoom.at(static_cast<std::size_t>(zoom)) = static_cast<std::uint8_t>(m_drawn.size() - 1);
    }
}

GridTiles::~GridTiles() = default;

const GridTiles::Drawn *GridTiles::drawing_of(std::uint16_t level, int zoom) const {
    const Drawn &drawn = drawn_at(zoom);
    return drawn.level == level ? &drawn : nullptr;
}

std::size_t GridTiles::drawing_at(int zoom) const {
    const auto index = static_cast<std::size_t>(std::clamp(zoom, 0, static_cast<int>(m_drawn_of_zoom.size()) - 1));
    return m_drawn_of_zoom.at(index);
}

const GridTiles::Drawn &GridTiles::drawn_at(int zoom) const {
    return *m_drawn[drawing_at(zoom)];
}

const std::vector<Label> &GridTiles::drawn_by(int zoom) const {
    return drawn_at(zoom).drawn_by;
}

std::uint32_t GridTiles::gathered_count(int zoom, Label unit) const {
    return drawn_at(zoom).counts[unit];
}

std::uint16_t GridTiles::level_at(int zoom) const {
    return drawn_at(zoom).level;
}

void GridTiles::write_ground(spatial::TileId tile, LayerWriter &layer,
                             const std::function<void(Label, FeatureWriter &)> &write_attributes) const {
    const Drawn &drawn = drawn_at(tile.z);
    RingCutter cutter(tile, drawn.coverage, drawn.arcs_at(tile.z));
    for (const Label unit : drawn.coverage.groups_in(cutter.box())) {
        FeatureWriter feature(layer);
        cutter.add_polygons(unit, feature);
        if (!feature.has_geometry()) {
            continue;
        }
        if (drawn.counts[unit] <= 1) {
            feature.set_id(static_cast<std::uint64_t>(m_units[unit].id));
        }
        write_attributes(unit, feature);
        feature.commit();
    }
}

void GridTiles::write_fills(spatial::TileId tile, LayerWriter &layer, Detail detail) const {
    write_ground(tile, layer, [&](Label unit, FeatureWriter &feature) { tell_fill(tile.z, unit, detail, feature); });
}

void GridTiles::write_edges(spatial::TileId tile, LayerWriter &layer, Detail detail) const {
    const Drawn &drawn = drawn_at(tile.z);
    const RingCutter cutter(tile, drawn.coverage, drawn.arcs_at(tile.z));
    for (const RingCutter::Border &border : cutter.borders()) {
        FeatureWriter feature(layer);
        for (const auto &piece : border.pieces) {
            feature.add_line(piece);
        }
        if (!feature.has_geometry()) {
            continue;
        }
        tell_border(drawn, border.arc, feature);
        const auto tell_side = [&](std::string_view key, Label unit) {
            if (detail == Detail::full && drawn.counts[unit] <= 1) {
                feature.add(key, m_units[unit].code);
            }
        };
        tell_side("left", border.left);
        tell_side("right", border.right);
        feature.commit();
    }
}

void GridTiles::write_labels(spatial::TileId tile, LayerWriter &layer, Detail detail) const {
    const TileFrame frame(tile);
    const Drawn &drawn = drawn_at(tile.z);
    drawn.labels.for_each_in(tile, [&](const spatial::PointEntry &entry) {
        FeatureWriter feature(layer);
        if (drawn.counts[entry.slot] <= 1) {
            feature.set_id(static_cast<std::uint64_t>(m_units[entry.slot].id));
        }
        feature.add_point(frame.owned(entry.position));
        tell_unit(tile.z, entry.slot, detail, feature);
        feature.commit();
    });
}

std::size_t GridTiles::bytes() const {
    std::size_t sum = sizeof(*this) + m_units.capacity() * sizeof(SourceUnit);
    for (const auto &drawn : m_drawn) {
        sum += drawn->coverage.bytes() + drawn->labels.bytes() + drawn->edge_levels.capacity() * 2 + drawn->colours.capacity() +
               (drawn->drawn_by.capacity() + drawn->counts.capacity()) * sizeof(Label) + drawn->made_bytes.load();
    }
    return sum;
}

} // namespace jingwei::tiles
