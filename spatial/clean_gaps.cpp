#include "spatial/clean_gaps.hpp"

#include "spatial/arrangement.hpp"
#include "spatial/gap_division.hpp"
#include "spatial/gap_parts.hpp"

#include <algorithm>
#include <map>

namespace jingwei::spatial {
namespace {

/// An edge of a gap's border, with the gap on its left.
struct BorderEdge {
    Label gap = no_label;
    LatticePoint from, to;
    Label across = no_label;
    [[nodiscard]] auto key() const { return std::tuple(gap, from, to); }
};

class GapSharing {
  public:
    GapSharing(const Coverage &coverage, std::vector<Label> labels, Label first_open, std::vector<DividedGap> &gaps,
               const StopCheck &stop)
        : m_coverage(coverage), m_labels(std::move(labels)), m_first_open(first_open), m_gaps(gaps), m_stop(stop),
          m_numbers(coverage.all_points().size()) {
        for (std::size_t i = 0; i < gaps.size(); ++i) {
            m_labels[gaps[i].face->face] = static_cast<Label>(first_open + i);
        }
    }

    Coverage run() {
        collect_borders();
        draw_lines();
        static_cast<void>(snap_round(m_points, m_strands, Unnoded::tagged_lines, m_stop));
        const auto divided = arrange(m_points, m_strands, tags());
        auto owners = owners_of_faces(divided);
        const auto parts = owners;
        settle(divided.coverage, owners);
        measure_shares(divided.coverage, parts, owners);
        return relabel(divided.coverage, owners);
    }

  private:
    /// Every border once, as strands of the labels on its two sides; those of gaps also by themselves.
    void collect_borders() {
        for (const auto &arc : m_coverage.arcs()) {
            const auto left = m_labels[arc.left];
            const auto right = m_labels[arc.right];
            if (left == right) {
                continue;
            }
            const auto points = m_coverage.points(arc);
            const auto numbers = number(points);
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                add_strand(numbers[i], numbers[i + 1], left);
                add_strand(numbers[i + 1], numbers[i], right);
                add_border_edge({left, points[i], points[i + 1], right});
                add_border_edge({right, points[i + 1], points[i], left});
            }
        }
        std::ranges::sort(m_borders, {}, &BorderEdge::key);
    }

    std::vector<std::uint32_t> number(std::span<const LatticePoint> points) {
        constexpr std::size_t ahead = 8;
        std::vector<std::uint32_t> numbers;
        numbers.reserve(points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (i + ahead < points.size()) {
                m_numbers.prefetch(points[i + ahead]);
            }
            numbers.push_back(m_numbers.number(points[i], m_points));
        }
        return numbers;
    }

    void add_strand(std::uint32_t from, std::uint32_t to, Label left) {
        if (left != no_label) {
            add_line(from, to, RingTags::outer(left));
        }
    }

    void add_line(std::uint32_t a, std::uint32_t b, std::uint32_t tag) {
        m_strands.push_back(a < b ? Strand{a, b, tag, 1} : Strand{b, a, tag, -1});
    }

    void add_border_edge(const BorderEdge &edge) {
        if (edge.gap >= m_first_open) {
            m_borders.push_back(edge);
        }
    }

    [[nodiscard]] Label across(std::size_t gap, LatticePoint from, LatticePoint to) const {
        const auto label = static_cast<Label>(m_first_open + gap);
        const auto edge = std::ranges::lower_bound(m_borders, std::tuple(label, from, to), {}, &BorderEdge::key);
        if (edge == m_borders.end() || edge->key() != std::tuple(label, from, to)) {
            return no_label;
        }
        return edge->across < m_first_open && edge->across != no_label && m_gaps[gap].may_get(edge->across) ? edge->across
                                                                                                            : no_label;
    }

    void draw_lines() {
        for (std::size_t i = 0; i < m_gaps.size(); ++i) {
            m_stop.ask();
            const auto &border = m_gap_borders.emplace_back(
                m_gaps[i].face->ground, [&](LatticePoint from, LatticePoint to) { return across(i, from, to); });
            for (const auto &line : dividing_lines(border).lines) {
                add_line(m_numbers.number(line.a, m_points), m_numbers.number(line.b, m_points), line_tag);
            }
        }
    }

    /// Labels are the polygons of the second arrangement.
    [[nodiscard]] RingTags tags() const {
        RingTags result;
        for (Label label = 0; label < m_first_open + m_gaps.size(); ++label) {
            result.label_of_polygon.push_back(label);
        }
        return result;
    }

    static std::vector<Label> owners_of_faces(const Arrangement &divided) {
        std::vector<Label> owners;
        std::ranges::transform(divided.coverage.face_labels(), std::back_inserter(owners), [&](Label list) {
            const auto &claims = divided.claims[list];
            return claims.empty() ? no_label : claims.back();
        });
        return owners;
    }

    /// What no rule gives to anybody goes by its border with what is given by then.
    void settle(const Coverage &coverage, std::vector<Label> &owners) const {
        const auto parts = owners;
        const auto may_get = [&](FaceIndex face, Label label) { return m_gaps[parts[face] - m_first_open].may_get(label); };
        const auto beside = borders_of_parts(coverage, parts, may_get);
        std::vector<FaceIndex> doubtful;
        for (FaceIndex face = 0; face < parts.size(); ++face) {
            if (beside[face].size() == 1) {
                owners[face] = beside[face].begin()->first;
            } else if (parts[face] >= m_first_open) {
                doubtful.push_back(face);
            }
        }
        for (const auto &part : measure_faces(coverage, doubtful, m_stop)) {
            const auto owner = part_owner(m_gap_borders[parts[part.face] - m_first_open], beside[part.face], part);
            owners[part.face] = owner != no_label ? owner : parts[part.face];
        }
        settle_open_faces(coverage, m_first_open, may_get, owners);
    }

    /// By face; empty for faces that are no parts.
    [[nodiscard]] std::vector<BorderLengths> borders_of_parts(const Coverage &coverage, std::span<const Label> parts,
                                                              const MayGet &may_get) const {
        std::vector<BorderLengths> found(parts.size());
        for (const auto &arc : coverage.arcs()) {
            for (const auto &[face, other] : {std::pair(arc.left, arc.right), std::pair(arc.right, arc.left)}) {
                const auto label = parts[other];
                if (parts[face] >= m_first_open && label < m_first_open && label != no_label && may_get(face, label)) {
                    found[face][label] += lattice_length(coverage.points(arc));
                }
            }
        }
        return found;
    }

    void measure_shares(const Coverage &coverage, std::span<const Label> parts, std::span<const Label> owners) {
        const auto areas = doubled_face_areas(coverage);
        std::vector<std::map<Label, double>> shares(m_gaps.size());
        std::vector<double> totals(m_gaps.size(), 0);
        for (FaceIndex face = 0; face < areas.size(); ++face) {
            if (parts[face] >= m_first_open && owners[face] != no_label) {
                const auto gap = parts[face] - m_first_open;
                shares[gap][owners[face]] += static_cast<double>(areas[face]);
                totals[gap] += static_cast<double>(areas[face]);
            }
        }
        for (std::size_t i = 0; i < m_gaps.size(); ++i) {
            for (const auto &[label, area] : shares[i]) {
                m_gaps[i].shares.push_back({label, area / totals[i] * m_gaps[i].face->area_m2});
            }
            std::ranges::stable_sort(m_gaps[i].shares, std::greater<>{}, &RepairShare::area_m2);
        }
    }

    const Coverage &m_coverage;
    std::vector<Label> m_labels;
    Label m_first_open;
    std::vector<DividedGap> &m_gaps;
    const StopCheck &m_stop;
    PointNumbers m_numbers;
    std::vector<LatticePoint> m_points;
    std::vector<Strand> m_strands;
    std::vector<BorderEdge> m_borders;
    std::vector<GapBorder> m_gap_borders;
};

} // namespace

Coverage divide_gaps(const Coverage &coverage, std::vector<Label> labels, Label first_open, std::vector<DividedGap> &gaps,
                     const StopCheck &stop) {
    return GapSharing(coverage, std::move(labels), first_open, gaps, stop).run();
}

} // namespace jingwei::spatial
