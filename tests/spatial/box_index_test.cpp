#include "spatial/box_index.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <random>

using namespace jingwei::spatial;

TEST_CASE("a box index finds the boxes that meet a box, and says whether there are any") {
    const unsigned seed = 17;
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t most) { return static_cast<std::uint32_t>(random() % most); };
    const auto box_in = [&](std::uint32_t reach, std::uint32_t most) {
        TileBox box;
        const TilePosition corner{below(reach), below(reach)};
        box.add(corner);
        box.add(TilePosition{corner.x + below(most), corner.y + below(most)});
        return box;
    };
    std::vector<TileBox> boxes{TileBox{}}; // an empty one, which is never found
    for (int i = 0; i < 3000; ++i) {
        boxes.push_back(box_in(4'000'000'000U, i % 10 == 0 ? 90'000'000U : 900'000U));
    }
    const BoxIndex index(boxes);
    for (int i = 0; i < 300; ++i) {
        TileBox query = box_in(4'000'000'000U, 60'000'000U);
        query.min_x -= i % 7 == 0 ? 5'000'000'000 : 0; // a tile's buffer reaches past the world
        std::vector<std::uint32_t> expected;
        for (std::uint32_t b = 0; b < boxes.size(); ++b) {
            if (boxes[b].intersects(query)) {
                expected.push_back(b);
            }
        }
        REQUIRE(index.find(query) == expected);
        REQUIRE(index.any(query) == !expected.empty());
    }
    CHECK_FALSE(index.any({-9, -9, -1, 5}));
    CHECK_FALSE(BoxIndex().any({0, 0, UINT32_MAX, UINT32_MAX}));
}
