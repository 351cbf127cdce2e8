#pragma once

#include "spatial/coverage_build.hpp"

#include <cmath>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

/// Cases whose shapes and expected outcomes come from the tests of other libraries, put onto the lattice.
namespace jingwei::tests {

/// Where the drawings lie, and how large one of their units is: 500 lattice units, about five metres.
struct DrawingFrame {
    double unit = 500;
    spatial::LatticePoint origin{1'041'000'000, 365'000'000};
    [[nodiscard]] spatial::LatticePoint at(double x, double y) const {
        return {origin.x + static_cast<std::int32_t>(std::lround(x * unit)),
                origin.y + static_cast<std::int32_t>(std::lround(y * unit))};
    }
};

/// Polygons as text: "x y, x y, x y | hole / another part". Rings are not closed. Empty text = no polygon.
inline std::vector<spatial::Polygon> read_drawing(std::string_view text, const DrawingFrame &frame = {}) {
    std::vector<spatial::Polygon> parts;
    std::istringstream part_stream{std::string(text)};
    for (std::string part; std::getline(part_stream, part, '/');) {
        spatial::Polygon polygon;
        std::istringstream ring_stream(part);
        bool is_outer = true;
        for (std::string ring_text; std::getline(ring_stream, ring_text, '|'); is_outer = false) {
            auto &ring = is_outer ? polygon.outer : polygon.holes.emplace_back();
            std::istringstream point_stream(ring_text);
            for (std::string point; std::getline(point_stream, point, ',');) {
                std::istringstream numbers(point);
                double x = 0;
                double y = 0;
                numbers >> x >> y;
                ring.push_back(frame.at(x, y));
            }
        }
        parts.push_back(std::move(polygon));
    }
    return parts;
}

/// The units 1, 2 … of a drawing each, as build_coverage takes them.
inline std::vector<spatial::LabelledPolygon> read_units(const std::vector<std::string_view> &units,
                                                        const DrawingFrame &frame = {}) {
    std::vector<spatial::LabelledPolygon> polygons;
    for (std::size_t i = 0; i < units.size(); ++i) {
        for (auto &polygon : read_drawing(units[i], frame)) {
            polygons.push_back({static_cast<spatial::Label>(i + 1), std::move(polygon)});
        }
    }
    return polygons;
}

/// What is not clean between two units; the second is 0 where one unit or nobody is concerned.
struct ExpectedDefect {
    spatial::DefectKind kind = spatial::DefectKind::overlap;
    spatial::Label a = spatial::no_label;
    spatial::Label b = spatial::no_label;
    friend auto operator<=>(const ExpectedDefect &, const ExpectedDefect &) = default;
};

/// A case of a coverage validator.
struct ValidatorCase {
    std::string_view name; ///< of the test it comes from
    std::vector<std::string_view> units;
    std::vector<ExpectedDefect> defects; ///< sorted; empty = clean
    bool noded = false;                  ///< clean because a vertex on a foreign segment becomes its node
};

/// Who must own a place after cleaning.
struct ExpectedOwner {
    double x = 0;
    double y = 0;
    spatial::Label owner = spatial::no_label;
};

/// A case of a coverage cleaner: `defects` is what is found before, `owners` who owns places afterwards.
struct CleanerCase {
    std::string_view name;
    std::vector<std::string_view> units;
    std::vector<ExpectedDefect> defects;
    std::vector<ExpectedOwner> owners;
};

/// JTS and GEOS, CoverageValidatorTest and CoveragePolygonValidatorTest (JTS modules/core/src/test/java/…/coverage, GEOS
/// tests/unit/coverage). There a unit is told which of its segments are wrong; here the pair of units is named. Three things
/// are meant to differ: a vertex on a neighbour's segment is no fault but becomes a node; a gap is ground that is enclosed,
/// so notches open to the outside are none; and what is valid there for one unit alone counts here for the whole.
inline const std::vector<ValidatorCase> &validator_cases() {
    using enum spatial::DefectKind;
    static const std::vector<ValidatorCase> cases{
        {"CollinearUnmatchedEdge", {"100 200, 200 200, 200 100, 100 100", "100 300, 180 300, 180 200, 100 200"}, {}, true},
        {"OverlappingSquares", {"1 9, 6 9, 6 4, 1 4", "9 1, 4 1, 4 6, 9 6"}, {{overlap, 1, 2}}},
        {"FullyCoveredTriangles", {"1 9, 9 1, 1 1", "9 9, 1 9, 9 1", "9 9, 9 1, 1 1, 1 9"}, {{overlap, 1, 3}, {overlap, 2, 3}}},
        {"Gap", {"1 5, 9 5, 9 1, 1 1", "1 9, 5 9, 5 5.1, 1 5", "5 9, 9 9, 9 5, 5.5 5.1"}, {{gap, 0, 0}}},
        {"GapDisjoint", {"1 5, 9 5, 9 1, 1 1", "1 9, 5 9, 5 5.1, 1 5.1", "5 9, 9 9, 9 5.1, 5 5.1"}, {}},
        {"Gore", {"1 5, 5 5, 9 5, 9 1, 1 1", "1 9, 5 9, 5 5, 1 5.1", "5 9, 9 9, 9 5, 5 5"}, {}},
        {"Grid", {"1 9, 5 9, 5 5, 1 5", "9 9, 9 5, 5 5, 5 9", "1 1, 1 5, 5 5, 5 1", "9 1, 5 1, 5 5, 9 5"}, {}},
        {"MultiPolygon", {"1 9, 5 9, 5 5, 1 5 / 9 1, 5 1, 5 5, 9 5", "1 1, 1 5, 5 5, 5 1 / 9 9, 9 5, 5 5, 5 9"}, {}},
        {"ValidDuplicatePoints",
         {"1 9, 5 9, 5 5, 1 5, 1 5, 1 5", "9 9, 9 5, 5 5, 5 9", "1 1, 1 5, 5 5, 5 1", "9 1, 5 1, 5 5, 9 5"},
         {}},
        {"RingCollapse",
         {"1 9, 5 9", "9 9, 9 5, 5 5, 5 9", "1 1, 1 5, 5 5, 5 1", "9 1, 5 1, 5 5, 9 5"},
         {{invalid_ring, 1, 0}}},
        {"PolygonEmpty", {"1 9, 5 9, 5 5, 1 5", "9 9, 9 5, 5 5, 5 9", "1 1, 1 5, 5 5, 5 1", ""}, {}},
        {"MultiPolygonWithEmptyRing", {"9 9, 9 1, 1 1, 2 4, 7 7"}, {}},
        {"DuplicateGeometry", {"1 3, 3 3, 3 1, 1 1", "1 3, 3 3, 3 1, 1 1", "5 3, 5 1, 3 1, 3 3"}, {{overlap, 1, 2}}},
        {"CrossingSegment", {"1 9, 9 9, 9 3, 1 3", "1 1, 5 6, 9 1"}, {{overlap, 1, 2}}},
        {"CrossingAndInteriorSegments", {"1 1, 3 4, 7 4, 9 1", "1 9, 9 9, 9 3, 1 3"}, {{overlap, 1, 2}}},
        {"TargetVertexTouchesSegment", {"1 9, 9 9, 9 5, 1 5", "1 1, 5 5, 9 1"}, {}, true},
        {"AdjVertexTouchesSegment", {"1 1, 5 5, 9 1", "1 9, 9 9, 9 5, 1 5"}, {}, true},
        {"InteriorSegmentTouchingEdge", {"4 3, 4 7, 8 9, 8 1", "1 7, 6 7, 6 3, 1 3"}, {{overlap, 1, 2}}},
        {"InteriorSegmentTouchingNodes", {"4 2, 4 8, 8 9, 8 1", "1 5, 4 8, 7 5, 4 2"}, {{overlap, 1, 2}}},
        {"InteriorSegmentsTouching",
         {"1 9, 5 9, 8 7, 5 7, 3 5, 8 2, 1 2", "5 9, 9 9, 9 1, 5 1"},
         {{overlap, 1, 2}, {gap, 0, 0}}},
        {"TargetMultiPolygon",
         {"4 8, 9 9, 9 7 / 3 5, 9 6, 9 4 / 2 2, 9 3, 9 1", "1 1, 1 9, 5 9, 6 7, 5 5, 6 3, 5 1"},
         {{overlap, 1, 2}}},
        {"BothMultiPolygon",
         {"4 8, 9 9, 9 7 / 3 5, 9 6, 9 4 / 2 2, 9 3, 9 1", "1 6, 1 9, 5 9, 6 7, 5 5 / 1 4, 5 5, 6 3, 5 1, 1 1"},
         {{overlap, 1, 2}}},
        {"InteriorSegmentsWithMatch",
         {"7 6, 1 1, 3 6", "1 9, 9 9, 9 1, 1 1, 3 6", "0 1, 0 9, 1 9, 3 6, 1 1"},
         {{overlap, 1, 2}}},
        {"AdjacentHoleOverlap",
         {"3 3, 3 7, 6 8, 7 3", "1 9, 9 9, 9 1, 1 1 | 3 7, 7 7, 7 3, 3 3"},
         {{overlap, 1, 2}, {gap, 0, 0}}},
        {"TargetHoleOverlap",
         {"1 1, 1 9, 9 9, 9 1 | 2 2, 8 2, 8 8, 5 4, 3 5, 2 5", "2 2, 2 5, 3 5, 8 6.7, 8 2"},
         {{overlap, 1, 2}, {gap, 0, 0}}},
        {"FullyContained", {"3 7, 7 7, 7 3, 3 3", "1 9, 9 9, 9 1, 1 1"}, {{overlap, 1, 2}}},
        {"MatchedEdges",
         {"3 7, 7 7, 7 3, 3 3", "1 7, 3 7, 3 3, 1 3", "3 9, 7 9, 7 7, 3 7", "9 7, 9 3, 7 3, 7 7", "3 1, 3 3, 7 3, 7 1"},
         {}},
        {"RingsCCW", {"1 1, 6 5, 4 9, 1 9", "1 1, 9 1, 9 4, 6 5"}, {}},
        {"TargetCoveredAndMatching",
         {"1 7, 5 7, 9 7, 9 3, 5 3, 1 3", "5 9, 9 7, 5 7, 1 7", "1 7, 5 7, 5 3, 1 3", "9 3, 5 3, 5 7, 9 7",
          "1 3, 5 3, 9 3, 5 1"},
         {{overlap, 1, 3}, {overlap, 1, 4}}},
        {"RepeatedCommonVertexInTarget", {"1 1, 1 3, 5 3, 5 3, 9 1", "1 9, 9 9, 9 5, 5 3, 1 3"}, {}},
        {"RepeatedCommonVertexInAdjacent", {"1 1, 1 3, 5 3, 9 1", "1 9, 9 9, 9 5, 5 3, 5 3, 1 3"}, {}},
    };
    return cases;
}

/// JTS and GEOS, CoverageCleanerTest. Places are those on which the rules here (overlap to the longest shared border, the
/// first of identical units keeps the ground, gaps divided among all neighbours) and the expectations there agree.
inline const std::vector<CleanerCase> &cleaner_cases() {
    using enum spatial::DefectKind;
    static const std::vector<CleanerCase> cases{
        {"CoverageWithEmpty",
         {"1 9, 9 9, 9 4, 1 4", "", "2 1, 2 5, 8 5, 8 1"},
         {{overlap, 1, 3}},
         {{5, 8, 1}, {5, 4.5, 1}, {5, 2, 3}}},
        {"SingleNearMatch", {"1 9, 9 9, 9 4.99, 1 5", "1 1, 1 5, 9 5, 9 1"}, {{overlap, 1, 2}}, {{5, 7, 1}, {5, 3, 2}}},
        {"ManyNearMatches",
         {"1 9, 9 9, 9 5, 8 5, 7 5, 4 5.5, 3 5, 2 5, 1 5",
          "1 1, 1 4.99, 2 5.01, 3.01 4.989, 5 3, 6.99 4.99, 7.98 4.98, 9 5, 9 1"},
         {{overlap, 1, 2}, {gap, 0, 0}},
         {{5, 8, 1}, {5, 2, 2}}},
        {"PolygonSnappedPreserved", {"90 0, 10 0, 89.99 30, 90 100"}, {}, {{70, 10, 1}}},
        {"PolygonsSnappedPreserved", {"0 0, 0 2, 5 2, 5 8, 5.01 0", "0 8, 5 8, 5 2, 0 2"}, {}, {{2, 1, 1}, {2, 5, 2}}},
        {"MergeGapToLongestBorder",
         {"1 9, 9 9, 9 5, 1 5", "5 1, 5 5, 1 5", "5 1, 5.1 5, 9 5"},
         {{gap, 0, 0}},
         {{5, 7, 1}, {4, 4, 2}, {6, 4, 3}}},
        {"MergeGapWidth",
         {"1 3, 9 3, 9 1, 1 1", "1 3, 1 9, 4 9, 4 3, 3 4", "4 9, 7 9, 7 3, 6 5, 5 5, 4 3", "7 9, 9 9, 9 3, 8 3.1, 7 3"},
         {{gap, 0, 0}, {gap, 0, 0}, {gap, 0, 0}},
         {{5, 2, 1}, {2, 6, 2}, {5.5, 7, 3}, {8, 6, 4}}},
        {"MergeOverlap",
         {"5 9, 9 9, 9 1, 5 1", "1 5, 5 5, 5 2, 1 2", "2 7, 5 7, 5 4, 2 4"},
         {{overlap, 2, 3}},
         {{7, 5, 1}, {3, 3, 2}, {3, 4.5, 2}, {3, 6, 3}}},
        {"MergeOverlapMinArea",
         {"1 3, 5 3, 4 1, 1 1", "1 3, 1 9, 4 9, 4 3, 3 1.9"},
         {{overlap, 1, 2}},
         {{2, 1.5, 1}, {2, 6, 2}}},
        {"DuplicateItems", {"1 9, 9 1, 1 1", "1 9, 9 1, 1 1"}, {{overlap, 1, 2}}, {{3, 3, 1}}},
        {"CoveredItem", {"1 9, 9 9, 9 4, 1 4", "2 5, 2 8, 8 8, 8 5"}, {{overlap, 1, 2}}, {{1.5, 6, 1}, {8.5, 6, 1}}},
        {"CoveredItemMultiPolygon", {"1 1, 1 5, 5 5, 5 1 / 6 5, 6 1, 9 1", "6 1, 6 5, 9 1"}, {{overlap, 1, 2}}, {{3, 3, 1}}},
        {"CollapsedBySnapping",
         {"1 1, 1 9, 6 5, 9 1", "9 1, 6 5.1, 1 9, 9 9", "9 1, 6 5, 1 9, 6 5.1"},
         {},
         {{2, 3, 1}, {8, 8, 2}}},
    };
    return cases;
}

} // namespace jingwei::tests
