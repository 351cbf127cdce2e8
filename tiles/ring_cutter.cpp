#include "tiles/ring_cutter.hpp"

#include "tiles/turn_backs.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

constexpr ClipBox clip_box{-RingCutter::buffer, tile_extent + RingCutter::buffer};

/// Whether the whole of an arc lies beyond one side of a box: then its chord clips to the same as the arc.
bool lies_beyond_a_side(const spatial::TileBox &arc, const spatial::TileBox &box) {
    return arc.max_x < box.min_x || arc.min_x > box.max_x || arc.max_y < box.min_y || arc.min_y > box.max_y;
}

bool comes_before(const std::vector<TilePoint> &a, const std::vector<TilePoint> &b) {
    const auto least = [](const std::vector<TilePoint> &ring) {
        return ring.empty() ? TilePoint{INT32_MAX, INT32_MAX} : *std::min_element(ring.begin(), ring.end());
    };
    return least(a) < least(b);
}

/// Whether a run lies beyond one side of a box, or wholly in it.
bool lies_beyond_a_side(const UnitBox &run, const UnitBox &box) {
    return run.max_x < box.min_x || run.min_x > box.max_x || run.max_y < box.min_y || run.min_y > box.max_y;
}

/// The box of a tile and its buffer in units of the world.
UnitBox units_of(spatial::TilePosition corner) {
    const auto x = static_cast<std::int32_t>(corner.x);
    const auto y = static_cast<std::int32_t>(corner.y);
    constexpr auto low = static_cast<std::int32_t>(clip_box.min);
    constexpr auto high = static_cast<std::int32_t>(clip_box.max);
    return {x + low, y + low, x + high, y + high};
}

void begin_unseen(std::vector<WidePoint> &line) {
    line.pop_back();
    const auto is_outside = [](WidePoint p) { return std::min(p.x, p.y) < clip_box.min || std::max(p.x, p.y) > clip_box.max; };
    const auto outside = std::find_if(line.begin(), line.end(), is_outside);
    std::rotate(line.begin(), outside != line.end() ? outside : std::min_element(line.begin(), line.end()), line.end());
    line.push_back(line.front());
}

} // namespace

/// Puts the points of a ring of rounded arcs one behind another. Of a run of segments that lies beyond one side of the tile
/// its first point is enough: its chord clips to the same.
class RingCutter::Gathering {
  public:
    Gathering(const RingCutter &cutter, TilePoint *out)
        : m_cutter(&cutter), m_begin(out), m_out(out), m_tile(units_of(cutter.m_corner)), m_west(cutter.m_corner.x),
          m_north(cutter.m_corner.y) {}

    void add(const spatial::ArcUse &use) {
        const auto points = m_cutter->m_arcs->points(use.arc);
        if (lies_beyond_a_side(m_cutter->m_coverage->arc_box(use.arc), m_cutter->m_box)) {
            put(use.reversed ? points.back() : points.front());
            m_is_inside = false;
        } else if (use.reversed) {
            add_backwards(points, m_cutter->m_arcs->runs(use.arc));
        } else {
            add_forwards(points, m_cutter->m_arcs->runs(use.arc));
        }
    }

    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(m_out - m_begin); }
    /// Whether all lies in the tile and its buffer.
    [[nodiscard]] bool is_inside() const { return m_is_inside; }

  private:
    using Points = std::span<const spatial::TilePosition>;

    void put(spatial::TilePosition p) {
        *m_out++ = {static_cast<std::int32_t>(p.x - m_west), static_cast<std::int32_t>(p.y - m_north)};
    }

    /// Whether a run has to be put whole.
    [[nodiscard]] bool wants(const UnitBox &run) {
        m_is_inside = m_is_inside && run.min_x >= m_tile.min_x && run.max_x <= m_tile.max_x && run.min_y >= m_tile.min_y &&
                      run.max_y <= m_tile.max_y;
        return m_is_inside || !lies_beyond_a_side(run, m_tile);
    }

    void add_forwards(Points points, std::span<const UnitBox> runs) {
        for (const UnitBox &run : runs) {
            const std::size_t count = std::min(RoundedArcs::run_segments, points.size() - 1);
            const Points put_now = points.first(wants(run) ? count : 1);
            std::for_each(put_now.begin(), put_now.end(), [this](spatial::TilePosition p) { put(p); });
            points = points.subspan(count);
        }
    }

    void add_backwards(Points points, std::span<const UnitBox> runs) {
        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
            const std::size_t begin = static_cast<std::size_t>(runs.rend() - run - 1) * RoundedArcs::run_segments;
            const std::size_t count = wants(*run) ? points.size() - 1 - begin : 1;
            const Points put_now = points.last(count);
            std::for_each(put_now.rbegin(), put_now.rend(), [this](spatial::TilePosition p) { put(p); });
            points = points.first(begin + 1);
        }
    }

    const RingCutter *m_cutter;
    TilePoint *m_begin;
    TilePoint *m_out;
    UnitBox m_tile;
    std::uint32_t m_west;
    std::uint32_t m_north;
    bool m_is_inside = true;
};

RingCutter::RingCutter(spatial::TileId tile, const spatial::LevelCoverage &coverage, const RoundedArcs &arcs)
    : m_box(spatial::tile_box(tile, buffer)), m_frame(tile), m_corner{tile.x * tile_extent, tile.y * tile_extent},
      m_coverage(&coverage), m_arcs(&arcs) {}

WidePoint RingCutter::to_tile(spatial::TilePosition p) const {
    return m_arcs->is_rounded() ? WidePoint{std::int64_t{p.x} - m_corner.x, std::int64_t{p.y} - m_corner.y}
                                : m_frame.nearest(p);
}

void RingCutter::add_polygons(spatial::Label group, FeatureWriter &feature) {
    const auto rings = m_coverage->rings(group);
    if (rings.size() != 1) {
        add_parts(rings, feature);
        return;
    }
    cut(rings.front());
    if (!m_shape.empty()) {
        feature.add_polygon(std::span(&m_shape, 1));
    }
}

void RingCutter::add_parts(std::span<const spatial::DrawnRing> rings, FeatureWriter &feature) {
    std::vector<std::vector<std::vector<TilePoint>>> polygons;
    for (const spatial::DrawnRing &ring : rings) {
        if (!ring.hole) {
            polygons.emplace_back();
        }
        cut(ring);
        if (!m_shape.empty() || !ring.hole) { // holes go with their outer ring
            polygons.back().push_back(m_shape);
        }
    }
    for (auto &polygon : polygons) {
        std::sort(polygon.begin() + 1, polygon.end(), comes_before);
    }
    if (polygons.size() > 1) {
        std::sort(polygons.begin(), polygons.end(),
                  [](const auto &a, const auto &b) { return comes_before(a.front(), b.front()); });
    }
    for (auto &polygon : polygons) {
        feature.add_polygon(polygon);
    }
}

RingCutter::Pieces RingCutter::pieces_of(std::uint32_t arc) const {
    std::vector<WidePoint> line;
    for (const spatial::TilePosition p : m_arcs->points(arc)) {
        line.push_back(to_tile(p));
    }
    if (m_coverage->arcs()[arc].left > m_coverage->arcs()[arc].right) {
        std::reverse(line.begin(), line.end());
    }
    drop_turn_backs(line);
    if (line.size() > 3 && line.front() == line.back()) {
        begin_unseen(line);
    }
    Pieces pieces;
    clip_line(line, clip_box, [&](std::span<const TilePoint> piece) { pieces.emplace_back(piece.begin(), piece.end()); });
    std::sort(pieces.begin(), pieces.end());
    return pieces;
}

std::vector<RingCutter::Border> RingCutter::borders() const {
    std::vector<Border> borders;
    for (const std::uint32_t arc : m_coverage->arcs_in(m_box)) {
        const spatial::Arc &a = m_coverage->arcs()[arc];
        if (Pieces pieces = pieces_of(arc); !pieces.empty()) {
            borders.push_back({std::min(a.left, a.right), std::max(a.left, a.right), std::move(pieces), arc});
        }
    }
    std::sort(borders.begin(), borders.end());
    return borders;
}

std::size_t RingCutter::most_points(const spatial::DrawnRing &ring) const {
    std::size_t most = 0;
    for (const spatial::ArcUse &use : m_coverage->uses(ring)) {
        most += m_arcs->points(use.arc).size();
    }
    return most;
}

void RingCutter::cut(const spatial::DrawnRing &ring) {
    if (m_arcs->is_rounded()) {
        cut_rounded(ring);
    } else {
        cut_positions(ring);
    }
}

void RingCutter::cut_rounded(const spatial::DrawnRing &ring) {
    m_shape.resize(std::max(most_points(ring), m_shape.size()));
    Gathering gathering(*this, m_shape.data());
    for (const spatial::ArcUse &use : m_coverage->uses(ring)) {
        gathering.add(use);
    }
    m_shape.resize(gathering.size());
    if (!gathering.is_inside()) {
        clip_ring(m_shape, clip_box, m_scratch);
    }
}

void RingCutter::cut_positions(const spatial::DrawnRing &ring) {
    m_wide.clear();
    for (const spatial::ArcUse &use : m_coverage->uses(ring)) {
        const auto arc = m_arcs->points(use.arc);
        const std::size_t count = lies_beyond_a_side(m_coverage->arc_box(use.arc), m_box) ? 1 : arc.size() - 1;
        for (std::size_t i = 0; i < count; ++i) {
            m_wide.push_back(m_frame.nearest(use.reversed ? arc[arc.size() - 1 - i] : arc[i]));
        }
    }
    clip_ring(m_wide, clip_box, m_wide_scratch);
    m_shape.resize(m_wide.size());
    std::ranges::transform(m_wide, m_shape.begin(), [](WidePoint p) {
        return TilePoint{static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)};
    });
}

} // namespace jingwei::tiles
