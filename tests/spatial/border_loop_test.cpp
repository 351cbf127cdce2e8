#include "spatial/border_loop.hpp"

#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <bit>

using namespace jingwei::spatial;

namespace {

constexpr LatticePoint origin{1'041'000'000, 365'000'000};

Ring square(std::int32_t x, std::int32_t y, std::int32_t side) {
    const LatticePoint low{origin.x + x, origin.y + y};
    return {low, {low.x + side, low.y}, {low.x + side, low.y + side}, {low.x, low.y + side}};
}

/// Grids that were all drawn 15 units too small, in a frame: one gap like a net around side x side islands.
std::vector<LabelledPolygon> shrunk_grids(std::int32_t side) {
    constexpr std::int32_t cell = 9000;
    std::vector<LabelledPolygon> polygons;
    const auto extent = side * cell;
    const auto outline = square(-cell, -cell, extent + 2 * cell);
    auto hole = square(0, 0, extent);
    polygons.push_back({1, {outline, {hole}}});
    for (std::int32_t y = 0; y < side; ++y) {
        for (std::int32_t x = 0; x < side; ++x) {
            polygons.push_back(
                {static_cast<Label>(polygons.size() + 1), {square(x * cell + 15, y * cell + 15, cell - 30), {}}});
        }
    }
    return polygons;
}

} // namespace

TEST_CASE("a border loop walks every edge of a gap once, and each bridge in both directions") {
    Polygon gap{square(0, 0, 100), {}};
    for (const auto &[x, y] : {std::pair(10, 10), {60, 20}, {30, 70}}) {
        auto hole = square(x, y, 10);
        std::ranges::reverse(hole);
        gap.holes.push_back(hole);
    }
    const auto loop = border_loop(gap, [](LatticePoint, LatticePoint) { return Label{7}; });
    CHECK(loop.size() == 16 + 2 * 3);
    CHECK(std::ranges::count(loop.across, no_label) == 2 * 3);
    std::int64_t doubled = 0;
    for (std::size_t i = 0; i < loop.size(); ++i) {
        doubled += cross(origin, loop.points[i], loop.points[loop.after(i)]);
    }
    CHECK(doubled == 2 * (100 * 100 - 3 * 10 * 10));
}

TEST_CASE("a gap like a net is divided in work that grows with its islands", "[clean]") {
    const std::int32_t side = jingwei::tests::is_long_run() ? 100 : 20;
    const auto polygons = shrunk_grids(side);
    Polygon gap{polygons.front().polygon.holes.front(), {}};
    for (std::size_t i = 1; i < polygons.size(); ++i) {
        auto hole = polygons[i].polygon.outer;
        std::ranges::reverse(hole);
        gap.holes.push_back(hole);
    }
    const auto loop = border_loop(gap, [](LatticePoint, LatticePoint) { return Label{1}; });
    CHECK(loop.size() == 4 + 6 * gap.holes.size());
    CHECK(loop.looked_at <= loop.size() * 16 * static_cast<std::size_t>(std::bit_width(loop.size())));
    const auto result = clean_coverage(polygons);
    CHECK(find_violations(result.coverage).empty());
    CHECK(result.clean());
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::gap_divided);
    CHECK(result.repairs[0].gained.size() == polygons.size());
}
