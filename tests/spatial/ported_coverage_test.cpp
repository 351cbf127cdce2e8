#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/ported_cases.hpp"

#include <algorithm>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// The defects without their figures; a spike that comes with a collapsed ring says the same a second time.
std::vector<ExpectedDefect> found_in(const BuildResult &built) {
    std::vector<ExpectedDefect> found;
    for (const Defect &defect : built.defects) {
        if (defect.kind != DefectKind::spike) {
            found.push_back({defect.kind, defect.a, defect.b});
        }
    }
    std::ranges::sort(found);
    return found;
}

/// Each ring an arc of its own between its unit and nobody, as if no border were shared.
Coverage unshared(const std::vector<LabelledPolygon> &polygons) {
    std::vector<LatticePoint> points;
    std::vector<Arc> arcs;
    std::vector<Label> labels{no_label};
    for (const auto &[label, polygon] : polygons) {
        Ring ring = polygon.outer;
        if (doubled_area(ring) < 0) {
            std::ranges::reverse(ring);
        }
        labels.push_back(label);
        arcs.push_back({static_cast<std::uint32_t>(points.size()), static_cast<std::uint32_t>(ring.size() + 1),
                        static_cast<FaceIndex>(labels.size() - 1), 0});
        points.insert(points.end(), ring.begin(), ring.end());
        points.push_back(ring.front());
    }
    return {std::move(points), std::move(arcs), std::move(labels)};
}

} // namespace

TEST_CASE("what the coverage validators of JTS and GEOS find is found here, with both units named") {
    for (const ValidatorCase &ported : validator_cases()) {
        CAPTURE(ported.name);
        const auto built = build_coverage(read_units(ported.units));
        auto expected = ported.defects;
        std::ranges::sort(expected);
        const auto found = found_in(built);
        CHECK(found.size() == expected.size());
        CHECK(found == expected);
        CHECK(built.clean() == expected.empty());
        if (built.clean()) {
            CHECK(find_violations(built.coverage).empty());
            const bool noded = std::ranges::find(built.notes, NoteKind::rounding, &Note::kind) != built.notes.end();
            CHECK(noded == ported.noded);
        } else {
            CHECK(built.coverage.empty());
        }
    }
}

TEST_CASE("a place that a validator of others calls wrong lies where the units meet") {
    for (const ValidatorCase &ported : validator_cases()) {
        CAPTURE(ported.name);
        const auto polygons = read_units(ported.units);
        for (const Defect &defect : build_coverage(polygons).defects) {
            LatticeBox box;
            for (const auto &[label, polygon] : polygons) {
                if (label == defect.a || label == defect.b || defect.kind == DefectKind::gap) {
                    std::ranges::for_each(polygon.outer, [&](LatticePoint p) { box.add(p); });
                }
            }
            CHECK(box.contains(defect.place));
        }
    }
}

TEST_CASE("borders that cross, run along each other or are given twice are no coverage, whoever says so") {
    for (const ValidatorCase &ported : validator_cases()) {
        const bool overlaps =
            std::ranges::find(ported.defects, DefectKind::overlap, &ExpectedDefect::kind) != ported.defects.end();
        if (overlaps) {
            CAPTURE(ported.name);
            CHECK_FALSE(find_violations(unshared(read_units(ported.units))).empty());
        }
    }
}

TEST_CASE("what the coverage cleaners of JTS and GEOS repair is named before it is repaired") {
    for (const CleanerCase &ported : cleaner_cases()) {
        CAPTURE(ported.name);
        const auto built = build_coverage(read_units(ported.units));
        auto expected = ported.defects;
        std::ranges::sort(expected);
        // several overlaps of one pair are one defect, several gaps are several
        CHECK(found_in(built) == expected);
    }
}

TEST_CASE("places have the owner that the coverage cleaners of JTS and GEOS give them, once they are cleaned here") {
    for (const CleanerCase &ported : cleaner_cases()) {
        CAPTURE(ported.name);
        const auto cleaned = clean_coverage(read_units(ported.units));
        CHECK(find_violations(cleaned.coverage).empty());
        if (ported.name == "DuplicateItems") { // the first takes all there; here a person must say which of the two it is
            CHECK_FALSE(cleaned.clean());
            continue;
        }
        CHECK(cleaned.clean());
        const Locator locator(cleaned.coverage);
        for (const auto &[x, y, owner] : ported.owners) {
            CAPTURE(x, y);
            CHECK(locator.locate(DrawingFrame().at(x, y)) == owner);
        }
    }
}
