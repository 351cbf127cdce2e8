#include "spatial/simple_rings.hpp"

#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

Ring walk(const std::vector<std::pair<int, int>> &places) {
    Ring ring;
    for (const auto &[x, y] : places) {
        ring.push_back(map_point(x, y));
    }
    return ring;
}

bool is_simple(const Ring &ring) {
    return std::set<LatticePoint>(ring.begin(), ring.end()).size() == ring.size();
}

} // namespace

TEST_CASE("a ring that touches itself becomes an outer ring and a hole that touches it") {
    // AAA
    // ABA  B's ring hangs at the corner that C cuts out
    // AAC
    const Polygon ground{walk({{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 1}, {3, 1}, {3, 3}, {0, 3}}), {}};
    const auto simple = with_simple_rings(ground);
    REQUIRE(simple.holes.size() == 1);
    CHECK(is_simple(simple.outer));
    CHECK(simple.holes[0].size() == 4);
    CHECK((doubled_area(simple.outer) + doubled_area(simple.holes[0]) == doubled_area(ground.outer)));
    CHECK((doubled_area(simple.outer) == 2 * 8 * 1'000'000));
}

TEST_CASE("a hole that touches itself becomes two holes, and sound polygons stay as they are") {
    Polygon ground{walk({{0, 0}, {4, 0}, {4, 4}, {0, 4}}),
                   {walk({{1, 1}, {1, 2}, {2, 2}, {2, 3}, {3, 3}, {3, 2}, {2, 2}, {2, 1}})}};
    const auto simple = with_simple_rings(ground);
    REQUIRE(simple.holes.size() == 2);
    CHECK(is_simple(simple.holes[0]));
    CHECK(is_simple(simple.holes[1]));
    CHECK(simple.outer == ground.outer);
    CHECK(with_simple_rings(simple) == simple);
}
