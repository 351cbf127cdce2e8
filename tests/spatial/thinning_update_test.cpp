#include "spatial/coverage_build.hpp"
#include "spatial/thinning.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <algorithm>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr int side = 12;   ///< cells
constexpr int steps = 24;  ///< segments of a cell's side
constexpr int cell = 4000; ///< lattice units

/// A town of cells with crinkled borders, whose borders and owners change.
class CrinkledTown {
  public:
    explicit CrinkledTown(unsigned seed) : m_random(seed) {
        for (int i = 0; i < 2 * (side + 1) * (side + 1); ++i) {
            m_sides.push_back(crinkled());
        }
        for (int i = 0; i < side * side; ++i) {
            m_owners.push_back(static_cast<Label>(1 + i));
        }
    }

    void change() {
        const int at = below(side * side);
        switch (below(4)) {
        case 0:
            m_owners[static_cast<std::size_t>(at)] = m_owners[static_cast<std::size_t>(below(side * side))];
            break;
        case 1:
            m_owners[static_cast<std::size_t>(at)] = no_label;
            break;
        case 2:
            m_owners[static_cast<std::size_t>(at)] = static_cast<Label>(1 + at);
            break;
        default:
            m_sides[static_cast<std::size_t>(below(static_cast<int>(m_sides.size())))] = crinkled();
        }
    }

    [[nodiscard]] Coverage coverage() const {
        std::vector<LabelledPolygon> polygons;
        for (int i = 0; i < side * side; ++i) {
            if (m_owners[static_cast<std::size_t>(i)] != no_label) {
                polygons.push_back({m_owners[static_cast<std::size_t>(i)], polygon(i % side, i / side)});
            }
        }
        auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
        REQUIRE(built.clean());
        return std::move(built.coverage);
    }

  private:
    using Offsets = std::vector<std::int32_t>;

    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }

    /// How far the points of a side lie off it: steep, so that borders stand in each other's way when they are thinned.
    Offsets crinkled() {
        Offsets offsets(steps + 1, 0);
        for (int i = 1; i < steps; ++i) {
            const int reach = std::min({i, steps - i, 8}) * cell / steps;
            offsets[static_cast<std::size_t>(i)] = below(reach + 1) - reach / 2;
        }
        return offsets;
    }

    /// The point at a step of the side that leaves a corner to the east or to the north.
    [[nodiscard]] LatticePoint point(int x, int y, bool north, int step) const {
        const auto &offsets = m_sides[static_cast<std::size_t>(2 * (y * (side + 1) + x) + (north ? 1 : 0))];
        const int along = step * cell / steps;
        const int across = offsets[static_cast<std::size_t>(step)];
        const LatticePoint corner{1'041'000'000 + x * cell, 365'000'000 + y * cell};
        return north ? LatticePoint{corner.x + across, corner.y + along} : LatticePoint{corner.x + along, corner.y + across};
    }

    [[nodiscard]] Polygon polygon(int x, int y) const {
        Polygon polygon;
        for (int i = 0; i < steps; ++i) {
            polygon.outer.push_back(point(x, y, false, i));
        }
        for (int i = 0; i < steps; ++i) {
            polygon.outer.push_back(point(x + 1, y, true, i));
        }
        for (int i = steps; i > 0; --i) {
            polygon.outer.push_back(point(x, y + 1, false, i));
        }
        for (int i = steps; i > 0; --i) {
            polygon.outer.push_back(point(x, y, true, i));
        }
        return polygon;
    }

    std::mt19937 m_random;
    std::vector<Offsets> m_sides;
    std::vector<Label> m_owners; ///< by cell
};

/// The borders of a level, thinned.
struct Level {
    DrawnBorders borders;
    DrawnRings rings;
    std::vector<TilePosition> positions;
    Thinning thinning;

    [[nodiscard]] ThinnedBorders thinned() const {
        return {positions, borders.arcs, rings.uses, rings.rings, thinning.from_zoom, thinning.rounds};
    }
};

/// The cells by themselves, or in quarters of 3 x 3.
std::vector<Label> groups(bool quarters) {
    std::vector<Label> groups(side * side + 1, no_label);
    for (int i = 0; i < side * side; ++i) {
        groups[static_cast<std::size_t>(i) + 1] =
            static_cast<Label>(quarters ? 1 + i % side / 3 + i / side / 3 * (side / 3) : 1 + i);
    }
    return groups;
}

Level drawn(const Coverage &coverage, bool quarters) {
    Level level;
    level.borders = join_borders(coverage, groups(quarters));
    level.rings = assemble_rings(level.borders, side * side + 1);
    for (const auto p : level.borders.points) {
        level.positions.push_back(to_tile_position(p, TileGrid::web_mercator_quad));
    }
    level.thinning = thin_borders(level.positions, level.borders.arcs, level.rings);
    return level;
}

} // namespace

TEST_CASE("borders thinned after a change are those that are thinned from the beginning") {
    const unsigned seeds = is_long_run() ? 400 : 8;
    std::size_t examined = 0;
    std::size_t whole = 0;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        CrinkledTown town(seed);
        std::vector<Level> before{drawn(town.coverage(), false), drawn(town.coverage(), true)};
        for (int step = 0; step < 6; ++step) {
            CAPTURE(seed, step);
            town.change();
            for (const bool quarters : {false, true}) {
                Level &old = before[quarters ? 1 : 0];
                Level level = drawn(town.coverage(), quarters);
                const auto update = thin_borders_after(old.thinned(), level.positions, level.borders.arcs, level.rings);
                REQUIRE(update.from_zoom == level.thinning.from_zoom);
                REQUIRE(update.rounds == level.thinning.rounds);
                examined += update.examined;
                whole += level.thinning.examined;
                old = std::move(level);
            }
        }
    }
    CHECK(examined * 2 < whole);
}
