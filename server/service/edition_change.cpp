#include "server/service/edition_change.hpp"

#include "data/store.hpp"
#include "spatial/ground_change.hpp"

#include <tuple>

namespace jingwei::server {

using spatial::Label;

namespace {

auto said_of(const data::GridRow &row) {
    return std::tie(row.name, row.level, row.kind, row.parent_code, row.division_code, row.fallback_org, row.households,
                    row.residents);
}

/// The units of two editions in one numbering: those before by their label, those that are new behind them.
class CommonUnits {
  public:
    CommonUnits(const data::ThemeWorld &before, const data::ThemeWorld &after) : m_labels(after.grids.size()) {
        for (const auto &grid : before.grids) {
            m_codes.push_back(grid.code);
        }
        for (Label unit = 1; unit < after.grids.size(); ++unit) {
            m_labels[unit] = before.find(after.grids[unit].code);
            if (m_labels[unit] == spatial::no_label) {
                m_labels[unit] = static_cast<Label>(m_codes.size());
                m_codes.push_back(after.grids[unit].code);
            }
        }
    }
    [[nodiscard]] const std::vector<Label> &labels() const { return m_labels; }
    [[nodiscard]] const std::string &code(Label common) const { return m_codes[common]; }

  private:
    std::vector<Label> m_labels; ///< by label after
    std::vector<std::string> m_codes;
};

/// Adds the units that are there only once, or whose row differs.
void add_rows(const data::World &world, const data::ThemeWorld &before, const data::ThemeWorld &after,
              std::set<std::string> &grids) {
    const auto rows_before = data::theme_content(world, before).grids;
    const auto rows_after = data::theme_content(world, after).grids;
    for (data::GridIndex i = 1; i < rows_before.size(); ++i) {
        const auto j = after.find(rows_before[i].code);
        if (j == 0 || said_of(rows_before[i]) != said_of(rows_after[j])) {
            grids.insert(rows_before[i].code);
        }
    }
    for (data::GridIndex j = 1; j < rows_after.size(); ++j) {
        if (before.find(rows_after[j].code) == 0) {
            grids.insert(rows_after[j].code);
        }
    }
}

} // namespace

EditionChange edition_change(const data::World &world, const data::ThemeWorld &before, const data::ThemeWorld &after) {
    EditionChange change;
    add_rows(world, before, after, change.grids);
    const CommonUnits units(before, after);
    const auto ground = spatial::find_ground_changes(before.coverage, after.coverage, units.labels());
    for (const auto &moved : ground.moved) {
        if (!moved.ground.empty()) {
            change.grids.insert({units.code(moved.from), units.code(moved.to)});
        }
    }
    change.grids.erase(""); // nobody
    for (const auto &border : ground.borders) {
        change.borders.push_back({units.code(border.left), units.code(border.right), border.points, border.is_new});
    }
    return change;
}

} // namespace jingwei::server
