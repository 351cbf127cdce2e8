#include "tiles/sector_source.hpp"

#include "tiles/clip.hpp"
#include "tiles/layer_budget.hpp"
#include "tiles/mvt_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <ranges>

namespace jingwei::tiles {

namespace {

constexpr int buffer = 64;
constexpr ClipBox buffered_box{-buffer, tile_extent + buffer};

int reach_of(const spatial::Sector &sector) {
    return std::max(0, static_cast<int>(std::ceil(std::log2(sector.range_m))));
}

spatial::PointEntry entry_of(const PlacedSector &sector) {
    spatial::PointEntry entry;
    entry.at = sector.sector.at;
    entry.id = sector.id;
    entry.slot = sector.slot;
    return entry;
}

/// Metres that one unit of a zoom's tiles is wide at a latitude.
double unit_m(int zoom, std::int32_t lattice_y) {
    constexpr double equator_m = 2 * std::numbers::pi * 6378137.0;
    const double cosine = std::cos(lattice_y / spatial::lattice_units_per_degree * std::numbers::pi / 180);
    return std::ldexp(equator_m * cosine / tile_extent, -zoom);
}

/// A sector's outline as a zoom draws it: the same in every tile.
std::vector<spatial::TilePosition> outline_of(const spatial::Sector &sector, const spatial::TilePlane &plane, int zoom) {
    std::vector<spatial::TilePosition> outline;
    for (const spatial::LonLat p : spatial::sector_outline(sector, unit_m(zoom, sector.at.y) / 2)) {
        outline.push_back(spatial::to_tile_position(spatial::to_lattice(p), plane));
    }
    return outline;
}

/// The part of an outline in a box of a tile.
std::vector<WidePoint> cut_out(const std::vector<spatial::TilePosition> &outline, const TileFrame &frame, const ClipBox &box) {
    std::vector<WidePoint> ring;
    ring.reserve(outline.size());
    std::ranges::transform(outline, std::back_inserter(ring),
                           [&](spatial::TilePosition position) { return frame.nearest(position); });
    clip_ring(ring, box);
    return ring;
}

/// The columns or rows of a zoom with coordinates of an outline, buffers included.
struct TileRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    TileRange(const std::vector<spatial::TilePosition> &outline, std::uint32_t spatial::TilePosition::*axis, int zoom) {
        const auto [least, greatest] = std::ranges::minmax(outline | std::views::transform(axis));
        const unsigned shift = 32U - static_cast<unsigned>(zoom);
        const std::uint64_t margin = (std::uint64_t{1} << shift) * (buffer + 1) / tile_extent;
        const auto number = [shift](std::uint64_t v) { return static_cast<std::uint32_t>(v >> shift); };
        first = number(least > margin ? least - margin : 0);
        last = number(std::min<std::uint64_t>(greatest + margin, UINT32_MAX));
    }
};

/// Counts the sectors that meet each square of a tile.
class SquareCounts {
  public:
    void add(std::span<const WidePoint> ring) {
        m_spans.fill({tile_extent, -1});
        for (std::size_t i = 0; i < ring.size(); ++i) {
            add_edge(ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]);
        }
        for (std::size_t row = 0; row < side; ++row) {
            const auto [west, east] = m_spans[row];
            for (std::int64_t column = west / width; west <= east && column <= east / width; ++column) {
                ++m_counts[row * side + static_cast<std::size_t>(column)];
            }
        }
    }

    void write(LayerWriter &layer) const {
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            if (m_counts[i] > 0) {
                write_square(static_cast<std::int32_t>(i % side * width), static_cast<std::int32_t>(i / side * width),
                             m_counts[i], layer);
            }
        }
    }

  private:
    static constexpr std::size_t side = 32;
    static constexpr std::int64_t width = tile_extent / static_cast<std::int64_t>(side);
    struct Span {
        std::int64_t west = 0;
        std::int64_t east = 0; ///< less than `west` = nothing
    };

    /// Widens the span of every row of squares that an edge passes.
    void add_edge(WidePoint a, WidePoint b) {
        if (b.y < a.y) {
            std::swap(a, b);
        }
        const std::int64_t last = std::min<std::int64_t>(b.y / width, side - 1);
        for (std::int64_t row = a.y / width; row <= last; ++row) {
            const std::int64_t top = std::max(a.y, row * width);
            const std::int64_t bottom = std::min(b.y, (row + 1) * width);
            add_x(row, x_at(a, b, top));
            add_x(row, x_at(a, b, bottom));
            if (a.y == b.y) {
                add_x(row, b.x);
            }
        }
    }

    void add_x(std::int64_t row, std::int64_t x) {
        Span &span = m_spans[static_cast<std::size_t>(row)];
        const std::int64_t inside = std::min<std::int64_t>(x, tile_extent - 1);
        span.west = std::min(span.west, inside);
        span.east = std::max(span.east, inside);
    }

    static std::int64_t x_at(WidePoint a, WidePoint b, std::int64_t y) {
        return a.y == b.y ? a.x : a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    }

    static void write_square(std::int32_t west, std::int32_t north, std::uint32_t count, LayerWriter &layer) {
        constexpr auto step = static_cast<std::int32_t>(width);
        std::array square{
            std::vector<TilePoint>{{west, north}, {west + step, north}, {west + step, north + step}, {west, north + step}}};
        FeatureWriter feature(layer);
        feature.add_polygon(square);
        feature.add("count", count);
        feature.commit();
    }

    std::array<Span, side> m_spans{}; ///< by row, of the sector at hand; scratch
    std::array<std::uint32_t, side * side> m_counts{};
};

class SectorLayer {
  public:
    SectorLayer(const SectorSource &source, spatial::TileId tile, const spatial::TilePlane &plane)
        : m_source(&source), m_tile(tile), m_plane(plane), m_frame(tile) {}

    void write(LayerWriter &layer) const {
        for_each_near([&](std::uint32_t slot) {
            std::array polygon{to_tile(cut(slot, buffered_box))};
            FeatureWriter feature(layer);
            feature.add_polygon(polygon);
            if (feature.has_geometry()) {
                m_source->write_attributes(slot, feature);
                feature.commit();
            }
        });
    }

    void write_squares(LayerWriter &layer) const {
        SquareCounts counts;
        for_each_near([&](std::uint32_t slot) {
            const auto ring = cut(slot, {0, tile_extent});
            if (!ring.empty()) {
                counts.add(ring);
            }
        });
        counts.write(layer);
    }

  private:
    void for_each_near(const std::function<void(std::uint32_t)> &visit) const {
        m_source->sectors->for_each_near(spatial::ground_of(m_tile, m_plane, buffer), visit);
    }

    [[nodiscard]] std::vector<WidePoint> cut(std::uint32_t slot, const ClipBox &box) const {
        return cut_out(outline_of(m_source->sector_of(slot), m_plane, m_tile.z), m_frame, box);
    }

    static std::vector<TilePoint> to_tile(const std::vector<WidePoint> &ring) {
        std::vector<TilePoint> points;
        points.reserve(ring.size());
        for (const WidePoint p : ring) {
            points.push_back({static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)});
        }
        return points;
    }

    const SectorSource *m_source;
    spatial::TileId m_tile;
    spatial::TilePlane m_plane;
    TileFrame m_frame;
};

} // namespace

SectorSet::SectorSet(const std::vector<PlacedSector> &sectors) {
    std::map<int, std::vector<spatial::PointEntry>> by_reach;
    for (const PlacedSector &sector : sectors) {
        by_reach[reach_of(sector.sector)].push_back(entry_of(sector));
    }
    for (auto &[reach, entries] : by_reach) {
        m_by_reach.emplace(reach, spatial::PointSet(std::move(entries)));
    }
}

void SectorSet::put(const PlacedSector &sector) {
    spatial::PointSet &points = m_by_reach[reach_of(sector.sector)];
    points = points.with(entry_of(sector));
}

void SectorSet::take(const PlacedSector &sector) {
    const auto found = m_by_reach.find(reach_of(sector.sector));
    if (found == m_by_reach.end()) {
        return;
    }
    found->second = found->second.without(sector.id, sector.sector.at);
    if (found->second.size() == 0) {
        m_by_reach.erase(found);
    }
}

void SectorSet::for_each_near(const spatial::LatticeBox &box, const std::function<void(std::uint32_t slot)> &visit) const {
    for (const auto &[reach, points] : m_by_reach) {
        points.for_each_in_box(spatial::widened(box, std::ldexp(1.0, reach)),
                               [&](const spatial::PointEntry &entry) { visit(entry.slot); });
    }
}

std::size_t SectorSet::size() const {
    std::size_t sum = 0;
    for (const auto &[reach, points] : m_by_reach) {
        sum += points.size();
    }
    return sum;
}

void write_sectors(const SectorSource &source, spatial::TileId tile, const spatial::TilePlane &plane, LayerWriter &layer) {
    const SectorLayer sectors(source, tile, plane);
    sectors.write(layer);
    if (!fits_budget(layer)) {
        layer.clear();
        sectors.write_squares(layer);
    }
}

std::vector<spatial::TileId> tiles_of_sector(const spatial::Sector &sector, const spatial::TilePlane &plane, int zoom) {
    const auto outline = outline_of(sector, plane, zoom);
    const TileRange columns(outline, &spatial::TilePosition::x, zoom);
    const TileRange rows(outline, &spatial::TilePosition::y, zoom);
    std::vector<spatial::TileId> tiles;
    for (std::uint32_t x = columns.first; x <= columns.last; ++x) {
        for (std::uint32_t y = rows.first; y <= rows.last; ++y) {
            const spatial::TileId tile{static_cast<std::uint8_t>(zoom), x, y};
            if (!cut_out(outline, TileFrame(tile), buffered_box).empty()) {
                tiles.push_back(tile);
            }
        }
    }
    return tiles;
}

} // namespace jingwei::tiles
