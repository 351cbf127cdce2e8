#include "spatial/simplify.hpp"

#include "spatial/coverage_check.hpp"
#include "spatial/significance.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/geojson_polygons.hpp"
#include "tests/support/random_coverage.hpp"
#include "tests/support/real_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr auto quad = TileGrid::web_mercator_quad;
constexpr double unit_at_0 = 1048576; // tile positions in a unit of zoom 0

std::vector<Label> every_label(std::size_t count) {
    std::vector<Label> self(count);
    std::iota(self.begin(), self.end(), Label{0});
    return self;
}

Coverage built_coverage(const std::vector<LabelledPolygon> &polygons) {
    auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    return std::move(built.coverage);
}

LevelCoverage level_of(const Coverage &coverage) {
    const std::size_t count = 1 + *std::ranges::max_element(coverage.face_labels());
    return {coverage, every_label(count), count, quad};
}

using Lines = std::vector<std::vector<TilePosition>>;

/// Lines between the groups of `arcs`, north up near the origin, so that the checks of coverages can read them.
Coverage as_coverage(const Lines &lines, std::span<const Arc> arcs, std::size_t group_count) {
    TilePosition low{UINT32_MAX, UINT32_MAX};
    for (const auto &line : lines) {
        for (const auto p : line) {
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
        }
    }
    std::vector<LatticePoint> points;
    std::vector<Arc> drawn(arcs.begin(), arcs.end());
    for (std::size_t a = 0; a < lines.size(); ++a) {
        drawn[a].first_point = static_cast<std::uint32_t>(points.size());
        drawn[a].point_count = static_cast<std::uint32_t>(lines[a].size());
        for (const auto p : lines[a]) {
            points.push_back({static_cast<std::int32_t>(p.x - low.x), -static_cast<std::int32_t>(p.y - low.y)});
        }
    }
    return {std::move(points), std::move(drawn), std::vector<Label>(group_count)};
}

Lines lines_at(const LevelCoverage &level, int zoom) {
    const SimplifiedArcs arcs = level.simplified(zoom);
    Lines lines;
    for (std::uint32_t a = 0; a < level.arcs().size(); ++a) {
        lines.emplace_back(arcs.points(a).begin(), arcs.points(a).end());
    }
    return lines;
}

/// What is wrong with borders as lines: crossings, lines upon each other, another order of the groups around a node.
std::set<ViolationKind> faults_of_lines(const Lines &lines, std::span<const Arc> arcs, std::size_t group_count) {
    std::set<ViolationKind> kinds;
    const Coverage drawn = as_coverage(lines, arcs, group_count);
    for (const auto &violation : find_violations(drawn)) {
        // a group of several parts has several outlines, which a face must not have: that alone is no fault here
        if (violation.kind != ViolationKind::area_sum && violation.kind != ViolationKind::wrong_enclosure) {
            kinds.insert(violation.kind);
        }
    }
    std::set<std::pair<LatticePoint, LatticePoint>> segments;
    for (const Arc &arc : drawn.arcs()) {
        const auto points = drawn.points(arc);
        for (std::size_t i = 1; i < points.size(); ++i) {
            if (!segments.insert(std::minmax(points[i - 1], points[i])).second) {
                kinds.insert(ViolationKind::crossing);
            }
        }
    }
    return kinds;
}

struct RingFigures {
    std::vector<TilePosition> corners; ///< without the repeated first
    double doubled_area = 0;
    double perimeter = 0;
};

RingFigures figures_of(const LevelCoverage &level, const Lines &lines, const DrawnRing &ring) {
    RingFigures figures;
    for (const ArcUse &use : level.uses(ring)) {
        auto line = lines[use.arc];
        if (use.reversed) {
            std::ranges::reverse(line);
        }
        figures.corners.insert(figures.corners.end(), line.begin(), line.end() - 1);
    }
    const auto base = figures.corners.front();
    for (std::size_t i = 0; i < figures.corners.size(); ++i) {
        const auto a = figures.corners[i];
        const auto b = figures.corners[(i + 1) % figures.corners.size()];
        const auto x = [&](TilePosition p) { return static_cast<double>(p.x) - base.x; };
        const auto y = [&](TilePosition p) { return static_cast<double>(p.y) - base.y; };
        figures.doubled_area += x(a) * y(b) - x(b) * y(a);
        figures.perimeter += std::hypot(x(a) - x(b), y(a) - y(b));
    }
    return figures;
}

/// Twice the area of a ring after its corners are rounded to the units of a zoom, as the encoder does.
double rounded_area(const RingFigures &figures, int zoom) {
    const double unit = std::ldexp(unit_at_0, -zoom);
    double sum = 0;
    const auto base = figures.corners.front();
    const auto rounded = [&](std::uint32_t v, std::uint32_t from) {
        return std::floor(v / unit + 0.5) - std::floor(from / unit);
    };
    for (std::size_t i = 0; i < figures.corners.size(); ++i) {
        const auto a = figures.corners[i];
        const auto b = figures.corners[(i + 1) % figures.corners.size()];
        sum += rounded(a.x, base.x) * rounded(b.y, base.y) - rounded(b.x, base.x) * rounded(a.y, base.y);
    }
    return sum;
}

void check_grounds(const LevelCoverage &level, const Lines &full, const Lines &lines, int zoom) {
    const double unit = std::ldexp(unit_at_0, -zoom);
    const double pixel = 64 * unit * unit;
    for (Label group = 1; group < level.group_count(); ++group) {
        for (const DrawnRing &ring : level.rings(group)) {
            const RingFigures whole = figures_of(level, full, ring);
            const RingFigures drawn = figures_of(level, lines, ring);
            const double area = drawn.doubled_area / whole.doubled_area;
            REQUIRE(area > 0);
            REQUIRE(std::set(drawn.corners.begin(), drawn.corners.end()).size() >= 3);
            if (std::abs(whole.doubled_area) / 2 >= pixel) {
                REQUIRE(area >= 0.4999999);
                // rounding moves each side by at most 0.71 units
                if (std::abs(drawn.doubled_area) / 2 > drawn.perimeter * 0.75 * unit) {
                    REQUIRE(rounded_area(drawn, zoom) / whole.doubled_area > 0);
                }
            }
        }
    }
}

double distance_to(const std::vector<TilePosition> &line, TilePosition p) {
    double best = 1e18;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double dx = static_cast<double>(line[i].x) - line[i - 1].x;
        const double dy = static_cast<double>(line[i].y) - line[i - 1].y;
        const double px = static_cast<double>(p.x) - line[i - 1].x;
        const double py = static_cast<double>(p.y) - line[i - 1].y;
        const double t = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        best = std::min(best, std::hypot(px - t * dx, py - t * dy));
    }
    return best;
}

/// Everything that must hold at every zoom. `faults_in_full` is what the projection itself did to the borders.
void check_zooms(const LevelCoverage &level, const std::set<ViolationKind> &faults_in_full = {}) {
    const Lines full = lines_at(level, LevelCoverage::full_zoom);
    REQUIRE(faults_of_lines(full, level.arcs(), level.group_count()) == faults_in_full);
    Lines finer = full;
    for (int zoom = LevelCoverage::full_zoom - 1; zoom >= 0; --zoom) {
        CAPTURE(zoom);
        const Lines lines = lines_at(level, zoom);
        REQUIRE(faults_of_lines(lines, level.arcs(), level.group_count()) == faults_in_full);
        check_grounds(level, full, lines, zoom);
        for (std::size_t a = 0; a < lines.size(); ++a) {
            REQUIRE(lines[a].front() == full[a].front());
            REQUIRE(lines[a].back() == full[a].back());
            // each zoom draws a part of what the next draws
            auto at = finer[a].begin();
            const bool is_part = std::ranges::all_of(lines[a], [&](TilePosition p) {
                at = std::find(at, finer[a].end(), p);
                const bool found = at != finer[a].end();
                at += found ? 1 : 0;
                return found;
            });
            REQUIRE(is_part);
            REQUIRE(std::ranges::all_of(
                full[a], [&](TilePosition p) { return distance_to(lines[a], p) <= 8 * std::ldexp(unit_at_0, -zoom) + 2; }));
        }
        finer = lines;
    }
}

/// Strips between borders that all follow one rough line and are nearer to each other than it strays: what each border keeps
/// by itself would cross its neighbours.
std::vector<LabelledPolygon> near_strips(std::uint32_t seed, int count, std::int32_t gap, int steps, std::int32_t step) {
    std::mt19937 random(seed);
    std::vector<std::int32_t> wave;
    for (int i = 0; i <= steps; ++i) {
        wave.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(12 * gap)));
    }
    std::vector<Ring> borders;
    for (int k = 0; k <= count; ++k) {
        Ring border;
        for (int i = 0; i <= steps; ++i) {
            const auto stray = static_cast<std::int32_t>(random() % static_cast<unsigned>(gap)) * 4 / 5;
            border.push_back({1'041'000'000 + i * step, 365'000'000 + k * gap + wave[static_cast<std::size_t>(i)] + stray});
        }
        borders.push_back(border);
    }
    std::vector<LabelledPolygon> polygons;
    for (std::size_t k = 0; k + 1 < borders.size(); ++k) {
        Ring ring = borders[k];
        ring.insert(ring.end(), borders[k + 1].rbegin(), borders[k + 1].rend());
        polygons.push_back({static_cast<Label>(k + 1), {ring, {}}});
    }
    return polygons;
}

/// The borders as Douglas and Peucker alone would leave them.
Lines without_regard(const LevelCoverage &level, int zoom) {
    Lines lines = lines_at(level, LevelCoverage::full_zoom);
    for (auto &line : lines) {
        const auto importance = significance(line).squared;
        std::vector<TilePosition> kept;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (importance[i] > std::ldexp(1.0, 2 * (22 - zoom))) {
                kept.push_back(line[i]);
            }
        }
        line = kept;
    }
    return lines;
}

} // namespace

TEST_CASE("random coverages stay planar at every zoom, and each ring keeps its ground") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    for (const std::int32_t cell : {600, 5'000, 70'000, 2'000'000}) {
        CAPTURE(cell);
        const RandomCoverage drawn({.side = 7, .cell = cell, .steps = 12, .stray = 0.45}, seed);
        check_zooms(level_of(built_coverage(drawn.polygons)));
    }
}

TEST_CASE("borders nearer to each other than they stray do not cross, where each by itself would") {
    const auto seed = GENERATE(11U, 12U, 13U, 14U);
    CAPTURE(seed);
    const LevelCoverage level = level_of(built_coverage(near_strips(seed, 9, 40, 60, 400)));
    std::size_t crossed = 0;
    for (int zoom = 0; zoom < LevelCoverage::full_zoom; ++zoom) {
        crossed += faults_of_lines(without_regard(level, zoom), level.arcs(), level.group_count()).empty() ? 0 : 1;
    }
    CHECK(crossed > 0);
    check_zooms(level);
}

TEST_CASE("rings in rings, combs and corners that touch stay what they are") {
    const auto nested = [](int count) {
        std::vector<LabelledPolygon> polygons;
        for (int k = count; k > 0; --k) {
            const auto corner = [&](int dx, int dy, int r) {
                return map_point(50 + dx * r / 2.0 + dy * 0.3, 50 + dy * r / 2.0);
            };
            const auto ring = [&](int r) {
                return Ring{corner(-1, -1, r), corner(0, -1, r), corner(1, -1, r), corner(1, 0, r),
                            corner(1, 1, r),   corner(0, 1, r),  corner(-1, 1, r), corner(-1, 0, r)};
            };
            Polygon polygon{ring(k), {}};
            if (k > 1) {
                polygon.holes.push_back(ring(k - 1));
            }
            polygons.push_back({static_cast<Label>(k), polygon});
        }
        return polygons;
    };
    SECTION("rings in rings") {
        check_zooms(level_of(built_coverage(nested(40))));
    }
    SECTION("a comb and its counterpart") {
        Ring comb{map_point(0, 40)};
        for (int i = 0; i < 60; ++i) {
            comb.push_back(map_point(0.2 * i, i % 2 == 0 ? 0 : 39));
        }
        comb.push_back(map_point(12, 40));
        Ring rest{map_point(0, -1), map_point(12, -1), map_point(12, 40)};
        for (int i = 59; i >= 0; --i) {
            rest.push_back(map_point(0.2 * i, i % 2 == 0 ? 0 : 39));
        }
        check_zooms(level_of(built_coverage({{1, {comb, {}}}, {2, {rest, {}}}})));
    }
    SECTION("corners that touch, islands and exclaves") {
        check_zooms(level_of(built_coverage(draw_grids({"AABBA", //
                                                        "AB..A", //
                                                        "BA.CA", //
                                                        "AACAA", //
                                                        "DD.DD"},
                                                       300))));
    }
}

TEST_CASE("two units of a lens share two borders, of which only one may become straight") {
    // both borders of the lens stray less than half a pixel from the straight line between its ends at most zooms
    const Ring lens{map_point(0, 0), map_point(5, -0.01), map_point(10, 0), map_point(5, 0.01)};
    const Ring south{map_point(0, -5), map_point(10, -5), map_point(10, 0), map_point(5, -0.01), map_point(0, 0)};
    const Ring north{map_point(0, 0), map_point(5, 0.01), map_point(10, 0), map_point(10, 5), map_point(0, 5)};
    const LevelCoverage level = level_of(built_coverage({{1, {lens, {}}}, {2, {south, {}}}, {3, {north, {}}}}));
    check_zooms(level);
    const Lines lines = lines_at(level, 3);
    CHECK(std::ranges::count(lines, std::size_t{2}, &std::vector<TilePosition>::size) == 1);
}

TEST_CASE("the borders of Leeds stay planar at every zoom and level, and each ring keeps its ground") {
    const auto data = real_data();
    if (!data) {
        return;
    }
    for (const auto &[file, field] : {std::pair("oa.geojson", "OA11CD"), std::pair("wards.geojson", "WD13CD")}) {
        CAPTURE(file);
        const auto leeds = read_geojson(*data / "leeds" / file, field);
        const LevelCoverage level = level_of(built_coverage(leeds.polygons));
        check_zooms(level);
    }
}

TEST_CASE("an empty coverage has nothing to draw at any zoom") {
    const LevelCoverage level(Coverage(), every_label(1), 1, quad);
    CHECK(level.simplified(0).point_count() == 0);
    CHECK(level.arcs().empty());
    CHECK(level.groups_in({0, 0, UINT32_MAX, UINT32_MAX}).empty());
}
