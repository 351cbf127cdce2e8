#include "spatial/arrangement.hpp"

#include "spatial/arc_search.hpp"
#include "spatial/arc_tracer.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>

namespace jingwei::spatial {
namespace {

/// Claims that all faces together may have, for each strand: more is no map of grids.
constexpr std::size_t claims_per_strand = 200;
constexpr std::size_t free_claims = 10'000'000;

/// The distinct lines of strands. Side 2i of line i is on its left, seen from its lower end; 2i + 1 is on its right.
struct Lines {
    std::vector<std::uint32_t> first; ///< strand of each line; one more entry than lines
    std::vector<Edge> edges;          ///< labelled with their sides, so that an arc tells which way it runs

    explicit Lines(std::span<const Strand> strands) {
        for (std::uint32_t i = 0; i < strands.size(); ++i) {
            if (i == 0 || strands[i].a != strands[i - 1].a || strands[i].b != strands[i - 1].b) {
                const auto line = static_cast<std::uint32_t>(edges.size());
                edges.push_back({strands[i].a, strands[i].b, 2 * line, 2 * line + 1});
                first.push_back(i);
            }
        }
        first.push_back(static_cast<std::uint32_t>(strands.size()));
    }
};

/// The claims on the ground where the walk stands.
class Standing {
  public:
    explicit Standing(const RingTags &tags)
        : m_tags(tags), m_outer(tags.label_of_polygon.size(), 0), m_holes(tags.label_of_polygon.size(), 0) {}

    /// Steps over a line: the ring of the tag winds `turns` times more often around the ground there.
    void wind(std::uint32_t tag, std::int32_t turns) {
        const auto polygon = tag / 2;
        const bool held = holds(polygon);
        const bool odd = is_odd(polygon);
        ((tag & 1U) == 0 ? m_outer : m_holes)[polygon] += turns;
        if (holds(polygon) != held) {
            claim(m_tags.label_of_polygon[polygon], held ? -1 : 1);
        }
        if (is_odd(polygon) && !odd) {
            m_odd.push_back(polygon);
        } else if (odd && !is_odd(polygon)) {
            std::erase(m_odd, polygon);
        }
    }

    [[nodiscard]] std::vector<Label> claimants() const {
        std::vector<Label> labels;
        std::ranges::transform(m_claims, std::back_inserter(labels), &std::pair<Label, int>::first);
        return labels;
    }

    void tell_conflicts(FaceIndex face, std::vector<OwnConflict> &conflicts) const {
        for (const auto &[label, polygons] : m_claims) {
            if (polygons > 1) {
                conflicts.push_back({face, label, OwnConflictKind::shared_by_parts, 0});
            }
        }
        for (const auto polygon : m_odd) {
            const auto kind = m_outer[polygon] == 0   ? OwnConflictKind::hole_outside
                              : m_holes[polygon] == 0 ? OwnConflictKind::wound_wrongly
                                                      : OwnConflictKind::holes_overlap;
            conflicts.push_back({face, m_tags.label_of_polygon[polygon], kind, polygon});
        }
    }

  private:
    [[nodiscard]] bool holds(std::uint32_t polygon) const { return m_outer[polygon] != 0 && m_holes[polygon] == 0; }
    /// Whether rings wind otherwise than in a sound polygon: outer rings once to the left, holes once to the right, inside.
    [[nodiscard]] bool is_odd(std::uint32_t polygon) const {
        const auto outer = m_outer[polygon];
        const auto holes = m_holes[polygon];
        return outer < 0 || outer > 1 || holes > 0 || holes < -1 || (holes != 0 && outer == 0);
    }

    void claim(Label label, int polygons) {
        const auto at = std::ranges::lower_bound(m_claims, label, {}, &std::pair<Label, int>::first);
        if (at == m_claims.end() || at->first != label) {
            m_claims.insert(at, {label, polygons});
            return;
        }
        at->second += polygons;
        if (at->second == 0) {
            m_claims.erase(at);
        }
    }

    const RingTags &m_tags;
    std::vector<std::int32_t> m_outer;
    std::vector<std::int32_t> m_holes;
    std::vector<std::pair<Label, int>> m_claims; ///< with the number of its polygons here; ascending
    std::vector<std::uint32_t> m_odd;
};

/// Numbers lists of claimants.
class ClaimNumbers {
  public:
    Label number(std::vector<Label> claimants) {
        const auto [known, fresh] = m_numbers.try_emplace(std::move(claimants), static_cast<Label>(lists.size()));
        if (fresh) {
            lists.push_back(known->first);
            m_total += known->first.size();
        }
        return known->second;
    }
    [[nodiscard]] std::size_t total() const { return m_total; }
    std::vector<std::vector<Label>> lists{{}};

  private:
    std::map<std::vector<Label>, Label> m_numbers{{{}, no_label}};
    std::size_t m_total = 0;
};

class ArrangementWalk {
  public:
    ArrangementWalk(const std::vector<LatticePoint> &points, std::span<const Strand> strands, const RingTags &tags)
        : m_strands(strands), m_lines(strands), m_traced(trace_arcs(points, m_lines.edges)),
          m_graph(m_traced.points, m_traced.arcs), m_standing(tags) {}

    Arrangement run() {
        number_faces();
        sort_arcs_by_face();
        walk();
        auto arcs = m_traced.arcs;
        for (HalfArc h = 0; h < 2 * arcs.size(); h += 2) {
            arcs[h / 2].left = face_left(h);
            arcs[h / 2].right = face_left(h ^ 1U);
        }
        return {Coverage(m_traced.points, std::move(arcs), std::move(m_labels)), std::move(m_claims.lists),
                std::move(m_conflicts)};
    }

  private:
    [[nodiscard]] FaceIndex face_left(HalfArc h) const { return m_face_of_cycle[m_graph.cycle_of(h)]; }

    void number_faces() {
        const auto surrounding = ArcSearch(m_traced.points, m_traced.arcs).surroundings(m_graph);
        m_face_of_cycle.assign(surrounding.size(), 0);
        FaceIndex count = 1;
        for (std::uint32_t c = 0; c < surrounding.size(); ++c) {
            if (surrounding[c] == c) {
                m_face_of_cycle[c] = count++;
            }
        }
        for (std::uint32_t c = 0; c < surrounding.size(); ++c) {
            if (surrounding[c] != c && surrounding[c] != no_cycle) {
                m_face_of_cycle[c] = m_face_of_cycle[surrounding[c]];
            }
        }
        m_labels.assign(count, no_label);
    }

    void sort_arcs_by_face() {
        m_offsets.assign(m_labels.size() + 1, 0);
        const auto half_count = static_cast<HalfArc>(2 * m_traced.arcs.size());
        for (HalfArc h = 0; h < half_count; ++h) {
            ++m_offsets[face_left(h) + 1];
        }
        std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
        m_around.resize(half_count);
        auto fill = m_offsets;
        for (HalfArc h = 0; h < half_count; ++h) {
            m_around[fill[face_left(h)]++] = h;
        }
    }

    /// From the ground on the left of h to that on its right.
    void cross(HalfArc h) {
        const auto side = m_graph.left(h); // of the line that stands for the arc
        const auto line = side / 2;
        for (auto i = m_lines.first[line]; i < m_lines.first[line + 1]; ++i) {
            const auto &strand = m_strands[i];
            if (strand.tag != line_tag) {
                m_standing.wind(strand.tag, (side & 1U) == 0 ? -strand.net : strand.net);
            }
        }
    }

    void arrive(FaceIndex face) {
        m_labels[face] = m_claims.number(m_standing.claimants());
        m_standing.tell_conflicts(face, m_conflicts);
        if (m_claims.total() > free_claims + claims_per_strand * m_strands.size()) {
            const auto place = to_lonlat(m_traced.points.front());
            throw Error(ErrorCode::bad_data,
                        fmt::format("nearly all polygons lie on each other, around {:.6f}, {:.6f}: these are no "
                                    "grids that only need cleaning",
                                    place.lon, place.lat));
        }
    }

    /// Depth first from the outside, taking each step back, so that one set of counters is enough.
    void walk() {
        struct Step {
            FaceIndex face;
            HalfArc by; ///< the half arc crossed to come here
            std::uint32_t next;
        };
        constexpr HalfArc from_nowhere = UINT32_MAX;
        std::vector<bool> seen(m_labels.size(), false);
        std::vector<Step> path{{0, from_nowhere, m_offsets[0]}};
        seen[0] = true;
        while (!path.empty()) {
            auto &step = path.back();
            if (step.next == m_offsets[step.face + 1]) {
                if (step.by != from_nowhere) {
                    cross(step.by ^ 1U);
                }
                path.pop_back();
                continue;
            }
            const auto h = m_around[step.next++];
            const auto beyond = face_left(h ^ 1U);
            if (!seen[beyond]) {
                seen[beyond] = true;
                cross(h);
                arrive(beyond);
                path.push_back({beyond, h, m_offsets[beyond]});
            }
        }
    }

    std::span<const Strand> m_strands;
    Lines m_lines;
    TracedArcs m_traced;
    ArcGraph m_graph;
    Standing m_standing;
    ClaimNumbers m_claims;
    std::vector<FaceIndex> m_face_of_cycle;
    std::vector<std::uint32_t> m_offsets; ///< of each face's half arcs
    std::vector<HalfArc> m_around;        ///< half arcs by the face on their left
    std::vector<Label> m_labels;
    std::vector<OwnConflict> m_conflicts;
};

} // namespace

void add_strands(const NodedRing &ring, std::vector<Strand> &strands) {
    const auto tag = ring.is_hole ? RingTags::hole(ring.polygon) : RingTags::outer(ring.polygon);
    for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
        const auto a = ring.vertices[i];
        const auto b = ring.vertices[i + 1 == ring.vertices.size() ? 0 : i + 1];
        strands.push_back(a < b ? Strand{a, b, tag, 1} : Strand{b, a, tag, -1});
    }
}

Arrangement arrange(const std::vector<LatticePoint> &points, std::span<const Strand> strands, const RingTags &tags) {
    return ArrangementWalk(points, strands, tags).run();
}

} // namespace jingwei::spatial
