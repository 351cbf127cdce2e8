#include "spatial/open_slits.hpp"

#include "spatial/arrangement.hpp"
#include "spatial/defects.hpp"
#include "spatial/disjoint_sets.hpp"
#include "spatial/face_outlines.hpp"
#include "spatial/measure.hpp"
#include "spatial/nesting.hpp"
#include "spatial/slit_ways.hpp"

#include <algorithm>
#include <map>

namespace jingwei::spatial {
namespace {

constexpr auto widest_um = static_cast<std::int64_t>(min_hole_width_m * 1e6);
/// Of all border beside a slit, so many mouths' widths are not that of the unit with most.
constexpr std::int64_t other_side_ratio = 3;

/// What is beside a piece of the outside that is cut off.
struct Flanks {
    std::map<Label, std::int64_t> border_um; ///< by unit
    std::int64_t widest_lid_um = 0;

    [[nodiscard]] bool is_slit() const {
        std::int64_t sum = 0;
        std::int64_t most = 0;
        for (const auto &[label, length] : border_um) {
            sum += length;
            most = std::max(most, length);
        }
        return sum >= slit_border_ratio * widest_lid_um && sum - most >= other_side_ratio * widest_lid_um;
    }
};

/// The outside of a coverage cut along ways.
class CutOutside {
  public:
    CutOutside(const Coverage &coverage, std::span<const Segment> ways, const StopCheck &stop)
        : m_nobody(highest_label(coverage) + 1) {
        add_borders(coverage);
        for (const auto &way : ways) {
            const auto a = m_numbers.number(way.a, m_points);
            const auto b = m_numbers.number(way.b, m_points);
            m_strands.push_back({std::min(a, b), std::max(a, b), line_tag, 1});
        }
        static_cast<void>(snap_round(m_points, m_strands, Unnoded::tagged_lines, stop));
        RingTags tags;
        for (Label label = 0; label <= m_nobody; ++label) {
            tags.label_of_polygon.push_back(label);
        }
        m_cut = arrange(m_points, m_strands, tags);
        join_narrow_pieces();
    }

    [[nodiscard]] OpenSlits result() {
        OpenSlits result{.coverage = {}, .first_slit = m_nobody, .count = m_slits.size()};
        std::map<FaceIndex, Label> labels_of_slits;
        for (const auto &[piece, flanks] : m_slits) {
            labels_of_slits.emplace(piece, static_cast<Label>(m_nobody + labels_of_slits.size()));
        }
        std::vector<Label> labels;
        for (FaceIndex face = 0; face < m_owners.size(); ++face) {
            const auto slit = labels_of_slits.find(m_pieces.root(face));
            labels.push_back(slit != labels_of_slits.end() ? slit->second
                             : m_owners[face] == m_nobody  ? no_label
                                                           : m_owners[face]);
        }
        if (result.count > 0) {
            result.coverage = relabel(m_cut.coverage, labels);
        }
        return result;
    }

  private:
    static Label highest_label(const Coverage &coverage) { return std::ranges::max(coverage.face_labels()); }

    /// Enclosed ground of nobody is kept apart from the outside by a label of its own.
    void add_borders(const Coverage &coverage) {
        const auto tag = [&](FaceIndex face) {
            const auto label = coverage.label(face);
            return RingTags::outer(face != 0 && label == no_label ? m_nobody : label);
        };
        for (const auto &arc : coverage.arcs()) {
            const auto points = coverage.points(arc);
            auto from = m_numbers.number(points.front(), m_points);
            for (std::size_t i = 1; i < points.size(); ++i) {
                const auto to = m_numbers.number(points[i], m_points);
                add_side(from, to, arc.left, tag(arc.left));
                add_side(to, from, arc.right, tag(arc.right));
                from = to;
            }
        }
    }

    /// With the face on its left.
    void add_side(std::uint32_t from, std::uint32_t to, FaceIndex face, std::uint32_t tag) {
        if (face != 0) {
            m_strands.push_back(from < to ? Strand{from, to, tag, 1} : Strand{to, from, tag, -1});
        }
    }

    void join_narrow_pieces() {
        find_owners();
        find_narrow();
        m_pieces = DisjointSets(m_owners.size());
        const auto arcs = m_cut.coverage.arcs();
        for (const auto &arc : arcs) {
            if (m_is_narrow[arc.left] && m_is_narrow[arc.right]) {
                m_pieces.join(arc.left, arc.right);
            }
        }
        for (ArcIndex a = 0; a < arcs.size(); ++a) {
            for (const auto &[face, other] : {std::pair(arcs[a].left, arcs[a].right), std::pair(arcs[a].right, arcs[a].left)}) {
                if (m_is_narrow[face] && !m_is_narrow[other]) {
                    add_flank(m_slits[m_pieces.root(face)], a, other);
                }
            }
        }
        std::erase_if(m_slits, [](const auto &entry) { return !entry.second.is_slit(); });
    }

    void add_flank(Flanks &flanks, ArcIndex a, FaceIndex other) const {
        const auto length = length_um(m_cut.coverage.points(m_cut.coverage.arcs()[a]));
        if (m_owners[other] == no_label) {
            flanks.widest_lid_um = std::max(flanks.widest_lid_um, length);
        } else {
            flanks.border_um[m_owners[other]] += length;
        }
    }

    void find_owners() {
        for (const auto list : m_cut.coverage.face_labels()) {
            const auto &claims = m_cut.claims[list];
            m_owners.push_back(claims.empty() ? no_label : claims.front());
        }
    }

    /// Which pieces of the outside are cut off and nowhere as wide as a hole.
    void find_narrow() {
        m_is_narrow.assign(m_owners.size(), 0);
        std::vector<Label> groups(m_owners.size(), 0);
        std::vector<FaceIndex> pieces;
        for (FaceIndex face = 1; face < m_owners.size(); ++face) {
            if (m_owners[face] == no_label) {
                pieces.push_back(face);
                groups[face] = static_cast<Label>(pieces.size());
            }
        }
        const auto grounds = face_outlines(m_cut.coverage, groups, pieces.size() + 1);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const bool is_wide = std::ranges::any_of(
                grounds[i + 1], [](const Polygon &polygon) { return is_as_wide_as(polygon, min_hole_width_m); });
            m_is_narrow[pieces[i]] = is_wide ? 0 : 1;
        }
    }

    Label m_nobody;
    std::vector<LatticePoint> m_points;
    PointNumbers m_numbers{64};
    std::vector<Strand> m_strands;
    Arrangement m_cut;
    std::vector<Label> m_owners; ///< by face of `m_cut`; no_label outside and in what is cut off from it
    std::vector<std::uint8_t> m_is_narrow;
    DisjointSets m_pieces{0};
    std::map<FaceIndex, Flanks> m_slits; ///< by the root of their pieces
};

} // namespace

OpenSlits find_open_slits(const Coverage &coverage, const StopCheck &stop) {
    OpenSlits none;
    if (coverage.empty()) {
        return none;
    }
    const auto found = find_slit_ways(coverage, widest_um);
    none.steps = found.steps;
    if (found.ways.empty()) {
        return none;
    }
    stop.ask();
    auto result = CutOutside(coverage, found.ways, stop).result();
    result.steps = found.steps;
    return result;
}

} // namespace jingwei::spatial
