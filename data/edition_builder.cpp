#include "data/edition_builder.hpp"

#include "data/edition_clean.hpp"
#include "data/edition_rows.hpp"
#include "data/store.hpp"
#include "spatial/defects.hpp"
#include "spatial/error.hpp"
#include "spatial/nesting.hpp"
#include "spatial/open_slits.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace jingwei::data {
namespace {

using spatial::Label;
using spatial::LabelledGround;
using spatial::LabelledPolygon;
using spatial::MultiPolygon;
using spatial::NoteKind;

std::string_view defect_name(spatial::DefectKind kind) {
    switch (kind) {
    case spatial::DefectKind::overlap:
        return "overlap";
    case spatial::DefectKind::gap:
        return "gap";
    case spatial::DefectKind::invalid_ring:
        return "invalid_ring";
    case spatial::DefectKind::spike:
        return "spike";
    case spatial::DefectKind::doubtful_overlap:
        return "doubtful_overlap";
    case spatial::DefectKind::too_wide:
        return "too_wide";
    }
    return "defect";
}

/// Builds one edition; the units of `m_units` are the labels of every step.
class EditionBuilder {
  public:
    EditionBuilder(const World &world, EditionRequest &request)
        : m_request(request), m_divisions(*world.divisions), m_theme(require_theme(world, request)),
          m_level(require_level(m_theme, request.level)),
          m_units(take_rows(world, m_theme, m_level, request, m_draft.problems)) {}

    EditionDraft draft() {
        m_draft.content.theme = m_request.theme;
        if (!m_draft.problems.empty()) {
            return std::move(m_draft);
        }
        m_box = whole_box();
        progress(0.02);
        find_parents();
        progress(0.3);
        if (m_request.fix) {
            clean();
        }
        if (!m_draft.problems.empty()) {
            return std::move(m_draft);
        }
        collect_grounds();
        progress(0.5);
        auto built = build();
        take_notes(built);
        progress(0.8);
        if (built.clean()) {
            settle_faces(built.coverage);
        }
        if (m_draft.acceptable()) {
            finish();
        }
        progress(1);
        return std::move(m_draft);
    }

  private:
    void progress(double done) const {
        if (m_request.progress) {
            m_request.progress(done);
        }
    }

    [[nodiscard]] spatial::LatticeBox whole_box() const {
        spatial::LatticeBox box = m_theme.coverage.bounds();
        for (const auto &unit : m_units) {
            for (const auto &polygon : unit.given) {
                for (const auto p : polygon.outer) {
                    box.add(p);
                }
            }
        }
        return box;
    }

    /// The ground of a unit as it is known now: from the file, else as it stands in the store.
    [[nodiscard]] const MultiPolygon &ground(Label unit) const {
        const auto &u = m_units[unit];
        return u.from_file ? u.given : m_theme.shapes[u.stored];
    }
    [[nodiscard]] int rank(Label unit) const { return m_units[unit].rank; }

    /// Units of the nearest level before (coarser) or after (finer) the file's that have ground.
    [[nodiscard]] std::vector<int> ranks_coarser() const {
        std::set<int, std::greater<>> ranks;
        for (Label u = 1; u < m_units.size(); ++u) {
            if (rank(u) < m_level.rank && !m_units[u].removed && !ground(u).empty()) {
                ranks.insert(rank(u));
            }
        }
        return {ranks.begin(), ranks.end()};
    }

    [[nodiscard]] std::vector<LabelledGround> grounds_of_rank(int wanted, bool from_file_only) const {
        std::vector<LabelledGround> grounds;
        for (Label u = 1; u < m_units.size(); ++u) {
            if (rank(u) == wanted && !m_units[u].removed && (!from_file_only || m_units[u].from_file)) {
                grounds.push_back({u, &ground(u)});
            }
        }
        return grounds;
    }

    void find_parents() {
        std::vector<Label> children;
        for (Label u = 1; u < m_units.size(); ++u) {
            if (m_units[u].from_file) {
                children.push_back(u);
            }
        }
        for (const int coarser : ranks_coarser()) {
            assign_parents(children, grounds_of_rank(coarser, false), false);
        }
        adopt_finer_units();
    }

    /// Units of finer levels whose parent lies above the file's level come under the file's units where these hold them.
    void adopt_finer_units() {
        std::vector<Label> orphans;
        for (Label u = 1; u < m_units.size(); ++u) {
            const auto parent = m_units[u].parent;
            if (rank(u) > m_level.rank && !m_units[u].removed && (parent == 0 || rank(parent) < m_level.rank)) {
                orphans.push_back(u);
            }
        }
        assign_parents(orphans, grounds_of_rank(m_level.rank, true), true);
    }

    void assign_parents(const std::vector<Label> &children, const std::vector<LabelledGround> &parents, bool adopting) {
        if (children.empty() || parents.empty()) {
            return;
        }
        const spatial::ParentFinder finder(parents, m_box);
        for (const auto child : children) {
            auto &unit = m_units[child];
            if (!adopting && unit.parent != 0 && rank(unit.parent) != rank(parents.front().label)) {
                continue;
            }
            const bool is_named = !adopting && unit.parent_settled;
            const auto share = is_named ? finder.find_in(ground(child), unit.parent) : finder.find(ground(child));
            if (unit.parent == 0 || adopting) {
                unit.parent = share.parent != 0 ? share.parent : unit.parent;
            }
            unit.parent_settled = unit.parent != 0;
            if (share.parent != 0 && share.outside_m2 > 0) {
                m_draft.findings.push_back({.kind = "border_crossing",
                                            .count = 1,
                                            .place = spatial::to_lonlat(share.place),
                                            .area_m2 = share.outside_m2,
                                            .share = share.share,
                                            .a = unit.row.code,
                                            .b = m_units[share.parent].row.code});
            }
            if (m_request.lock_parents && !m_request.fix && !adopting && share.outside_m2 > 0 && unit.parent != 0) {
                unit.given = finder.cut(unit.given, unit.parent);
            }
        }
    }

    void clean() {
        clean_units(m_units, {.theme = m_theme, .rank = m_level.rank, .lock_parents = m_request.lock_parents}, m_request,
                    m_draft);
    }

    /// Every polygon of the next coverage: what stands and is not replaced, what the file brings, what is left of parents.
    void collect_grounds() {
        find_who_has_children();
        const auto own_faces = data::own_faces(m_theme.coverage, m_theme.grids.size());
        std::vector<LabelledGround> finer;
        std::vector<LabelledGround> brought;
        for (Label u = 1; u < m_units.size(); ++u) {
            const auto &unit = m_units[u];
            if (unit.from_file) {
                brought.push_back({u, &unit.given});
            } else if (!unit.removed && rank(u) >= m_level.rank) {
                add(u, own_faces[unit.stored]);
                if (rank(u) > m_level.rank && !own_faces[unit.stored].empty()) {
                    finer.push_back({u, &own_faces[unit.stored]});
                }
            }
        }
        for (const auto &[unit, ground] : brought) {
            if (has_children(unit)) {
                keep_residue(unit, *ground, finer);
            } else {
                add(unit, *ground);
            }
        }
        for (auto &[unit, ground] : parent_ground(own_faces)) {
            // also a unit without children gives way where a file's unit reaches a little over its border
            auto covers = brought;
            covers.insert(covers.end(), finer.begin(), finer.end());
            keep_residue(unit, ground, covers);
        }
    }

    /// The own ground of coarser units, with the ground that replaced or removed units under them leave free.
    [[nodiscard]] std::map<Label, MultiPolygon> parent_ground(const std::vector<MultiPolygon> &own_faces) const {
        std::map<Label, MultiPolygon> grounds;
        for (Label u = 1; u < m_units.size(); ++u) {
            const auto &unit = m_units[u];
            if (unit.stored == 0 || own_faces[unit.stored].empty()) {
                continue;
            }
            Label owner = 0;
            if (rank(u) < m_level.rank && !unit.from_file && !unit.removed) {
                owner = u;
            } else if (unit.from_file || unit.removed) {
                owner = unit.old_parent;
            }
            if (owner != 0) {
                auto &ground = grounds[owner];
                ground.insert(ground.end(), own_faces[unit.stored].begin(), own_faces[unit.stored].end());
            }
        }
        return grounds;
    }

    void find_who_has_children() {
        m_has_children.assign(m_units.size(), false);
        for (const auto &unit : m_units) {
            m_has_children[unit.parent] = m_has_children[unit.parent] || (unit.parent != 0 && !unit.removed);
        }
    }
    [[nodiscard]] bool has_children(Label unit) const { return m_has_children[unit]; }

    void add(Label unit, const MultiPolygon &ground) {
        for (const auto &polygon : ground) {
            m_polygons.push_back({unit, polygon});
        }
    }

    void keep_residue(Label unit, const MultiPolygon &ground, const std::vector<LabelledGround> &covers) {
        const auto left = spatial::residue(ground, covers, m_box);
        for (const auto &sliver : left.slivers) {
            m_polygons.push_back({static_cast<Label>(m_units.size() + m_sliver_parents.size()), sliver});
            m_sliver_parents.push_back(unit);
        }
        const bool told = !left.kept.empty() && has_children(unit);
        for (const auto &piece : left.kept) {
            m_polygons.push_back({unit, piece.polygon});
            if (told) {
                m_draft.findings.push_back({.kind = "residue_kept",
                                            .count = 1,
                                            .place = spatial::to_lonlat(piece.place),
                                            .area_m2 = piece.area_m2,
                                            .width_m = piece.width_m,
                                            .b = m_units[unit].row.code});
            }
        }
    }

    /// With the slivers, else without: rounding may fold a sliver so that it contradicts its neighbours. What is then left
    /// open is settled as an enclosed face.
    spatial::BuildResult build() {
        const auto told = [&](double done) { progress(0.5 + 0.3 * done); };
        const spatial::BuildOptions options{
            .classify_enclosed = false, .first_filler = static_cast<Label>(m_units.size()), .progress = told};
        auto built = spatial::build_coverage(m_polygons, options);
        if (!built.clean() && !m_sliver_parents.empty()) {
            std::erase_if(m_polygons, [&](const LabelledPolygon &p) { return p.label >= m_units.size(); });
            built = spatial::build_coverage(m_polygons, options);
        }
        if (!built.clean() && m_theme.coverage.empty()) {
            // a first file is refused: its holes and gaps belong into the report too
            built = spatial::build_coverage(m_polygons, {.classify_enclosed = true, .progress = told});
        }
        return built;
    }

    void take_notes(const spatial::BuildResult &built) {
        for (const auto &d : built.defects) {
            m_draft.findings.push_back({.kind = std::string(defect_name(d.kind)),
                                        .defect = true,
                                        .count = 1,
                                        .place = spatial::to_lonlat(d.place),
                                        .area_m2 = d.area_m2,
                                        .width_m = d.width_m,
                                        .a = m_units[d.a].row.code,
                                        .b = m_units[d.b].row.code});
        }
        if (built.unnamed_overlaps > 0) {
            m_draft.findings.push_back({.kind = "overlap", .defect = true, .count = built.unnamed_overlaps});
        }
        for (const auto &n : built.notes) {
            if (n.kind == NoteKind::rounding) {
                m_draft.findings.push_back({.kind = "rounding", .count = n.count});
            } else if (n.kind == NoteKind::hole) {
                m_draft.findings.push_back({.kind = "hole",
                                            .count = n.count,
                                            .place = spatial::to_lonlat(n.place),
                                            .area_m2 = n.area_m2,
                                            .width_m = n.width_m});
            }
        }
    }

    /// Gives slivers and small enclosed ground to the child that shares most border, keeps real holes, calls the rest gaps.
    void settle_faces(const spatial::Coverage &built) {
        std::vector<Label> labels(built.face_labels().begin(), built.face_labels().end());
        for (const auto &face : spatial::unsettled_faces(built, static_cast<Label>(m_units.size()))) {
            const bool large = spatial::is_meant_hole(face.width_m, face.area_m2);
            const bool is_sliver = face.label != spatial::no_label;
            const auto parent = is_sliver ? m_sliver_parents[face.label - m_units.size()] : parent_at(face.place);
            GeometryFinding finding{
                .count = 1, .place = spatial::to_lonlat(face.place), .area_m2 = face.area_m2, .width_m = face.width_m};
            if (parent != 0) {
                const bool keeps = large && !is_sliver;
                labels[face.face] = keeps ? parent : heir(face, parent);
                finding.kind = keeps ? "residue_kept" : "residue_given";
                finding.a = keeps ? "" : m_units[labels[face.face]].row.code;
                finding.b = m_units[parent].row.code;
            } else {
                name_uncovered(face, large, finding);
            }
            m_draft.findings.push_back(std::move(finding));
        }
        m_draft.content.coverage = spatial::relabel(built, labels);
        name_slits();
    }

    /// Narrow ground of nobody between units that is open to the outside, so that nothing encloses it.
    void name_slits() {
        const auto slits = spatial::find_open_slits(m_draft.content.coverage);
        if (slits.count == 0) {
            return;
        }
        for (const auto &face : spatial::unsettled_faces(slits.coverage, slits.first_slit)) {
            if (face.label != spatial::no_label) {
                GeometryFinding finding{.kind = "slit",
                                        .count = 1,
                                        .place = spatial::to_lonlat(face.place),
                                        .area_m2 = face.area_m2,
                                        .width_m = face.width_m};
                name_neighbours(face, finding);
                m_draft.findings.push_back(std::move(finding));
            }
        }
    }

    void name_uncovered(const spatial::UnsettledFace &face, bool large, GeometryFinding &finding) const {
        finding.defect = !large && m_level.full_cover;
        finding.kind = finding.defect ? "gap" : "hole";
        if (finding.defect) {
            name_neighbours(face, finding);
        }
    }

    void name_neighbours(const spatial::UnsettledFace &face, GeometryFinding &finding) const {
        for (std::size_t i = 0; i < face.neighbours.size(); ++i) {
            const auto &code = m_units[face.neighbours[i].first].row.code;
            if (i < 2) {
                (i == 0 ? finding.a : finding.b) = code;
            } else {
                finding.others.push_back(code);
            }
        }
    }

    /// The coarser unit whose ground held a place until now.
    [[nodiscard]] Label parent_at(spatial::LatticePoint p) const {
        Label unit = m_theme.locator ? m_theme.locator->locate(p) : 0;
        while (unit != 0 && (rank(unit) >= m_level.rank && !m_units[unit].from_file)) {
            unit = m_units[unit].old_parent;
        }
        if (unit != 0 && m_units[unit].from_file && !has_children(unit)) {
            unit = m_units[unit].old_parent;
        }
        return unit;
    }

    [[nodiscard]] Label heir(const spatial::UnsettledFace &face, Label parent) const {
        const auto child =
            std::ranges::find_if(face.neighbours, [&](const auto &n) { return m_units[n.first].parent == parent; });
        if (child != face.neighbours.end()) {
            return child->first;
        }
        return face.neighbours.empty() ? parent : face.neighbours.front().first;
    }

    void finish() {
        compact_units(m_units, m_draft);
        count_changes(m_theme, m_divisions, m_draft);
    }

    EditionDraft m_draft;
    EditionRequest &m_request;
    const std::vector<Division> &m_divisions;
    const ThemeWorld &m_theme;
    const Level &m_level;
    std::vector<EditionUnit> m_units; ///< [0] is nobody; a stored unit keeps its index
    std::vector<bool> m_has_children;
    std::vector<LabelledPolygon> m_polygons;
    std::vector<Label> m_sliver_parents; ///< slivers carry the labels after the units'
    spatial::LatticeBox m_box;
};

} // namespace

bool EditionDraft::acceptable() const {
    return problems.empty() && std::ranges::none_of(findings, &GeometryFinding::defect);
}

EditionDraft draft_edition(const World &world, EditionRequest request) {
    return EditionBuilder(world, request).draft();
}

} // namespace jingwei::data
