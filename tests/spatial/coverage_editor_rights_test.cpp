#include "spatial/coverage_build.hpp"
#include "spatial/coverage_clean.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edit_run.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/shapefile_polygons.hpp"
#include "tests/support/voronoi_coverage.hpp"

#include <numeric>
#include <tuple>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr EditRights none{.outer_border = false, .parent_borders = false, .rounding = false};

std::vector<std::string> numbered_codes(std::size_t count) {
    std::vector<std::string> codes{""};
    while (codes.size() < count) {
        codes.push_back("c" + std::to_string(codes.size()));
    }
    return codes;
}

/// Three parents, each of every third unit.
std::vector<Label> three_parents(std::size_t count) {
    std::vector<Label> parents(count, 0);
    for (std::size_t label = 1; label < count; ++label) {
        parents[label] = static_cast<Label>(1 + label % 3);
    }
    return parents;
}

/// A straight piece of a border, as long as it is the same two parents': from its lower end to its upper one, along a line
/// that direction and offset name.
struct StraightPiece {
    std::int64_t dx, dy, offset; ///< the least step from lattice point to lattice point; its cross product with them all
    Label left, right;
    LatticePoint from, to;
    friend auto operator<=>(const StraightPiece &, const StraightPiece &) = default;
    [[nodiscard]] bool goes_on_as(const StraightPiece &next) const {
        return std::tie(dx, dy, offset, left, right, to) ==
               std::tie(next.dx, next.dy, next.offset, next.left, next.right, next.from);
    }
};

StraightPiece piece(LatticePoint a, LatticePoint b, Label left, Label right) {
    if (b < a) {
        std::swap(a, b);
        std::swap(left, right);
    }
    const std::int64_t dx = std::int64_t{b.x} - a.x;
    const std::int64_t dy = std::int64_t{b.y} - a.y;
    const auto steps = std::gcd(dx, dy);
    return {dx / steps, dy / steps, dx / steps * a.y - dy / steps * a.x, left, right, a, b};
}

/// Every border between two parents, or a parent and nobody: equal for equal borders, wherever they have vertices.
std::vector<StraightPiece> kept_borders(const CoverageEditor &editor, const std::vector<Label> &parent_of) {
    const auto &ground = editor.ground();
    std::vector<StraightPiece> pieces;
    for (ArcId arc = 0; arc < ground.arc_end(); ++arc) {
        if (!ground.has_arc(arc)) {
            continue;
        }
        const auto left = parent_of[ground.left_label(arc * 2)];
        const auto right = parent_of[ground.left_label(arc * 2 + 1)];
        const auto points = ground.line(arc).points();
        for (std::size_t i = 0; left != right && i + 1 < points.size(); ++i) {
            pieces.push_back(piece(points[i], points[i + 1], left, right));
        }
    }
    std::ranges::sort(pieces);
    std::vector<StraightPiece> joined;
    for (const auto &next : pieces) {
        if (!joined.empty() && joined.back().goes_on_as(next)) {
            joined.back().to = next.to;
        } else {
            joined.push_back(next);
        }
    }
    return joined;
}

/// Edits at random without any right; answers how many were made.
std::size_t edit_without_rights(const Coverage &coverage, std::span<const std::string> codes, std::vector<Label> parents,
                                const EditRunForm &form, std::uint32_t seed) {
    CAPTURE(seed, codes.size(), form.steps);
    EditRunForm restricted = form;
    restricted.rights = none;
    restricted.parent_of = parents;
    EditRun run(coverage, codes, restricted, seed);
    const auto before = kept_borders(run.editor(), parents);
    REQUIRE_FALSE(before.empty());
    run.run([&] { REQUIRE(kept_borders(run.editor(), parents) == before); });
    REQUIRE(kept_borders(run.editor(), parents) == before);
    CHECK(run.refused_outer > 0);
    CHECK(run.refused_parents > 0);
    return run.made;
}

Coverage built_from(const std::vector<LabelledPolygon> &polygons) {
    auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    return std::move(built.coverage);
}

/// In a long run 20,000 edits are made, which with those on drawn ground makes a million.
void edit_real_ground(const Coverage &coverage, std::span<const std::string> codes) {
    const std::size_t wanted = is_long_run() ? 20'000 : 80;
    const std::uint32_t most_seeds = is_long_run() ? 40 : 1;
    std::size_t made = 0;
    for (std::uint32_t seed = 1; made < wanted && seed <= most_seeds; ++seed) {
        CAPTURE(seed);
        EditRun run(coverage, codes, {.steps = is_long_run() ? 3000U : 400U, .recount_every = is_long_run() ? 500U : 400U},
                    seed);
        run.run();
        made += run.made;
    }
    CHECK(made >= wanted);
    // files list neighbours beside each other, so that a parent of forty is a region with a few borders
    std::vector<Label> parents(codes.size(), 0);
    for (std::size_t label = 1; label < parents.size(); ++label) {
        parents[label] = static_cast<Label>(1 + label / 40);
    }
    const EditRunForm form{.steps = is_long_run() ? 10'000U : 300U, .recount_every = is_long_run() ? 1000U : 300U};
    CHECK(edit_without_rights(coverage, codes, parents, form, 1) > 15);
}

} // namespace

TEST_CASE("edits without the right to it leave outer and parent borders exactly as they are", "[editor]") {
    const auto codes = numbered_codes(40);
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 200U : 3U); ++seed) {
        const RandomCoverageForm form{.side = 6, .cell = 1000, .steps = 4, .labels = 9, .nobody = 8};
        const auto drawn = built_from(RandomCoverage(form, seed).polygons);
        CHECK(edit_without_rights(drawn, codes, three_parents(40), {.steps = 1500}, seed) > 100);
        const auto cells = built_from(VoronoiCoverage({.side = 4, .cell = 1500, .labels = 9}, seed).polygons);
        CHECK(edit_without_rights(cells, codes, three_parents(40), {.steps = 1500}, seed) > 100);
    }
}

TEST_CASE("edits with the right to parents' borders only leave the outer border exactly as it is", "[editor]") {
    const auto codes = numbered_codes(40);
    std::vector<Label> somebody(40, 1);
    somebody[0] = 0;
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 100U : 2U); ++seed) {
        CAPTURE(seed);
        const auto coverage = built_from(VoronoiCoverage({.side = 4, .cell = 1500, .labels = 9, .nobody = 6}, seed).polygons);
        EditRun run(coverage, codes,
                    {.steps = 1500,
                     .rights = {.outer_border = false, .parent_borders = true, .rounding = false},
                     .parent_of = three_parents(40)},
                    seed);
        const auto before = kept_borders(run.editor(), somebody);
        run.run([&] { REQUIRE(kept_borders(run.editor(), somebody) == before); });
        CHECK(run.refused_outer > 0);
        CHECK(run.refused_parents == 0);
        CHECK(run.made > 100);
    }
}

TEST_CASE("random edits on jittered Voronoi cells keep every invariant", "[editor]") {
    const auto codes = numbered_codes(200);
    std::size_t made = 0;
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 100U : 2U); ++seed) {
        CAPTURE(seed);
        EditRun few(built_from(VoronoiCoverage({.side = 4, .cell = 1500}, seed).polygons), codes, {.steps = 1000}, seed);
        few.run();
        EditRun own(built_from(VoronoiCoverage({.side = 3, .cell = 600, .depth = 0, .own_labels = true}, seed).polygons), codes,
                    {.steps = 1000}, seed);
        own.run();
        made += few.made + own.made;
        CHECK(few.made > 100);
        CHECK(own.made > 100);
    }
    CHECK(made > 400);
}

TEST_CASE("random edits on Leeds keep every invariant, and its borders without the right to them", "[editor][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto leeds = read_geojson(*folder / "leeds" / "oa.geojson", "OA11CD");
    edit_real_ground(built_from(leeds.polygons), leeds.codes);
}

TEST_CASE("random edits on Denver keep every invariant, and its borders without the right to them", "[editor][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto denver = read_shapefile(*folder / "denver" / "precincts2018_orig.zip", "VTDST");
    if (!denver) {
        return;
    }
    edit_real_ground(clean_coverage(denver->polygons).coverage, denver->codes);
}
