#pragma once

#include "spatial/coverage.hpp"

#include <memory>
#include <optional>

namespace jingwei::spatial {

/// The nearest border: metres on the ellipsoid's local scale at the asker, the foot point, and the units on its two sides.
struct BorderHit {
    double distance_m = 0;
    LatticePoint foot;
    Label left = no_label;
    Label right = no_label;
};

/// Point -> the one unit that owns it, exactly. The owner is the unit of the sector that holds the direction (1, e), just
/// north of east; where that sector belongs to nobody, the first labelled sector counter-clockwise. The answer does not depend
/// on cells, order of storage or zoom. Immutable, so any number of threads may ask.
class Locator {
  public:
    /// Indexes a coverage; O(n log n). The locator keeps nothing of `coverage`.
    explicit Locator(const Coverage &coverage);
    ~Locator();
    Locator(Locator &&) noexcept;
    Locator &operator=(Locator &&) noexcept;
    Locator(const Locator &) = delete;
    Locator &operator=(const Locator &) = delete;

    /// The owner, or no_label outside.
    [[nodiscard]] Label locate(LatticePoint p) const;

    /// How a batch is gone through; the owners are the same, each at its point's place.
    enum class BatchOrder {
        as_given,
        by_place ///< block after block of cells: pays where the index outgrows the caches and the points come from all over
    };
    /// Owners of many points. `owners` must be as long as `points`. By place it takes four bytes a point meanwhile.
    void locate(std::span<const LatticePoint> points, std::span<Label> owners, BatchOrder order = BatchOrder::as_given) const;

    /// Every unit that touches the point: one inside, several on a border or a corner, none outside; ascending, without
    /// no_label.
    [[nodiscard]] std::vector<Label> touching(LatticePoint p) const;

    /// The nearest border within `radius_m`. On a border the distance is exactly 0. Ties are settled by the smaller foot point,
    /// then labels.
    [[nodiscard]] std::optional<BorderHit> nearest_border(LatticePoint p, double radius_m) const;

    /// A unit near a point, and how far its ground is.
    struct UnitDistance {
        Label label = no_label;
        double distance_m = 0;
    };
    /// The units with ground within `radius_m`, nearest first, each once, the owner first with distance 0.
    [[nodiscard]] std::vector<UnitDistance> within(LatticePoint p, double radius_m) const;

    /// The locator of a coverage that differs from this one's in the `touched` boxes only: every border segment that is new,
    /// gone or has other units on its sides lies inside one of them (`changed_boxes` finds them). Answers exactly as
    /// Locator(now). Only root cells that a box touches are built; the rest is shared with this locator, which stays as it is.
    /// Costs a copy of the root and a pass over the points of `now`: milliseconds for a city. Builds anew when the ground grew
    /// past the root's, or when the shared memory is full of what updates replaced. Thread-safe.
    [[nodiscard]] Locator updated(const Coverage &now, std::span<const LatticeBox> touched) const;
    /// The locator of `now`, where this one is that of `before`: updated where little changed, built anew where a new one
    /// costs no more, as when units got other labels. Answers exactly as Locator(now). Thread-safe.
    [[nodiscard]] Locator following(const Coverage &before, const Coverage &now) const;
    /// Whether this and another came from each other by updates that did not build anew.
    [[nodiscard]] bool shares_words_with(const Locator &other) const;

    [[nodiscard]] std::size_t bytes() const;

    struct Index; ///< in locator_index.hpp

  private:
    explicit Locator(std::unique_ptr<const Index> index);
    std::unique_ptr<const Index> m_index;
};

/// The boxes of the arcs that only one of two coverages has, with their units: where a locator must change. Linear in points.
[[nodiscard]] std::vector<LatticeBox> changed_boxes(const Coverage &before, const Coverage &now);

} // namespace jingwei::spatial
