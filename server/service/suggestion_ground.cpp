#include "server/api_error.hpp"
#include "server/service/plan_suggestion.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

using spatial::Label;

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail, const char *field) {
    throw ApiError(ErrorCode::bad_data, code, detail, field);
}

/// What is known of a building that a measure counts; 0 where it is not.
std::int64_t measured(const data::BuildingRow &building, SuggestionMeasure measure) {
    switch (measure) {
    case SuggestionMeasure::households:
        return building.households.value_or(0);
    case SuggestionMeasure::residents:
        return building.residents.value_or(0);
    default:
        return 1;
    }
}

class Gathering {
  public:
    Gathering(const PlanDraft &draft, const std::string &plan_within, const SuggestionWish &wish)
        : m_draft(draft), m_plan_within(plan_within), m_wish(wish) {}

    SuggestionGround gather() {
        choose_grids();
        for (const auto label : m_labels) {
            require_redrawable(label);
            for (auto &polygon : m_draft.ground_of(label)) {
                std::ranges::for_each(polygon.outer, [&](spatial::LatticePoint p) { m_ground.box.add(p); });
                m_ground.ground.push_back({static_cast<Label>(m_ground.grids.size() + 1), std::move(polygon)});
            }
            m_ground.grids.push_back(row(label).code);
        }
        if (m_ground.ground.empty()) {
            refuse("no_ground", "These grids have no ground to be divided.", "grids");
        }
        find_buildings();
        weigh_buildings();
        count_parts();
        propose_codes();
        return std::move(m_ground);
    }

  private:
    [[nodiscard]] const data::GridRow &row(Label label) const { return m_draft.units()[label].row; }

    [[nodiscard]] bool has_children(const std::string &code) const {
        return std::ranges::any_of(m_draft.units(), [&](const PlanUnit &unit) {
            return !unit.gone && unit.row.parent_code == code && !unit.row.code.empty();
        });
    }

    Label known(const std::string &code, const char *field) const {
        const auto label = m_draft.find(code);
        if (label == spatial::no_label) {
            throw ApiError(ErrorCode::bad_data, "no_such_grid",
                           fmt::format("The plan has no grid '{}'; see its list of grids.", code.substr(0, 40)), field);
        }
        return label;
    }

    void choose_grids() {
        for (const auto &code : m_wish.grids) {
            m_labels.push_back(known(code, "grids"));
        }
        if (m_wish.grids.empty()) {
            const auto &parent = row(known(m_wish.within, "within")).code;
            for (Label label = 1; label < m_draft.units().size(); ++label) {
                const auto &unit = m_draft.units()[label];
                if (!unit.gone && unit.row.parent_code == parent && unit.row.kind == "base") {
                    m_labels.push_back(label);
                }
            }
            if (m_labels.empty()) {
                refuse("no_grids_below", fmt::format("There are no grids right below '{}' to be redrawn.", parent), "within");
            }
        }
        std::ranges::sort(m_labels);
        m_labels.erase(std::unique(m_labels.begin(), m_labels.end()), m_labels.end());
        if (m_labels.size() > most_suggested_grids) {
            refuse("too_many_grids",
                   fmt::format("At most {} grids are redrawn at once, not {}; choose fewer.", most_suggested_grids,
                               m_labels.size()),
                   "grids");
        }
    }

    [[nodiscard]] bool lies_in_plan(Label label) const {
        const auto top = m_draft.find(m_plan_within);
        for (int depth = 0; label != spatial::no_label && depth < 32; label = m_draft.find(row(label).parent_code), ++depth) {
            if (m_plan_within.empty() || label == top) {
                return true;
            }
        }
        return false;
    }

    void require_redrawable(Label label) const {
        const auto &grid = row(label);
        const auto &first = row(m_labels.front());
        if (has_children(grid.code)) {
            refuse("has_children", fmt::format("'{}' is made of the grids below it; redraw those.", grid.code),
                   m_wish.grids.empty() ? "within" : "grids");
        }
        if (grid.parent_code != first.parent_code || grid.level != first.level) {
            refuse("two_parents",
                   fmt::format("'{}' lies in '{}', but '{}' in '{}'; redraw the grids of one parent at a time.", first.code,
                               first.parent_code, grid.code, grid.parent_code),
                   "grids");
        }
        if (!lies_in_plan(label)) {
            refuse("outside_of_plan",
                   fmt::format("The grid '{}' lies outside of the plan, which redraws '{}'.", grid.code, m_plan_within),
                   "grids");
        }
    }

    void find_buildings() {
        const auto &layer = *m_draft.world()->buildings;
        const std::set<Label> wanted(m_labels.begin(), m_labels.end());
        layer.points.for_each_in_box(m_ground.box, [&](const spatial::PointEntry &entry) {
            if (wanted.contains(m_draft.editor().label_at(entry.at))) {
                m_buildings.push_back(entry.slot);
            }
        });
        std::ranges::sort(m_buildings); // in the order of the store, whatever the index
        if (m_buildings.size() > most_suggestion_buildings) {
            refuse("too_many_buildings",
                   fmt::format("{} buildings stand in these grids; at most {} are shared out at once: choose fewer grids.",
                               m_buildings.size(), most_suggestion_buildings),
                   "grids");
        }
    }

    [[nodiscard]] std::int64_t sum(SuggestionMeasure measure) const {
        std::int64_t sum = 0;
        for (const auto slot : m_buildings) {
            sum += measured(m_draft.world()->buildings->rows[slot], measure);
        }
        return sum;
    }

    void weigh_buildings() {
        using enum SuggestionMeasure;
        m_ground.weighed_by = m_buildings.empty() ? area : sum(households) > 0 ? households : buildings;
        m_ground.people_by = sum(residents) > 0 ? residents : m_ground.weighed_by == area ? buildings : m_ground.weighed_by;
        for (const auto slot : m_buildings) {
            const auto &building = m_draft.world()->buildings->rows[slot];
            m_ground.buildings.push_back(
                {building.at, measured(building, m_ground.weighed_by), measured(building, m_ground.people_by)});
        }
    }

    void count_parts() {
        if (m_wish.parts && (*m_wish.parts < 1 || *m_wish.parts > most_suggested_parts)) {
            refuse("bad_parts", fmt::format("'parts' is a number from 1 to {}.", most_suggested_parts), "parts");
        }
        auto parts = m_wish.parts.value_or(static_cast<std::int64_t>(m_labels.size()));
        if (m_wish.target_households) {
            const auto households = sum(SuggestionMeasure::households);
            if (households == 0) {
                refuse("no_households", "No building in these grids says how many households it has; give 'parts' instead.",
                       "target_households");
            }
            const auto target = *m_wish.target_households;
            parts = target < 1 ? 0 : std::max<std::int64_t>(1, (2 * households + target) / (2 * target));
            if (parts < 1 || parts > most_suggested_parts) {
                refuse("bad_target",
                       fmt::format("The grids hold {} households; 'target_households' has to make 1 to {} grids of them.",
                                   households, most_suggested_parts),
                       "target_households");
            }
        }
        m_ground.parts = static_cast<std::uint32_t>(parts);
    }

    /// Codes that go on from the highest sibling's, with as many digits.
    void propose_codes() {
        const auto &parent = row(m_labels.front()).parent_code;
        std::string highest;
        for (const auto &unit : m_draft.units()) {
            const auto &code = unit.row.code;
            if (!code.empty() && unit.row.parent_code == parent && code.size() >= highest.size() &&
                (code.size() > highest.size() || code > highest)) {
                highest = code;
            }
        }
        auto digits = highest.size();
        while (digits > 0 && highest.size() - digits < 9 && highest[digits - 1] >= '0' && highest[digits - 1] <= '9') {
            --digits;
        }
        const auto stem = digits == highest.size() ? highest + "-" : highest.substr(0, digits);
        const auto width = std::max<std::size_t>(1, highest.size() - digits);
        std::uint64_t number = 0;
        std::from_chars(highest.data() + digits, highest.data() + highest.size(), number);
        while (m_ground.free_codes.size() < m_ground.parts) {
            auto code = fmt::format("{}{:0{}}", stem, ++number, width);
            if (m_draft.find(code) == spatial::no_label && !m_draft.was_anothers(code, spatial::no_label)) {
                m_ground.free_codes.push_back(std::move(code));
            }
        }
    }

    const PlanDraft &m_draft;
    const std::string &m_plan_within;
    const SuggestionWish &m_wish;
    std::vector<Label> m_labels;
    std::vector<std::uint32_t> m_buildings; ///< slots
    SuggestionGround m_ground;
};

} // namespace

SuggestionGround gather(const PlanDraft &draft, const std::string &plan_within, const SuggestionWish &wish) {
    return Gathering(draft, plan_within, wish).gather();
}

} // namespace jingwei::server
