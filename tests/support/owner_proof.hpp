#pragma once

#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exact_owner.hpp"
#include "tests/support/geos_owners.hpp"

#include <string>
#include <utility>
#include <vector>

namespace jingwei::tests {

/// Holds a locator to two oracles that know the polygons only, point by point: exact arithmetic with the border rule, and
/// GEOS.
class OwnerProof {
  public:
    OwnerProof(const spatial::Coverage &coverage, std::vector<spatial::LabelledPolygon> ground)
        : m_ground(std::move(ground)), m_exact(m_ground), m_geos(m_ground), m_locator(coverage) {}

    /// Asks GEOS about one point in `geos_step`.
    void run(const std::vector<spatial::LatticePoint> &points, std::size_t geos_step) {
        std::vector<spatial::Label> batch(points.size(), 77);
        m_locator.locate(points, batch);
        std::vector<spatial::Label> by_place(points.size(), 77);
        m_locator.locate(points, by_place, spatial::Locator::BatchOrder::by_place);
        REQUIRE(by_place == batch);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto wrong = difference(points[i], batch[i], i % geos_step == 0);
            if (!wrong.empty()) {
                CAPTURE(points[i].x, points[i].y, m_locator.locate(points[i]), m_exact.at(points[i]).owner);
                REQUIRE(wrong.empty());
            }
        }
        REQUIRE(inside + outside == points.size());
    }

    [[nodiscard]] const spatial::Locator &locator() const { return m_locator; }

    std::size_t inside = 0, outside = 0, on_border = 0;

  private:
    /// What is wrong at a point in a word; "" when nothing is.
    std::string difference(spatial::LatticePoint p, spatial::Label batch, bool with_geos) {
        const auto exact = m_exact.at(p);
        (exact.owner != spatial::no_label ? inside : outside) += 1;
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

    [[nodiscard]] std::string difference_from_geos(spatial::LatticePoint p, const ExactOwner::Answer &exact) const {
        const auto geos = m_geos.at(p);
        if (geos.touching != exact.touching) {
            return "the units that touch by GEOS";
        }
        const auto holding = exact.on_border ? std::vector<spatial::Label>() : exact.touching;
        return geos.holding == holding ? "" : "the owner by GEOS";
    }

    std::vector<spatial::LabelledPolygon> m_ground;
    ExactOwner m_exact;
    GeosOwners m_geos;
    spatial::Locator m_locator;
};

} // namespace jingwei::tests
