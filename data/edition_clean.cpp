#include "data/edition_clean.hpp"

#include "spatial/coverage_clean.hpp"
#include "spatial/far_vertex.hpp"
#include "spatial/sector.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <set>

namespace jingwei::data {
namespace {

using spatial::Label;
using spatial::LabelledPolygon;
using spatial::Repair;
using spatial::RepairKind;

class UnitCleaning {
  public:
    UnitCleaning(std::vector<EditionUnit> &units, const CleaningGround &ground, const EditionRequest &request,
                 EditionDraft &draft)
        : m_units(units), m_ground(ground), m_request(request), m_draft(draft), m_fixed(units.size(), 0) {}

    /// What a repair leaves may lie so near to another border that rounding closes it when the edition is built; then it is
    /// cleaned once more.
    void run() {
        constexpr int most_rounds = 4;
        collect();
        if (spatial::find_far_vertex(m_polygons)) {
            return; // refused when the edition is built, with the unit's code
        }
        for (int round = 0; round < most_rounds && m_draft.problems.empty(); ++round) {
            if (!clean()) {
                return;
            }
            m_polygons.clear();
            collect_ground();
        }
    }

  private:
    /// Whether anything had to be repaired.
    bool clean() {
        const spatial::CleanOptions options{.priority = m_priority,
                                            .fixed = m_fixed,
                                            .parents = m_parents,
                                            .parent_of = m_parent_of,
                                            .progress = [&](double done) { progress(done); }};
        const auto result = spatial::clean_coverage(m_polygons, options);
        for (const auto &repair : result.repairs) {
            tell(repair, result.repairs);
        }
        take_ground(result.coverage);
        return std::ranges::any_of(result.repairs, [](const Repair &repair) {
            return repair.kind != RepairKind::hole_kept && repair.kind != RepairKind::rounding;
        });
    }

    /// Cleaning is the third tenth of drafting.
    void progress(double done) const {
        if (m_request.progress) {
            m_request.progress(0.3 + 0.1 * done);
        }
    }

    void add(Label unit, const spatial::MultiPolygon &ground) {
        for (const auto &polygon : ground) {
            m_polygons.push_back({unit, polygon});
        }
    }

    void collect() {
        collect_ground();
        collect_priority();
        if (m_ground.lock_parents) {
            collect_parents();
        }
    }

    void collect_ground() {
        spatial::LatticeBox box;
        for (Label u = 1; u < m_units.size(); ++u) {
            if (m_units[u].from_file) {
                add(u, m_units[u].given);
                const auto own = spatial::bounds(m_units[u].given);
                box.add({own.min_x, own.min_y});
                box.add({own.max_x, own.max_y});
            }
        }
        // a gap is narrower than 5 m or smaller than 500 m2: no farther away is what lies across it
        constexpr double across_a_gap_m = 30;
        box = box.empty() ? box : spatial::widened(box, across_a_gap_m);
        for (Label u = 1; u < m_units.size(); ++u) {
            const auto &unit = m_units[u];
            const bool stands = !unit.from_file && !unit.removed && unit.rank == m_ground.rank;
            if (stands && spatial::bounds(m_ground.theme.shapes[unit.stored]).intersects(box)) {
                m_fixed[u] = 1;
                add(u, m_ground.theme.shapes[unit.stored]);
            }
        }
    }

    /// Places in the order of the file's numbers; units without one come last.
    void collect_priority() {
        std::set<double> numbers;
        for (const auto &unit : m_units) {
            if (unit.priority) {
                numbers.insert(*unit.priority);
            }
        }
        if (numbers.empty()) {
            return;
        }
        const std::vector<double> order(numbers.begin(), numbers.end());
        for (const auto &unit : m_units) {
            const auto place = unit.priority ? std::ranges::lower_bound(order, *unit.priority) : order.end();
            m_priority.push_back(static_cast<std::uint32_t>(place - order.begin()));
        }
    }

    void collect_parents() {
        std::map<Label, Label> numbers;
        m_parent_of.assign(m_units.size(), spatial::no_label);
        for (Label u = 1; u < m_units.size(); ++u) {
            const auto parent = m_units[u].parent;
            if (!m_units[u].from_file || parent == 0 || m_units[parent].from_file) {
                continue;
            }
            const auto [known, fresh] = numbers.try_emplace(parent, static_cast<Label>(numbers.size() + 1));
            m_parent_of[u] = known->second;
            for (const auto &polygon : fresh ? m_ground.theme.shapes[m_units[parent].stored] : spatial::MultiPolygon{}) {
                m_parents.push_back({known->second, polygon});
            }
        }
    }

    [[nodiscard]] const std::string &code(Label unit) const { return m_units[unit].row.code; }

    void tell(const Repair &repair, std::span<const Repair> all) {
        if (repair.kind == RepairKind::unit_without_ground) {
            return refuse(repair.lost.front(), all);
        }
        if (repair.kind == RepairKind::hole_kept) {
            return; // told of the whole theme, with the level's rule
        }
        GeometryFinding finding{.kind = std::string(spatial::repair_name(repair.kind)),
                                .count = repair.count,
                                .place = spatial::to_lonlat(repair.place),
                                .area_m2 = repair.area_m2,
                                .width_m = repair.width_m};
        if (repair.kind == RepairKind::rounding) {
            finding.place = {};
        } else {
            finding.repair = true;
            finding.reason = spatial::reason_name(repair.reason);
            for (const auto &share : repair.gained) {
                finding.gained.push_back({code(share.label), share.area_m2});
            }
            std::ranges::transform(repair.lost, std::back_inserter(finding.lost), [&](Label unit) { return code(unit); });
        }
        m_draft.findings.push_back(std::move(finding));
    }

    void refuse(Label unit, std::span<const Repair> all) {
        const auto taker = std::ranges::find_if(all, [&](const Repair &repair) {
            return !repair.gained.empty() && std::ranges::find(repair.lost, unit) != repair.lost.end();
        });
        const auto row = std::ranges::find(m_request.grids, code(unit), [](const ImportedGrid &grid) { return grid.row.code; });
        const bool outside = std::ranges::any_of(all, [&](const Repair &repair) {
            return repair.kind == RepairKind::parent_border_kept && std::ranges::find(repair.lost, unit) != repair.lost.end();
        });
        auto reason =
            outside
                ? fmt::format("nothing is left of its ground inside its parent {}, whose border is kept: give it the parent "
                              "that it lies in, or ground inside this one",
                              code(m_units[unit].parent))
            : taker == all.end() ? std::string("nothing is left of its ground after cleaning: its rings have no area")
            : taker->reason == spatial::RepairReason::same_ground
                ? fmt::format("nothing is left of its ground after cleaning: {} has the same ground; which of them is "
                              "right is for a person to say: give it its own ground or leave it out of the file",
                              code(taker->gained.front().label))
                : fmt::format("nothing is left of its ground after cleaning: others claim all of it, {} among them; give it "
                              "its own ground or leave it out of the file",
                              code(taker->gained.front().label));
        m_draft.problems.push_back({row == m_request.grids.end() ? 0 : row->line, code(unit), std::move(reason)});
    }

    void take_ground(const spatial::Coverage &coverage) {
        std::vector<Label> self(m_units.size());
        std::iota(self.begin(), self.end(), Label{0});
        auto grounds = spatial::outlines(coverage, self, m_units.size());
        for (Label u = 1; u < m_units.size(); ++u) {
            if (m_units[u].from_file) {
                m_units[u].given = std::move(grounds[u]);
            }
        }
    }

    std::vector<EditionUnit> &m_units;
    const CleaningGround &m_ground;
    const EditionRequest &m_request;
    EditionDraft &m_draft;
    std::vector<LabelledPolygon> m_polygons;
    std::vector<LabelledPolygon> m_parents;
    std::vector<Label> m_parent_of;
    std::vector<std::uint32_t> m_priority; ///< empty where the file has none
    std::vector<std::uint8_t> m_fixed;
};

} // namespace

void clean_units(std::vector<EditionUnit> &units, const CleaningGround &ground, const EditionRequest &request,
                 EditionDraft &draft) {
    UnitCleaning(units, ground, request, draft).run();
}

} // namespace jingwei::data
