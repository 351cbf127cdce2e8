#include "spatial/colouring.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/geojson_polygons.hpp"
#include "tests/support/random_coverage.hpp"
#include "tests/support/real_data.hpp"

#include <algorithm>
#include <numeric>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// The borders of a coverage, carrying labels in place of faces.
std::vector<Arc> labelled_borders(const Coverage &coverage) {
    std::vector<Arc> borders;
    for (Arc arc : coverage.arcs()) {
        arc.left = coverage.label(arc.left);
        arc.right = coverage.label(arc.right);
        borders.push_back(arc);
    }
    return borders;
}

/// Borders between neighbours whose colours are the same.
std::size_t clashes(std::span<const Arc> borders, std::span<const std::uint8_t> colours) {
    return static_cast<std::size_t>(std::ranges::count_if(borders, [&](const Arc &border) {
        return border.left != border.right && border.left != no_label && border.right != no_label &&
               colours[border.left] == colours[border.right];
    }));
}

/// `side` x `side` cells, a label each from 1 on, that all meet the next in east, north and north-east.
std::vector<Arc> triangulated(Label side) {
    std::vector<Arc> borders;
    const auto add = [&](Label a, Label b) { borders.push_back({0, 0, a, b}); };
    for (Label y = 0; y < side; ++y) {
        for (Label x = 0; x < side; ++x) {
            const Label here = 1 + y * side + x;
            if (x + 1 < side) {
                add(here, here + 1);
            }
            if (y + 1 < side) {
                add(here, here + side);
            }
            if (x + 1 < side && y + 1 < side) {
                add(here, here + side + 1);
            }
        }
    }
    return borders;
}

} // namespace

TEST_CASE("neighbours that are in one piece never have the same colour") {
    const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U);
    CAPTURE(seed);
    const RandomCoverage drawn({.side = 20, .cell = 1000, .steps = 2, .labels = 1'000'000, .nobody = 9}, seed);
    std::vector<LabelledPolygon> polygons = drawn.polygons;
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        polygons[i].label = static_cast<Label>(i + 1);
    }
    const auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    const auto borders = labelled_borders(built.coverage);
    const auto colours = colour_groups(borders, polygons.size() + 1);
    CHECK(clashes(borders, colours) == 0);
    CHECK(std::ranges::all_of(colours.begin() + 1, colours.end(), [](std::uint8_t colour) { return colour < colour_count; }));
    // each colour takes its part of the map
    for (std::uint8_t colour = 0; colour < colour_count; ++colour) {
        CHECK(std::ranges::count(colours, colour) > static_cast<std::ptrdiff_t>(polygons.size() / 12));
    }
}

TEST_CASE("the output areas of Leeds and a triangulated plain need no more than six colours") {
    const auto plain = triangulated(60);
    CHECK(clashes(plain, colour_groups(plain, 3601)) == 0);
    const auto data = real_data();
    if (!data) {
        return;
    }
    const auto leeds = read_geojson(*data / "leeds" / "oa.geojson", "OA11CD");
    const auto borders = labelled_borders(build_coverage(leeds.polygons).coverage);
    CHECK(clashes(borders, colour_groups(borders, leeds.codes.size())) == 0);
}

TEST_CASE("parts that make six or seven units border each other leave as few repeats as can be") {
    const auto everybody = [](Label count) {
        std::vector<Arc> borders;
        for (Label a = 1; a <= count; ++a) {
            for (Label b = a + 1; b <= count; ++b) {
                borders.push_back({0, 0, a, b});
            }
        }
        return borders;
    };
    CHECK(clashes(everybody(6), colour_groups(everybody(6), 7)) == 0);
    CHECK(clashes(everybody(7), colour_groups(everybody(7), 8)) == 1);
    CHECK(clashes(everybody(12), colour_groups(everybody(12), 13)) == 6);
}

TEST_CASE("where six colours are enough for units of several parts, chains are exchanged until they fit") {
    const auto seed = GENERATE(7U, 8U, 9U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::size_t graphs_without_clash = 0;
    for (int round = 0; round < 60; ++round) {
        // a graph that six colours fit by construction: borders only between the classes
        std::vector<Arc> borders;
        for (int i = 0; i < 420; ++i) {
            const auto a = static_cast<Label>(1 + random() % 60);
            const auto b = static_cast<Label>(1 + random() % 60);
            if (a % 6 != b % 6) {
                borders.push_back({0, 0, a, b});
            }
        }
        graphs_without_clash += clashes(borders, colour_groups(borders, 61)) == 0 ? 1 : 0;
    }
    CAPTURE(graphs_without_clash);
    CHECK(graphs_without_clash >= 40);
}

TEST_CASE("a merge changes few colours, and the order of labels none") {
    const auto borders = triangulated(30);
    const std::size_t count = 901;
    std::vector<std::int64_t> ids(count);
    std::iota(ids.begin(), ids.end(), 5000);
    const auto before = colour_groups(borders, count, ids);
    std::mt19937 random(3);
    std::size_t changed = 0;
    for (int round = 0; round < 50; ++round) {
        auto merged = borders;
        const Label gone = borders[random() % borders.size()].left;
        const Label into = gone % 30 == 0 ? gone - 1 : gone + 1;
        for (Arc &border : merged) {
            border.left = border.left == gone ? into : border.left;
            border.right = border.right == gone ? into : border.right;
        }
        const auto after = colour_groups(merged, count, ids);
        REQUIRE(clashes(merged, after) == 0);
        for (Label g = 1; g < count; ++g) {
            changed += g != gone && before[g] != after[g] ? 1 : 0;
        }
    }
    CAPTURE(changed);
    CHECK(changed < 50 * 30); // of 900 each time

    // the same units under other labels
    std::vector<Label> label_of(count);
    std::iota(label_of.begin(), label_of.end(), Label{0});
    std::shuffle(label_of.begin() + 1, label_of.end(), random);
    auto renamed = borders;
    std::vector<std::int64_t> renamed_ids(count);
    for (Arc &border : renamed) {
        border.left = label_of[border.left];
        border.right = label_of[border.right];
    }
    for (Label g = 0; g < count; ++g) {
        renamed_ids[label_of[g]] = ids[g];
    }
    const auto colours = colour_groups(renamed, count, renamed_ids);
    for (Label g = 1; g < count; ++g) {
        REQUIRE(colours[label_of[g]] == before[g]);
    }
}

TEST_CASE("no borders need no colours to differ") {
    CHECK(colour_groups({}, 1).size() == 1);
    const auto alone = colour_groups({}, 4);
    CHECK(std::ranges::all_of(alone.begin() + 1, alone.end(), [](std::uint8_t colour) { return colour < colour_count; }));
}
