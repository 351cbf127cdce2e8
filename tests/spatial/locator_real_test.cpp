#include "spatial/coverage_clean.hpp"
#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cleaning_proof.hpp"
#include "tests/support/exact_owner.hpp"
#include "tests/support/geos_owners.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/shapefile_polygons.hpp"

#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr std::uint32_t seed = 20261127;

/// Places that a locator could answer wrongly, from a coverage's points and bounds alone.
class Probes {
  public:
    explicit Probes(const Coverage &coverage) : m_coverage(coverage), m_random(seed) {}

    std::vector<LatticePoint> all() {
        vertices_and_middles();
        anywhere(is_long_run() ? 300'000 : 15'000);
        corners_of_even_cells(is_long_run() ? 400'000 : 30'000);
        corners_around_vertices();
        std::ranges::sort(m_points);
        const auto rest = std::ranges::unique(m_points);
        m_points.erase(rest.begin(), rest.end());
        return std::move(m_points);
    }

  private:
    /// Also the points beside them in a long run.
    void add(LatticePoint p) {
        const std::int32_t reach = is_long_run() ? 1 : 0;
        for (std::int32_t dy = -reach; dy <= reach; ++dy) {
            for (std::int32_t dx = -reach; dx <= reach; ++dx) {
                m_points.push_back({p.x + dx, p.y + dy});
            }
        }
    }

    void vertices_and_middles() {
        for (const Arc &arc : m_coverage.arcs()) {
            const auto line = m_coverage.points(arc);
            for (std::size_t i = 0; i + 1 < line.size(); ++i) {
                const auto dx = line[i + 1].x - line[i].x;
                const auto dy = line[i + 1].y - line[i].y;
                const auto steps = std::gcd(dx, dy);
                add(line[i]);
                m_points.push_back({line[i].x + dx / 2, line[i].y + dy / 2});
                m_points.push_back({line[i].x + dx / steps * (steps / 2), line[i].y + dy / steps * (steps / 2)});
            }
        }
    }

    void anywhere(int count) {
        const auto &box = m_coverage.bounds();
        std::uniform_int_distribution<std::int32_t> x(box.min_x - 1000, box.max_x + 1000);
        std::uniform_int_distribution<std::int32_t> y(box.min_y - 1000, box.max_y + 1000);
        for (int i = 0; i < count; ++i) {
            const auto px = x(m_random);
            m_points.push_back({px, y(m_random)});
        }
    }

    /// The corners of all cells of a size, for every size that has no more of them than `most`. Cells are counted from one
    /// unit south-west of the ground.
    void corners_of_even_cells(std::int64_t most) {
        const auto &box = m_coverage.bounds();
        for (int log2 = 8; log2 <= 24; ++log2) {
            const std::int64_t columns = ((std::int64_t{box.max_x} - box.min_x + 1) >> log2) + 2;
            const std::int64_t rows = ((std::int64_t{box.max_y} - box.min_y + 1) >> log2) + 2;
            for (std::int64_t i = 0; columns * rows <= most && i < columns * rows; ++i) {
                m_points.push_back({static_cast<std::int32_t>(box.min_x - 1 + (i % columns << log2)),
                                    static_cast<std::int32_t>(box.min_y - 1 + (i / columns << log2))});
            }
        }
    }

    /// The four corners of the cell that a vertex lies in, for each size of cells: of whatever is cut further.
    void corners_around_vertices() {
        const auto vertices = m_coverage.all_points();
        const LatticePoint origin{m_coverage.bounds().min_x - 1, m_coverage.bounds().min_y - 1};
        for (std::size_t i = 0; i < vertices.size(); i += is_long_run() ? 1 : 9) {
            for (int log2 = 3; log2 <= 18; ++log2) {
                const std::int32_t x = ((vertices[i].x - origin.x) >> log2 << log2) + origin.x;
                const std::int32_t y = ((vertices[i].y - origin.y) >> log2 << log2) + origin.y;
                const std::int32_t side = 1 << log2;
                m_points.insert(m_points.end(), {{x, y}, {x + side, y}, {x, y + side}, {x + side, y + side}});
            }
        }
    }

    const Coverage &m_coverage;
    std::mt19937 m_random;
    std::vector<LatticePoint> m_points;
};

/// Holds a locator to the oracles, point by point.
class OwnerProof {
  public:
    OwnerProof(const Coverage &coverage, std::size_t label_count)
        : m_ground(polygons_of(coverage, label_count)), m_exact(m_ground), m_geos(m_ground), m_locator(coverage) {}

    void run(const std::vector<LatticePoint> &points) {
        std::vector<Label> batch(points.size(), 77);
        m_locator.locate(points, batch);
        const std::size_t geos_step = is_long_run() ? 1 : 3;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto wrong = difference(points[i], batch[i], i % geos_step == 0);
            if (!wrong.empty()) {
                CAPTURE(points[i].x, points[i].y, m_locator.locate(points[i]), m_exact.at(points[i]).owner);
                REQUIRE(wrong.empty());
            }
        }
    }

    /// Against the polygons as they came, where no border is so near that closing rounding may have moved it.
    void run_on_file(const std::vector<LabelledPolygon> &file, const std::vector<LatticePoint> &points) {
        const ExactOwner as_given(file);
        std::size_t compared = 0;
        for (std::size_t i = 0; i < points.size(); i += is_long_run() ? 1 : 5) {
            if (!m_locator.nearest_border(points[i], 0.05)) {
                const auto given = as_given.at(points[i]);
                const bool same = given.owner == m_locator.locate(points[i]) && given.single;
                CAPTURE(points[i].x, points[i].y, given.owner, same);
                if (!same) {
                    REQUIRE(same);
                }
                ++compared;
            }
        }
        CHECK(compared > points.size() / 20);
    }

    std::size_t inside = 0, on_border = 0;

  private:
    /// What is wrong at a point in a word; "" when nothing is.
    std::string difference(LatticePoint p, Label batch, bool with_geos) {
        const auto exact = m_exact.at(p);
        inside += exact.owner != no_label ? 1 : 0;
        on_border += exact.on_border ? 1 : 0;
        if (!exact.single) {
            return "not one owner on each side";
        }
        if (m_locator.locate(p) != exact.owner) {
            return "the owner";
        }
        if (batch != exact.owner) {
            return "the owner in a batch";
        }
        if (m_locator.touching(p) != exact.touching) {
            return "the units that touch";
        }
        return with_geos ? difference_from_geos(p, exact) : "";
    }

    [[nodiscard]] std::string difference_from_geos(LatticePoint p, const ExactOwner::Answer &exact) const {
        const auto geos = m_geos.at(p);
        if (geos.touching != exact.touching) {
            return "the units that touch by GEOS";
        }
        const auto holding = exact.on_border ? std::vector<Label>() : exact.touching;
        return geos.holding == holding ? "" : "the owner by GEOS";
    }

    std::vector<LabelledPolygon> m_ground;
    ExactOwner m_exact;
    GeosOwners m_geos;
    Locator m_locator;
};

void prove_owners(const GeoJsonPolygons &file, std::string_view name) {
    CAPTURE(name, seed);
    auto built = build_coverage(file.polygons, {.classify_enclosed = false, .progress = {}});
    const bool as_it_came = built.clean();
    const Coverage coverage = as_it_came ? std::move(built.coverage) : clean_coverage(file.polygons).coverage;
    REQUIRE_FALSE(coverage.empty());
    const auto points = Probes(coverage).all();
    OwnerProof proof(coverage, file.codes.size());
    proof.run(points);
    if (as_it_came) {
        proof.run_on_file(file.polygons, points);
    }
    CHECK(proof.inside > points.size() / 4);
    CHECK(proof.on_border >= coverage.segment_count() / 2);
    std::cout << name << ": " << points.size() << " points, " << proof.inside << " inside, " << proof.on_border
              << " on borders, seed " << seed << (as_it_came ? "" : ", cleaned first") << "\n";
}

} // namespace

TEST_CASE("on Leeds every vertex, middle, cell corner and random point has the owner of two oracles", "[locator][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto leeds = *folder / "leeds";
    prove_owners(read_geojson(leeds / "oa.geojson", "OA11CD"), "Leeds, output areas");
    if (is_long_run()) {
        prove_owners(read_geojson(leeds / "lsoa.geojson", "LSOA11CD"), "Leeds, lower layer");
        prove_owners(read_geojson(leeds / "msoa.geojson", "MSOA11CD"), "Leeds, middle layer");
        prove_owners(read_geojson(leeds / "wards.geojson", "WD13CD"), "Leeds, wards");
        prove_owners(read_geojson(*folder / "gansu_counties.geojson", "code"), "Gansu, counties");
    }
}

TEST_CASE("on Denver every vertex, middle, cell corner and random point has the owner of two oracles", "[locator][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto received = read_shapefile(*folder / "denver" / "precincts2018_orig.zip", "VTDST");
    if (!received) {
        return;
    }
    prove_owners(*received, "Denver, precincts as received");
    if (is_long_run()) {
        prove_owners(read_shapefile(*folder / "denver" / "precincts2018_repaired.zip", "VTDST").value(),
                     "Denver, precincts repaired");
    }
}

TEST_CASE("the oracle of the border rule says what the drawings of the rule say") {
    const Polygon west{.outer = {{0, 0}, {10, 0}, {10, 20}, {0, 20}}, .holes = {}};
    const Polygon east{.outer = {{10, 0}, {10, 20}, {20, 20}, {20, 0}}, .holes = {{{12, 2}, {18, 2}, {18, 8}, {12, 8}}}};
    const std::vector<LabelledPolygon> pair{{1, west}, {2, east}};
    const ExactOwner oracle(pair);
    CHECK(oracle.at({5, 5}).owner == 1);
    CHECK(oracle.at({10, 10}).owner == 2); // the border between both: east of it
    CHECK(oracle.at({10, 20}).owner == 1); // at the top: from the east over north to west, and on
    CHECK(oracle.at({20, 10}).owner == 2); // the outer border belongs to the unit inside
    CHECK(oracle.at({12, 5}).owner == 2);  // nobody east: the first one counter-clockwise
    CHECK(oracle.at({15, 5}).owner == no_label);
    CHECK(oracle.at({10, 0}).touching == std::vector<Label>{1, 2});
    CHECK(oracle.at({10, 5}).single);
    const std::vector<LabelledPolygon> doubled{{1, west}, {2, west}};
    CHECK_FALSE(ExactOwner(doubled).at({5, 5}).single);
    CHECK_FALSE(ExactOwner(doubled).at({10, 5}).single);
}
