#include "tiles/dirty_tiles.hpp"

#include "tiles/layer_definition.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::tiles {

namespace {

using spatial::TileId;
using spatial::TilePosition;

/// A segment from the lesser end to the greater, with its sides.
struct SidedSegment {
    TilePosition a, b;
    std::uint64_t left = 0, right = 0;
    friend auto operator<=>(const SidedSegment &, const SidedSegment &) = default;
};

/// Positions as the tiles of a zoom draw them: at the nearest of their units. Beyond the last zoom built each counts for
/// itself.
class Rounding {
  public:
    explicit Rounding(int zoom) : m_shift(zoom <= max_built_zoom ? static_cast<unsigned>(20 - zoom) : 0) {}

    [[nodiscard]] TilePosition of(TilePosition p) const { return {of(p.x), of(p.y)}; }

  private:
    [[nodiscard]] std::uint32_t of(std::uint32_t v) const {
        const std::uint64_t half = (std::uint64_t{1} << m_shift) / 2;
        const std::uint64_t rounded = (v + half) >> m_shift << m_shift;
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(rounded, UINT32_MAX));
    }
    unsigned m_shift;
};

void append_segments(const SidedLine &line, const Rounding &rounding, std::vector<SidedSegment> &segments) {
    if (line.left == line.right) {
        return;
    }
    for (std::size_t i = 1; i < line.points.size(); ++i) {
        const TilePosition a = rounding.of(line.points[i - 1]);
        const TilePosition b = rounding.of(line.points[i]);
        if (a < b) {
            segments.push_back({a, b, line.left, line.right});
        } else if (b < a) {
            segments.push_back({b, a, line.right, line.left});
        }
    }
}

/// The segments that only one of two maps has, as drawn. Whole lines that both have are passed over first.
struct ChangedSegments {
    std::vector<SidedSegment> gone, come;

    ChangedSegments(std::span<const SidedLine> before, std::span<const SidedLine> after, const Rounding &rounding) {
        const spatial::LineDifference<SidedLine> lines(before, after);
        std::vector<SidedSegment> old_segments, new_segments;
        std::ranges::for_each(lines.gone, [&](const SidedLine &line) { append_segments(line, rounding, old_segments); });
        std::ranges::for_each(lines.come, [&](const SidedLine &line) { append_segments(line, rounding, new_segments); });
        std::ranges::sort(old_segments);
        std::ranges::sort(new_segments);
        std::ranges::set_difference(old_segments, new_segments, std::back_inserter(gone));
        std::ranges::set_difference(new_segments, old_segments, std::back_inserter(come));
    }
};

/// Gathers tiles of one zoom, in runs along rows.
class TileGatherer {
  public:
    TileGatherer(int zoom, int buffer)
        : m_zoom(zoom), m_log2_side(32 - zoom), m_side(std::int64_t{1} << m_log2_side),
          // a position up to half a unit outside is drawn on the side of the buffer
          m_margin(static_cast<double>(m_side) * (buffer + 1) / 4096.0) {}

    [[nodiscard]] int log2_side() const { return m_log2_side; }

    /// The tiles that a segment meets, with their margins.
    void add_segment(const SidedSegment &s) {
        const double y0 = std::min(s.a.y, s.b.y);
        const double y1 = std::max(s.a.y, s.b.y);
        const std::int64_t last = number_of(y1 + m_margin);
        for (std::int64_t row = number_of(y0 - m_margin); row <= last; ++row) {
            const double top = static_cast<double>(row * m_side) - m_margin;
            const double bottom = static_cast<double>((row + 1) * m_side) + m_margin;
            const double xa = x_at(s, std::clamp(top, y0, y1));
            const double xb = x_at(s, std::clamp(bottom, y0, y1));
            const bool level = s.a.y == s.b.y;
            const double west = level ? std::min(s.a.x, s.b.x) : std::min(xa, xb);
            const double east = level ? std::max(s.a.x, s.b.x) : std::max(xa, xb);
            add_run(row, number_of(west - m_margin), number_of(east + m_margin));
        }
    }

    /// The tiles of a row whose middles lie in [west, east).
    void add_between(std::int64_t row, double west, double east) {
        const double half = static_cast<double>(m_side) / 2;
        const auto first = static_cast<std::int64_t>(std::ceil((west - half) / static_cast<double>(m_side)));
        const auto last = static_cast<std::int64_t>(std::ceil((east - half) / static_cast<double>(m_side))) - 1;
        add_run(row, std::max<std::int64_t>(first, 0), last);
    }

    static double x_at(const SidedSegment &s, double y) {
        if (s.a.y == s.b.y) {
            return s.a.x;
        }
        const double part = (y - s.a.y) / (static_cast<double>(s.b.y) - s.a.y);
        return s.a.x + part * (static_cast<double>(s.b.x) - s.a.x);
    }

    [[nodiscard]] DirtyTiles take() {
        std::ranges::sort(m_tiles);
        const auto rest = std::ranges::unique(m_tiles);
        m_tiles.erase(rest.begin(), rest.end());
        if (m_overflow || m_tiles.size() > most_dirty_tiles) {
            return {.all = true, .tiles = {}};
        }
        return {.all = false, .tiles = std::move(m_tiles)};
    }

  private:
    /// The column or row of a coordinate, kept in the world.
    [[nodiscard]] std::int64_t number_of(double v) const {
        const auto number = static_cast<std::int64_t>(std::floor(v / static_cast<double>(m_side)));
        return std::clamp<std::int64_t>(number, 0, (std::int64_t{1} << m_zoom) - 1);
    }

    void add_run(std::int64_t row, std::int64_t first, std::int64_t last) {
        m_overflow =
            m_overflow || m_tiles.size() > 16 * most_dirty_tiles || last - first > static_cast<std::int64_t>(most_dirty_tiles);
        for (std::int64_t column = first; column <= last && !m_overflow; ++column) {
            m_tiles.push_back(
                {static_cast<std::uint8_t>(m_zoom), static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row)});
        }
    }

    int m_zoom;
    int m_log2_side;
    std::int64_t m_side;
    double m_margin;
    bool m_overflow = false;
    std::vector<TileId> m_tiles;
};

/// Going east along the middle of a row of tiles: where the difference between what two maps say changes, and by how much.
struct Step {
    std::int64_t row;
    double x;
    std::uint64_t by;
};

void append_steps(std::span<const SidedSegment> segments, std::uint64_t sign, int log2_side, std::vector<Step> &steps) {
    const std::int64_t side = std::int64_t{1} << log2_side;
    const std::int64_t half = side / 2;
    for (const SidedSegment &s : segments) {
        const std::int64_t low = std::min(s.a.y, s.b.y); // north, since y grows to the south
        const std::int64_t high = std::max(s.a.y, s.b.y);
        // rows whose middle lies in [low, high)
        const std::int64_t first = (low - half + side - 1) >> log2_side;
        const std::int64_t last = ((high - half + side - 1) >> log2_side) - 1;
        const bool to_north = s.b.y < s.a.y; // then the left side is the western one
        const std::uint64_t by = to_north ? s.right - s.left : s.left - s.right;
        for (std::int64_t row = first; row <= last; ++row) {
            steps.push_back({row, TileGatherer::x_at(s, static_cast<double>(row * side + half)), by * sign});
        }
    }
}

void add_ground_between(const ChangedSegments &changed, TileGatherer &tiles) {
    std::vector<Step> steps;
    append_steps(changed.gone, UINT64_MAX, tiles.log2_side(), steps); // minus one, modulo 2^64
    append_steps(changed.come, 1, tiles.log2_side(), steps);
    std::ranges::sort(steps, [](const Step &s, const Step &t) { return s.row != t.row ? s.row < t.row : s.x < t.x; });
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        difference += steps[i].by;
        if (steps[i].row == steps[i + 1].row && difference != 0) {
            tiles.add_between(steps[i].row, steps[i].x, steps[i + 1].x);
        } else if (steps[i].row != steps[i + 1].row) {
            difference = 0;
        }
    }
}

DirtyTiles tiles_of_change(std::span<const SidedLine> before, std::span<const SidedLine> after, int zoom, int buffer,
                           bool with_ground) {
    const ChangedSegments changed(before, after, Rounding(zoom));
    TileGatherer tiles(zoom, buffer);
    for (const auto *segments : {&changed.gone, &changed.come}) {
        for (const SidedSegment &s : *segments) {
            tiles.add_segment(s);
        }
    }
    if (with_ground) {
        add_ground_between(changed, tiles);
    }
    return tiles.take();
}

} // namespace

bool DirtyTiles::contains(TileId tile) const {
    return all || std::ranges::binary_search(tiles, tile);
}

DirtyTiles tiles_of_changed_lines(std::span<const SidedLine> before, std::span<const SidedLine> after, int zoom, int buffer) {
    return tiles_of_change(before, after, zoom, buffer, false);
}

DirtyTiles tiles_of_changed_ground(std::span<const SidedLine> before, std::span<const SidedLine> after, int zoom, int buffer) {
    return tiles_of_change(before, after, zoom, buffer, true);
}

TileId owning_tile(TilePosition position, int zoom) {
    const auto number = [zoom](std::uint32_t v) { return zoom == 0 ? 0U : v >> (32U - static_cast<unsigned>(zoom)); };
    return {static_cast<std::uint8_t>(zoom), number(position.x), number(position.y)};
}

DirtyTiles tiles_of_changed_marks(std::vector<MarkedPlace> before, std::vector<MarkedPlace> after, int zoom) {
    std::ranges::sort(before);
    std::ranges::sort(after);
    std::vector<MarkedPlace> changed;
    std::ranges::set_symmetric_difference(before, after, std::back_inserter(changed));
    DirtyTiles dirty;
    std::ranges::transform(changed, std::back_inserter(dirty.tiles),
                           [&](const MarkedPlace &mark) { return owning_tile(mark.position, zoom); });
    std::ranges::sort(dirty.tiles);
    const auto rest = std::ranges::unique(dirty.tiles);
    dirty.tiles.erase(rest.begin(), rest.end());
    if (dirty.tiles.size() > most_dirty_tiles) {
        return {.all = true, .tiles = {}};
    }
    return dirty;
}

} // namespace jingwei::tiles
