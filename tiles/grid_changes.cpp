#include "tiles/drawn_level.hpp"
#include "tiles/ring_cutter.hpp"

namespace jingwei::tiles {

namespace {

using spatial::Label;
using spatial::no_label;

constexpr int buffer = RingCutter::buffer;

/// A number for what a tile says of something (FNV-1a, texts ended by their lengths).
class ContentHash {
  public:
    explicit ContentHash(std::string_view theme) { add(theme); }
    ContentHash &add(std::string_view text) {
        for (const char c : text) {
            step(static_cast<unsigned char>(c));
        }
        return add(static_cast<std::int64_t>(text.size()));
    }
    ContentHash &add(std::int64_t number) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            step(static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> shift));
        }
        return *this;
    }
    [[nodiscard]] std::uint64_t value() const { return m_hash; }

  private:
    void step(unsigned char byte) { m_hash = (m_hash ^ byte) * 0x100000001B3U; }
    std::uint64_t m_hash = 0xCBF29CE484222325U;
};

} // namespace

std::uint64_t GridTiles::fill_content(const Drawn &drawn, Label unit) const {
    if (unit == no_label) {
        return 0;
    }
    const SourceUnit &u = m_units[unit];
    ContentHash hash(m_theme);
    hash.add(u.id).add(u.code).add(u.name).add(m_levels[u.level].code).add(m_levels[u.level].rank).add(u.dedicated ? 1 : 0);
    return hash.add(m_units[u.parent].code).add(drawn.colours[unit]).value();
}

std::uint64_t GridTiles::label_content(Label unit) const {
    const SourceUnit &u = m_units[unit];
    ContentHash hash(m_theme);
    return hash.add(u.id).add(u.code).add(u.name).add(m_levels[u.level].code).add(m_levels[u.level].rank).value();
}

std::vector<SidedLine> GridTiles::fill_lines(int zoom) const {
    const Drawn &drawn = drawn_at(zoom);
    const spatial::SimplifiedArcs &points = drawn.arcs_at(zoom);
    std::vector<std::uint64_t> contents(m_units.size());
    for (Label unit = 0; unit < m_units.size(); ++unit) {
        contents[unit] = fill_content(drawn, unit);
    }
    std::vector<SidedLine> lines;
    for (std::uint32_t arc = 0; arc < drawn.coverage.arcs().size(); ++arc) {
        const spatial::Arc &sides = drawn.coverage.arcs()[arc];
        lines.push_back({points.points(arc), contents[sides.left], contents[sides.right]});
    }
    return lines;
}

std::vector<SidedLine> GridTiles::edge_lines(int zoom) const {
    const Drawn &drawn = drawn_at(zoom);
    const spatial::SimplifiedArcs &points = drawn.arcs_at(zoom);
    std::vector<SidedLine> lines;
    for (std::uint32_t arc = 0; arc < drawn.coverage.arcs().size(); ++arc) {
        const spatial::Arc &sides = drawn.coverage.arcs()[arc];
        const SourceLevel &level = m_levels[drawn.edge_levels[arc]];
        const auto content = [&](Label unit) {
            return ContentHash(m_theme).add(level.code).add(level.rank).add(m_units[unit].code).value();
        };
        lines.push_back({points.points(arc), content(sides.left), content(sides.right)});
    }
    return lines;
}

std::vector<MarkedPlace> GridTiles::label_marks(int zoom) const {
    std::vector<MarkedPlace> marks;
    drawn_at(zoom).labels.for_each_in({0, 0, 0}, [&](const spatial::PointEntry &entry) {
        marks.push_back({entry.position, label_content(entry.slot)});
    });
    return marks;
}

DirtyTiles GridTiles::changed_fills(const GridTiles &before, int zoom) const {
    return tiles_of_changed_ground(before.fill_lines(zoom), fill_lines(zoom), zoom, buffer);
}

DirtyTiles GridTiles::changed_edges(const GridTiles &before, int zoom) const {
    return tiles_of_changed_lines(before.edge_lines(zoom), edge_lines(zoom), zoom, buffer);
}

DirtyTiles GridTiles::changed_labels(const GridTiles &before, int zoom) const {
    return tiles_of_changed_marks(before.label_marks(zoom), label_marks(zoom), zoom);
}

bool GridTiles::has_drawn(int zoom) const {
    return drawn_at(zoom).has_arcs(zoom);
}

} // namespace jingwei::tiles
