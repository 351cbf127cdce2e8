#include "server/service/plan_draft.hpp"
#include "spatial/measure.hpp"
#include "spatial/shape_figures.hpp"

namespace jingwei::server {

using spatial::Label;

namespace {

/// Marks a unit of the edition and all below it.
void mark_with_all_below(const data::ThemeWorld &theme, data::GridIndex unit, std::vector<bool> &marked) {
    marked[unit] = true;
    for (const auto child : theme.children[unit]) {
        mark_with_all_below(theme, child, marked);
    }
}

} // namespace

std::vector<bool> PlanDraft::with_all_below(Label upper) const {
    std::vector<bool> marked(m_units.size());
    for (Label unit = 1; unit < m_units.size(); ++unit) {
        auto above = unit;
        while (above != spatial::no_label && above != upper) {
            above = parent_of(above);
        }
        marked[unit] = above == upper && (unit == upper || !m_units[unit].gone);
    }
    return marked;
}

double PlanDraft::perimeter_m(const std::vector<bool> &units) const {
    const auto &ground = m_editor.ground();
    double sum = 0;
    const auto add_outer_arcs = [&](spatial::BoundaryId boundary) {
        ground.for_each_half_along(boundary, [&](spatial::HalfArc half) {
            if (!units[ground.left_label(half ^ 1U)]) {
                sum += spatial::geodesic_length_m(ground.line(half / 2).points());
            }
        });
    };
    for (Label unit = 1; unit < units.size(); ++unit) {
        if (units[unit]) {
            for (const auto face : faces_of(unit)) {
                add_outer_arcs(ground.face(face).outline);
                ground.for_each_hole(face, add_outer_arcs);
            }
        }
    }
    return sum;
}

UnitTally PlanDraft::tally_with_all_below(Label upper) const {
    if (!has_children(upper)) {
        return m_tally.of(upper);
    }
    return tally_of_all(with_all_below(upper));
}

UnitTally PlanDraft::tally_of_all(const std::vector<bool> &units) const {
    UnitTally sum;
    for (Label unit = 1; unit < units.size(); ++unit) {
        sum.add(units[unit] ? m_tally.of(unit) : UnitTally{});
    }
    return sum;
}

UnitTally PlanDraft::tally_before_with_all_below(Label upper) const {
    UnitTally sum;
    if (upper >= m_base->grids.size()) {
        return sum;
    }
    if (m_base->children[upper].empty()) {
        return upper < m_sums_before.size() ? m_sums_before[upper] : sum;
    }
    std::vector<bool> units(m_base->grids.size());
    mark_with_all_below(*m_base, upper, units);
    for (Label unit = 1; unit < units.size() && unit < m_sums_before.size(); ++unit) {
        sum.add(units[unit] ? m_sums_before[unit] : UnitTally{});
    }
    return sum;
}

void PlanDraft::tell_upper(Label upper, GridNumbers &numbers) const {
    const auto units = with_all_below(upper);
    numbers.tally = tally_of_all(units);
    for (Label unit = 1; unit < units.size(); ++unit) {
        numbers.area_m2 += units[unit] && !faces_of(unit).empty() ? shape_of(unit).area_m2 : 0;
    }
    numbers.compactness = spatial::roundness(numbers.area_m2, perimeter_m(units));
    if (!numbers.is_new && !m_base->shapes[upper].empty()) {
        numbers.area_before_m2 = m_base->grids[upper].area_m2;
        numbers.compactness_before = compactness_before(upper);
        numbers.tally_before = tally_before_with_all_below(upper);
    }
}

} // namespace jingwei::server
