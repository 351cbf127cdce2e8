#include "spatial/border_segments.hpp"
#include "spatial/locator_index.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_coverage.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

using Index = Locator::Index;

template <class Visit> void for_each_leaf(const Index &index, const Index::Grid &grid, Visit &&visit) {
    for (std::int64_t row = 0; row < grid.rows; ++row) {
        for (std::int64_t column = 0; column < grid.columns; ++column) {
            const Index::Cell cell = grid.cell(column, row);
            if (Index::kind_of(cell.entry) == Index::Kind::node) {
                for_each_leaf(index, index.grid_of(cell), visit);
            } else if (Index::has_borders(cell.entry)) {
                visit(cell);
            }
        }
    }
}

using Side = std::tuple<LatticePoint, LatticePoint, Label, Label>;

/// All border segments, by whether they touch a cell.
class BordersOfCell {
  public:
    explicit BordersOfCell(const Coverage &coverage) : m_coverage(coverage), m_borders(coverage) {}
    [[nodiscard]] std::multiset<Side> of(const Index::Cell &cell) const {
        std::multiset<Side> found;
        m_borders.for_each_border([&](std::uint32_t segment) {
            if (m_borders.touches(segment, {cell.x, cell.y, cell.log2_side})) {
                const Arc &arc = m_coverage.arcs()[m_borders.arc_of(segment)];
                found.insert({m_borders.start(segment), m_borders.end(segment), m_coverage.left_label(arc),
                              m_coverage.right_label(arc)});
            }
        });
        return found;
    }

  private:
    const Coverage &m_coverage;
    BorderSegments m_borders;
};

std::multiset<Side> stored(const Index &index, const Index::Cell &leaf) {
    std::multiset<Side> found;
    index.for_each_segment(leaf, [&](LatticePoint a, LatticePoint b, std::uint32_t arc) {
        const Index::Sides sides = index.sides_of(arc);
        found.insert({a, b, sides.left, sides.right});
    });
    return found;
}

Coverage drawn(const RandomCoverageForm &form, std::uint32_t seed) {
    return build_coverage(RandomCoverage(form, seed).polygons, {.classify_enclosed = false, .progress = {}}).coverage;
}

bool lies_in_one_line(Index::Entry plain) {
    const std::uint32_t place = Index::value_of(plain) & ~1U;
    const std::uint32_t last = place + PlainLeaf::size(plain & 1U) - 1;
    return place % PlainLeaf::alignment == 0 && place / words_a_line == last / words_a_line;
}

/// A leaf's owner at its corners and at some points, by each way that leads to it.
void require_one_owner(const Locator &locator, const Index &index, const Index::Cell &leaf, std::mt19937 &random) {
    const auto side = static_cast<std::uint32_t>(leaf.side());
    const auto anywhere = [&] { return static_cast<std::uint32_t>(random() % side); };
    for (int i = 0; i < 6; ++i) {
        const std::uint32_t x = i < 4 ? (i % 2 == 0 ? 0 : side - 1) : anywhere();
        const std::uint32_t y = i < 4 ? (i / 2 == 0 ? 0 : side - 1) : anywhere();
        const LatticePoint p{static_cast<std::int32_t>(leaf.x + x), static_cast<std::int32_t>(leaf.y + y)};
        const Label owner = index.owner_in({leaf.entry, x, y, leaf.log2_side});
        CAPTURE(p.x, p.y);
        REQUIRE(index.plain_owner(p) == owner);
        if (owner != no_label) {
            REQUIRE(locator.locate(p) == owner);
        }
    }
}

} // namespace

TEST_CASE("every leaf holds the borders that touch its cell, however it is written") {
    std::map<Index::Kind, int> kinds;
    std::map<std::pair<bool, std::size_t>, int> plain; // short or not, and of how many segments
    std::uint32_t seed = 21;
    for (const RandomCoverageForm &form :
         {RandomCoverageForm{.side = 4, .cell = 400, .steps = 5}, RandomCoverageForm{.side = 5, .cell = 5'000, .steps = 9},
          RandomCoverageForm{.side = 3, .cell = 300'000, .steps = 40}, RandomCoverageForm{.side = 3, .cell = 60'000'000},
          RandomCoverageForm{.side = 2, .cell = 200'000, .steps = 200, .stray = 0.45}}) {
        CAPTURE(form.cell, seed);
        const Coverage coverage = drawn(form, seed);
        const BordersOfCell borders(coverage);
        const Index index(coverage);
        const Locator locator(coverage);
        std::mt19937 random(seed++);
        for_each_leaf(index, index.root_grid(), [&](const Index::Cell &leaf) {
            const auto wanted = borders.of(leaf);
            REQUIRE(stored(index, leaf) == wanted);
            const Index::Kind kind = Index::kind_of(leaf.entry);
            ++kinds[kind];
            if (kind == Index::Kind::plain) {
                REQUIRE(lies_in_one_line(leaf.entry));
                ++plain[{(leaf.entry & 1U) != 0, wanted.size()}];
            }
            require_one_owner(locator, index, leaf, random);
        });
    }
    CHECK(kinds[Index::Kind::plain] > 0);
    CHECK(kinds[Index::Kind::narrow] > 0);
    CHECK(kinds[Index::Kind::wide] > 0);
    for (const std::size_t segments : {1U, 2U, 3U, 4U, 5U, 6U, PlainLeaf::most_segments}) {
        CAPTURE(segments);
        CHECK(plain[{segments <= 4, segments}] > 0);
    }
}
