#include "tiles/grid_tiles.hpp"

#include "spatial/colouring.hpp"
#include "tiles/drawn_level.hpp"
#include "tiles/ring_cutter.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

using spatial::Label;
using spatial::no_label;

/// The deepest unit at or above `level` that holds a label; where there is none, the topmost above the label.
Label drawn_unit(const std::vector<SourceUnit> &units, Label label, std::uint16_t level) {
    while (label != no_label && units[label].level > level && units[label].parent != no_label) {
        label = units[label].parent;
    }
    return label;
}

std::vector<Label> groups_at(const std::vector<SourceUnit> &units, std::uint16_t level) {
    std::vector<Label> groups(units.size());
    for (Label label = 1; label < units.size(); ++label) {
        groups[label] = drawn_unit(units, label, level);
    }
    return groups;
}

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

} // namespace

GridTiles::Drawn::Drawn(const GridSource &source, std::uint16_t drawn_level, const spatial::TilePlane &plane,
                        const Drawn *before)
    : level(drawn_level), coverage(*source.coverage, groups_at(source.units, drawn_level), source.units.size(), plane,
                                   before == nullptr ? nullptr : &before->coverage),
      colours(spatial::colour_groups(coverage.arcs(), source.units.size(), names_of(source.units))),
      labels(label_points(source.units, coverage, plane)) {
    for (const spatial::Arc &arc : coverage.arcs()) {
        edge_levels.push_back(bounded_level(source.units, arc.left, arc.right, level));
    }
}

GridTiles::GridTiles(const GridSource &source, const spatial::TilePlane &plane, const GridTiles *before)
    : m_theme(source.theme), m_levels(source.levels), m_units(source.units) {
    const auto levels = levels_with_units(m_units);
    std::vector<std::size_t> made; // the level index of each of m_drawn
    for (std::size_t zoom = 0; zoom < m_drawn_of_zoom.size(); ++zoom) {
        const std::uint16_t level = levels[step_of_zoom(source.level_zooms, static_cast<int>(zoom), levels.size())];
        const auto known = std::find(made.begin(), made.end(), level);
        m_drawn_of_zoom[zoom] = static_cast<std::uint8_t>(known - made.begin());
        if (known == made.end()) {
            made.push_back(level);
            m_drawn.push_back(
                std::make_unique<Drawn>(source, level, plane, before == nullptr ? nullptr : before->drawn_of(level)));
        }
    }
}

GridTiles::~GridTiles() = default;

const GridTiles::Drawn *GridTiles::drawn_of(std::uint16_t level) const {
    const auto known = std::find_if(m_drawn.begin(), m_drawn.end(), [&](const auto &drawn) { return drawn->level == level; });
    return known == m_drawn.end() ? nullptr : known->get();
}

const GridTiles::Drawn &GridTiles::drawn_at(int zoom) const {
    const auto index = static_cast<std::size_t>(std::clamp(zoom, 0, static_cast<int>(m_drawn_of_zoom.size()) - 1));
    return *m_drawn[m_drawn_of_zoom[index]];
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
        feature.set_id(static_cast<std::uint64_t>(m_units[unit].id));
        write_attributes(unit, feature);
        feature.commit();
    }
}

void GridTiles::write_fills(spatial::TileId tile, LayerWriter &layer) const {
    const Drawn &drawn = drawn_at(tile.z);
    write_ground(tile, layer, [&](Label unit, FeatureWriter &feature) { tell_fill(drawn, unit, feature); });
}

void GridTiles::write_edges(spatial::TileId tile, LayerWriter &layer) const {
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
        feature.add("left", m_units[border.left].code);
        feature.add("right", m_units[border.right].code);
        feature.commit();
    }
}

void GridTiles::write_labels(spatial::TileId tile, LayerWriter &layer) const {
    const TileFrame frame(tile);
    drawn_at(tile.z).labels.for_each_in(tile, [&](const spatial::PointEntry &entry) {
        FeatureWriter feature(layer);
        feature.set_id(static_cast<std::uint64_t>(m_units[entry.slot].id));
        feature.add_point(frame.owned(entry.position));
        tell_unit(entry.slot, feature);
        feature.commit();
    });
}

std::size_t GridTiles::bytes() const {
    std::size_t sum = sizeof(*this) + m_units.capacity() * sizeof(SourceUnit);
    for (const auto &drawn : m_drawn) {
        sum += drawn->coverage.bytes() + drawn->labels.bytes() + drawn->edge_levels.capacity() * 2 + drawn->colours.capacity() +
               drawn->made_bytes.load();
    }
    return sum;
}

} // namespace jingwei::tiles
