#include "spatial/far_vertex.hpp"

#include "tests/support/catch.hpp"

using namespace jingwei::spatial;

namespace {

constexpr LatticePoint corner{1'041'000'000, 365'000'000};

} // namespace

TEST_CASE("the vertex that makes a coverage too wide is named, and whose it is", "[coverage]") {
    std::vector<LabelledPolygon> polygons;
    for (Label label = 1; label <= 5; ++label) {
        const auto x = corner.x + static_cast<std::int32_t>(label) * 1000;
        polygons.push_back(
            {label, {{{x, corner.y}, {x + 1000, corner.y}, {x + 1000, corner.y + 1000}, {x, corner.y + 1000}}, {}}});
    }
    CHECK_FALSE(find_far_vertex(polygons).has_value());
    CHECK_FALSE(find_far_vertex({}).has_value());
    const auto far = GENERATE(LatticePoint{-1'041'000'000, 365'000'000}, LatticePoint{1'041'000'000, -890'000'000});
    polygons[3].polygon.outer[2] = far;
    const auto outlier = find_far_vertex(polygons);
    REQUIRE(outlier);
    CHECK(outlier->place == far);
    CHECK(outlier->label == 4);
    const auto built = build_coverage(polygons);
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects.front().kind == DefectKind::too_wide);
    CHECK(built.defects.front().a == 4);
    CHECK(built.defects.front().place == far);
}
