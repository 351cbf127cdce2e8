#include "spatial/coverage_clean.hpp"

#include "spatial/clean_claims.hpp"
#include "spatial/clean_gaps.hpp"
#include "spatial/clean_input.hpp"
#include "spatial/clean_needs.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/nesting.hpp"
#include "spatial/open_ground.hpp"
#include "spatial/open_slits.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace jingwei::spatial {

namespace {

class Cleaning {
  public:
    Cleaning(std::span<const LabelledPolygon> polygons, const CleanOptions &options)
        : m_polygons(polygons), m_options(options), m_stop([this] { progress(m_done); }) {}

    CleanResult run() {
        const auto input = prepare_polygons(m_polygons, m_options, m_result.repairs, m_stop);
        m_result.effort = input.effort;
        progress(0.4);
        sort_ground(input);
        progress(0.6);
        const auto open = measure_faces(m_ground.coverage, open_faces(), m_stop);
        m_labels.assign(m_ground.coverage.face_labels().begin(), m_ground.coverage.face_labels().end());
        settle_overlaps(open);
        progress(0.8);
        settle_gaps(open, false);
        settle_slits();
        name_units_without_ground();
        if (!find_violations(m_result.coverage, 1).empty()) {
            throw std::logic_error("a cleaned coverage is valid");
        }
        progress(1);
        return std::move(m_result);
    }

  private:
    void progress(double done) {
        m_done = done;
        if (m_options.progress) {
            m_options.progress(done);
        }
    }

    void sort_ground(const CleanInput &input) {
        const auto arrangement = arrange(input.points, input.strands, input.tags);
        name_conflicts(arrangement, input.first_parent);
        m_ground = sort_claims(arrangement, input, m_options);
    }

    void name_conflicts(const Arrangement &arrangement, Label first_parent) {
        std::vector<FaceIndex> faces;
        std::ranges::transform(arrangement.conflicts, std::back_inserter(faces), &OwnConflict::face);
        std::ranges::sort(faces);
        const auto rest = std::ranges::unique(faces);
        faces.erase(rest.begin(), rest.end());
        const auto grounds = measure_faces(arrangement.coverage, faces, m_stop);
        std::set<std::pair<FaceIndex, Label>> told;
        for (const auto &conflict : arrangement.conflicts) {
            if (conflict.label >= first_parent || !told.emplace(conflict.face, conflict.label).second) {
                continue;
            }
            const auto at = std::ranges::lower_bound(faces, conflict.face) - faces.begin();
            const auto &claims = arrangement.claims[arrangement.coverage.label(conflict.face)];
            name_conflict(conflict, grounds[static_cast<std::size_t>(at)], claims);
        }
    }

    /// The unit gets ground that it alone claims; ground that its holes take out it has not, and a hole outside takes none.
    void name_conflict(const OwnConflict &conflict, const OpenGround &ground, const std::vector<Label> &claims) {
        const bool outside = conflict.kind == OwnConflictKind::hole_outside;
        const bool in_holes = conflict.kind == OwnConflictKind::holes_overlap;
        Repair repair{.kind = outside ? RepairKind::ring_dropped : RepairKind::crossing_ring_resolved,
                      .reason = outside    ? RepairReason::hole_outside
                                : in_holes ? RepairReason::own_holes
                                           : RepairReason::own_ground,
                      .place = ground.place,
                      .width_m = ground.width_m,
                      .area_m2 = ground.area_m2};
        if (!outside && !in_holes && claims.size() == 1) {
            repair.gained = {{conflict.label, repair.area_m2}};
        } else {
            repair.lost = {conflict.label};
        }
        m_result.repairs.push_back(std::move(repair));
    }

    [[nodiscard]] std::vector<FaceIndex> open_faces() const {
        std::vector<FaceIndex> faces;
        const auto labels = m_ground.coverage.face_labels();
        for (FaceIndex face = 1; face < labels.size(); ++face) {
            if (labels[face] == no_label || labels[face] >= m_ground.first_open) {
                faces.push_back(face);
            }
        }
        return faces;
    }

    [[nodiscard]] bool is_fixed(Label label) const { return label < m_options.fixed.size() && m_options.fixed[label] != 0; }
    [[nodiscard]] std::uint32_t rank(Label label) const {
        return label < m_options.priority.size() ? m_options.priority[label] : 0;
    }
    [[nodiscard]] Label parent_of(Label label) const {
        return label < m_options.parent_of.size() ? m_options.parent_of[label] : no_label;
    }

    /// Units that hold some ground alone.
    [[nodiscard]] std::set<Label> grounded_units() const {
        std::set<Label> units(m_labels.begin(), m_labels.end());
        for (const auto &claim : m_ground.open) {
            if (claim.claimants.size() == 1) {
                units.insert(claim.claimants.front());
            }
        }
        return units;
    }

    /// Who gets which overlap because it has no other ground.
    [[nodiscard]] std::vector<NeedyOwner> provide(const std::vector<OpenGround> &open) const {
        std::vector<NeededFace> faces;
        for (std::uint32_t i = 0; i < open.size(); ++i) {
            if (open[i].label == no_label) {
                continue;
            }
            const auto &claimants = m_ground.claim(open[i].label).claimants;
            if (claimants.size() > 1 && std::ranges::none_of(claimants, [&](Label label) { return is_fixed(label); })) {
                faces.push_back({i, open[i].area_m2, claimants});
            }
        }
        const auto order = m_options.priority.empty() ? ClaimOrder::unstated : ClaimOrder::stated;
        return provide_needy(faces, grounded_units(), order, [&](Label label) { return rank(label); });
    }

    /// Who gets an overlap for another reason than need or its border; nobody where the border decides.
    [[nodiscard]] std::pair<Label, RepairReason> decide(const Claim &claim) const {
        const auto &claimants = claim.claimants;
        if (claimants.size() == 1) {
            return {claimants.front(), claim.refused.empty() ? RepairReason::spike_loop : RepairReason::parent};
        }
        if (const auto fixed = std::ranges::find_if(claimants, [&](Label label) { return is_fixed(label); });
            fixed != claimants.end()) {
            return {*fixed, RepairReason::priority};
        }
        const auto first = first_by_priority(claim);
        return first.size() == 1 ? std::pair(first.front(), RepairReason::priority) : std::pair(no_label, RepairReason::none);
    }

    /// The claimants that no other comes before.
    [[nodiscard]] std::vector<Label> first_by_priority(const Claim &claim) const {
        std::uint32_t best = UINT32_MAX;
        std::ranges::for_each(claim.claimants, [&](Label label) { best = std::min(best, rank(label)); });
        std::vector<Label> first;
        std::ranges::copy_if(claim.claimants, std::back_inserter(first), [&](Label label) { return rank(label) == best; });
        return first;
    }

    void settle_overlaps(const std::vector<OpenGround> &open) {
        std::vector<std::size_t> overlaps;
        std::vector<RepairReason> reasons(open.size(), RepairReason::longest_border);
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (open[i].label == no_label || m_ground.claim(open[i].label).claimants.empty()) {
                m_labels[open[i].face] = no_label; // a gap: later
                continue;
            }
            overlaps.push_back(i);
            const auto [owner, reason] = decide(m_ground.claim(open[i].label));
            if (owner != no_label) {
                m_labels[open[i].face] = owner;
                reasons[i] = reason;
            }
        }
        for (const auto &[i, owner, reason] : provide(open)) {
            m_labels[open[i].face] = owner;
            reasons[i] = reason;
        }
        const auto may_get = [&](FaceIndex face, Label label) {
            const auto first = first_by_priority(m_ground.claim(m_ground.coverage.label(face)));
            return std::ranges::binary_search(first, label);
        };
        settle_open_faces(m_ground.coverage, m_ground.first_open, may_get, m_labels);
        for (const auto i : overlaps) {
            name_overlap(open[i], reasons[i]);
        }
    }

    void name_overlap(const OpenGround &face, RepairReason reason) {
        const auto &claim = m_ground.claim(face.label);
        auto &owner = m_labels[face.face];
        if (owner == no_label) {
            owner = first_by_priority(claim).front(); // only other overlaps around it, none of which has one of its claimants
        }
        Repair repair{.kind = reason == RepairReason::same_ground ? RepairKind::duplicate_dropped
                              : reason == RepairReason::parent    ? RepairKind::parent_border_kept
                                                                  : RepairKind::overlap_assigned,
                      .reason = reason,
                      .place = face.place,
                      .width_m = face.width_m,
                      .area_m2 = face.area_m2,
                      .gained = {{owner, face.area_m2}},
                      .lost = claim.refused};
        if (reason == RepairReason::longest_border &&
            std::ranges::any_of(claim.claimants, [&](Label label) { return rank(label) != rank(claim.claimants.front()); })) {
            repair.reason = RepairReason::priority;
        }
        repair.lost.insert(repair.lost.end(), claim.loopers.begin(), claim.loopers.end());
        std::ranges::copy_if(claim.claimants, std::back_inserter(repair.lost), [&](Label label) { return label != owner; });
        m_result.repairs.push_back(std::move(repair));
    }

    [[nodiscard]] std::function<bool(Label)> takers_of(const OpenGround &face) const {
        const auto parent = face.label == no_label ? no_label : m_ground.claim(face.label).parent;
        return [this, parent](Label label) {
            return !is_fixed(label) && (parent_of(label) == no_label || parent_of(label) == parent);
        };
    }

    struct GapNeighbours {
        std::set<Label> takers; ///< touch the gap, and may get some of it
        bool others = false;    ///< whether units touch it that may not
    };

    [[nodiscard]] std::vector<GapNeighbours> neighbours_of_gaps(const std::vector<OpenGround> &gaps) const {
        std::vector<GapNeighbours> neighbours(gaps.size());
        std::vector<std::size_t> gap_of_face(m_labels.size(), gaps.size());
        for (std::size_t i = 0; i < gaps.size(); ++i) {
            gap_of_face[gaps[i].face] = i;
        }
        for (const auto &arc : m_ground.coverage.arcs()) {
            for (const auto &[face, other] : {std::pair(arc.left, arc.right), std::pair(arc.right, arc.left)}) {
                const auto gap = gap_of_face[face];
                if (gap == gaps.size() || m_labels[other] == no_label) {
                    continue;
                }
                if (takers_of(gaps[gap])(m_labels[other])) {
                    neighbours[gap].takers.insert(m_labels[other]);
                } else {
                    neighbours[gap].others = true;
                }
            }
        }
        return neighbours;
    }

    /// Slits that are open to the outside are closed at their mouths, and are gaps then; where one ends in a wide place, that
    /// is narrow once the others are closed.
    void settle_slits() {
        constexpr int most_rounds = 4;
        for (int round = 0; round < most_rounds; ++round) {
            auto slits = find_open_slits(m_result.coverage, m_stop);
            const auto before = m_result.repairs.size();
            if (slits.count == 0 || !settle_slits(slits)) {
                m_result.repairs.resize(before);
                return;
            }
        }
    }

    /// Whether that changed anything, for the better.
    bool settle_slits(OpenSlits &slits) {
        const auto before = m_result.repairs.size();
        auto unchanged = std::move(m_result.coverage);
        m_ground.coverage = std::move(slits.coverage);
        m_ground.first_open = slits.first_slit;
        const auto faces = open_faces();
        m_labels.assign(m_ground.coverage.face_labels().begin(), m_ground.coverage.face_labels().end());
        std::vector<FaceIndex> closed;
        std::ranges::copy_if(faces, std::back_inserter(closed), [&](FaceIndex face) { return m_labels[face] != no_label; });
        auto open = measure_faces(m_ground.coverage, closed, m_stop);
        for (auto &face : open) {
            face.label = no_label;
            m_labels[face.face] = no_label;
        }
        settle_gaps(open, true);
        const bool changed = m_result.repairs.size() > before;
        if (!changed || !find_violations(m_result.coverage, 1).empty()) {
            m_result.coverage = std::move(unchanged);
            return false;
        }
        return true;
    }

    void settle_gaps(const std::vector<OpenGround> &open, bool are_slits) {
        std::vector<OpenGround> gaps;
        std::ranges::copy_if(open, std::back_inserter(gaps),
                             [&](const OpenGround &face) { return m_labels[face.face] == no_label; });
        const auto neighbours = neighbours_of_gaps(gaps);
        std::vector<DividedGap> divided;
        for (std::size_t i = 0; i < gaps.size(); ++i) {
            const auto &gap = gaps[i];
            const auto &[takers, others] = neighbours[i];
            if (takers.empty() || (!are_slits && is_hole(gap))) {
                if (!are_slits) {
                    keep_open(gap);
                }
            } else if (takers.size() == 1) {
                m_labels[gap.face] = *takers.begin();
                name_gap(gap, {{*takers.begin(), gap.area_m2}},
                         others ? RepairReason::only_taker : RepairReason::only_neighbour);
            } else {
                divided.push_back({&gap, takers_of(gap)});
            }
        }
        if (divided.empty()) {
            m_result.coverage = relabel(m_ground.coverage, m_labels);
            return;
        }
        m_result.coverage = divide_gaps(m_ground.coverage, m_labels, m_ground.first_open, divided, m_stop);
        for (const auto &gap : divided) {
            name_gap(*gap.face, gap.shares, RepairReason::nearest_border);
        }
    }

    [[nodiscard]] std::vector<Label> refused(const OpenGround &gap) const {
        return gap.label == no_label ? std::vector<Label>{} : m_ground.claim(gap.label).refused;
    }

    void keep_open(const OpenGround &gap) {
        auto lost = refused(gap);
        if (is_hole(gap) || !lost.empty()) {
            m_result.repairs.push_back({.kind = lost.empty() ? RepairKind::hole_kept : RepairKind::parent_border_kept,
                                        .reason = lost.empty() ? RepairReason::large_hole : RepairReason::outside_parent,
                                        .place = gap.place,
                                        .width_m = gap.width_m,
                                        .area_m2 = gap.area_m2,
                                        .lost = std::move(lost)});
        }
    }

    void name_gap(const OpenGround &gap, std::vector<RepairShare> shares, RepairReason reason) {
        auto lost = refused(gap);
        const bool one = shares.size() == 1;
        m_result.repairs.push_back({.kind = !lost.empty() ? RepairKind::parent_border_kept
                                            : one         ? RepairKind::gap_closed
                                                          : RepairKind::gap_divided,
                                    .reason = reason,
                                    .place = gap.place,
                                    .width_m = gap.width_m,
                                    .area_m2 = gap.area_m2,
                                    .gained = std::move(shares),
                                    .lost = std::move(lost)});
    }

    void name_units_without_ground() {
        std::map<Label, LatticePoint> units;
        for (const auto &[label, polygon] : m_polygons) {
            units.try_emplace(label, polygon.outer.empty() ? LatticePoint{} : polygon.outer.front());
        }
        for (const auto label : m_result.coverage.face_labels()) {
            units.erase(label);
        }
        for (const auto &[label, place] : units) {
            m_result.repairs.push_back({.kind = RepairKind::unit_without_ground, .place = place, .lost = {label}});
        }
    }

    std::span<const LabelledPolygon> m_polygons;
    const CleanOptions &m_options;
    double m_done = 0; ///< told last
    StopCheck m_stop;  ///< tells it again
    CleanResult m_result;
    ClaimedGround m_ground;
    std::vector<Label> m_labels; ///< of the faces of m_ground.coverage, as far as settled
};

} // namespace

bool CleanResult::clean() const {
    return std::ranges::none_of(repairs, [](const Repair &repair) { return repair.kind == RepairKind::unit_without_ground; });
}

CleanResult clean_coverage(std::span<const LabelledPolygon> polygons, const CleanOptions &options) {
    return Cleaning(polygons, options).run();
}

} // namespace jingwei::spatial
