#include "data/lineage_rows.hpp"

#include "spatial/ground_change.hpp"

#include <algorithm>

namespace jingwei::data {

using spatial::Label;

/// The grids of a level numbered, and what became of their ground.
class LineageDraft::Comparison {
  public:
    explicit Comparison(const Level &level)
        : m_changes(spatial::find_ground_changes(numbered(level.before), numbered(level.after))) {
        for (const auto &[label, area] : m_changes.kept) {
            m_had[label] += area;
            m_heirs[label].insert(label);
            m_sources[label].insert(label);
        }
        for (const auto &change : m_changes.moved) {
            m_had[change.from] += change.doubled_area;
            if (counts(change)) {
                m_heirs[change.from].insert(change.to);
                m_sources[change.to].insert(change.from);
            }
        }
    }

    [[nodiscard]] const spatial::GroundChanges &changes() const { return m_changes; }
    [[nodiscard]] std::int64_t grid(Label label) const { return m_grids[label]; }
    /// Whether ground came from one grid to another, by more than the rounding of a node.
    [[nodiscard]] static bool counts(const spatial::GroundChange &change) {
        return change.from != spatial::no_label && change.to != spatial::no_label && !change.ground.empty();
    }
    [[nodiscard]] double share(Label from, __int128 area) const {
        return std::clamp(static_cast<double>(area) / static_cast<double>(m_had.at(from)), 0.0, 1.0);
    }
    [[nodiscard]] std::size_t heirs(Label label) const { return m_heirs.at(label).size(); }
    [[nodiscard]] std::size_t sources(Label label) const { return m_sources.at(label).size(); }
    /// Whether more became of a grid than what it kept.
    [[nodiscard]] bool is_touched(Label label) const { return heirs(label) > 1 || sources(label) > 1; }

  private:
    std::vector<spatial::LabelledPolygon> numbered(const Grounds &grounds) {
        std::vector<spatial::LabelledPolygon> polygons;
        for (const auto &[grid, ground] : grounds) {
            const auto [known, fresh] = m_labels.try_emplace(grid, static_cast<Label>(m_grids.size()));
            if (fresh) {
                m_grids.push_back(grid);
            }
            for (const auto &part : ground) {
                polygons.push_back({known->second, part});
            }
        }
        return polygons;
    }

    std::vector<std::int64_t> m_grids{0}; ///< by label
    std::map<std::int64_t, Label> m_labels;
    spatial::GroundChanges m_changes;
    std::map<Label, __int128> m_had; ///< twice the area
    std::map<Label, std::set<Label>> m_heirs, m_sources;
};

std::vector<LineageRow> LineageDraft::rows() const {
    std::vector<LineageRow> rows(m_rows);
    for (const auto &[code, level] : m_levels) {
        if (!level.before.empty() && !level.after.empty()) {
            add_level(level, rows);
        }
    }
    return rows;
}

void LineageDraft::add_level(const Level &level, std::vector<LineageRow> &rows) const {
    const Comparison compared(level);
    const auto kind_of = [&](const spatial::GroundChange &change) {
        const bool closed = m_closed.contains(compared.grid(change.from));
        if (!m_new.contains(compared.grid(change.to))) {
            return closed ? "merge" : "move";
        }
        const bool whole = closed && compared.heirs(change.from) == 1;
        return !whole ? "split" : compared.sources(change.to) > 1 ? "merge" : "move";
    };
    const auto add = [&](const char *kind, Label from, Label to, __int128 area) {
        rows.push_back({kind, compared.grid(from), compared.grid(to), compared.share(from, area)});
    };
    for (const auto &change : compared.changes().moved) {
        if (Comparison::counts(change)) {
            add(kind_of(change), change.from, change.to, change.doubled_area);
        }
    }
    for (const auto &[label, area] : compared.changes().kept) {
        if (compared.is_touched(label)) {
            add("move", label, label, area);
        }
    }
}

void write_lineage(Queries &queries, std::int64_t edition, const std::vector<LineageRow> &rows) {
    for (const LineageRow &row : rows) {
        queries.run("insert_lineage", edition, row.kind, row.from, row.to, row.share);
    }
}

} // namespace jingwei::data
