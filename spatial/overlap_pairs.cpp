#include "spatial/overlap_pairs.hpp"

#include "spatial/arc_graph.hpp"
#include "spatial/face_outlines.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace jingwei::spatial {
namespace {

/// Points of common grounds that are drawn to be measured: more than files of grids need.
constexpr std::size_t most_drawn_points = 400'000;

struct Found {
    Label a = no_label;
    Label b = no_label;
    __int128 doubled_area = 0;
    double border_m = 0;
    LatticePoint place{};          ///< on the border
    std::size_t points = 0;        ///< of the border
    std::vector<HalfArc> border{}; ///< with the common ground on the left; only of what is drawn
    bool is_drawn = false;
};

/// The corners of a ring: other lines end on the borders of common ground, too.
void keep_corners(Ring &ring) {
    Ring corners;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto before = corners.empty() ? ring.back() : corners.back();
        if (cross(before, ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]) != 0) {
            corners.push_back(ring[i]);
        }
    }
    ring = corners.size() < 3 ? std::move(ring) : std::move(corners);
}

class PairFinder {
  public:
    PairFinder(const Arrangement &arrangement, Label first_passive, std::size_t most_named, StopCheck stop)
        : m_arrangement(arrangement), m_arcs(arrangement.coverage.arcs()), m_first_passive(first_passive),
          m_most_named(most_named), m_stop(std::move(stop)) {
        m_base = m_arcs.empty() ? LatticePoint{} : arrangement.coverage.all_points().front();
    }

    OverlapPairs run() {
        discover();
        m_pairs.others = m_known.size() - m_found.size();
        if (m_found.empty()) {
            return std::move(m_pairs);
        }
        m_figures.resize(m_arcs.size());
        for_each_border([&](Found &found, HalfArc h) {
            ++m_pairs.steps;
            measure(found, h);
        });
        choose_drawn();
        for_each_border([&](Found &found, HalfArc h) {
            if (found.is_drawn) {
                found.border.push_back(h);
            }
        });
        for (const auto &found : m_found) {
            m_stop.ask();
            name(found);
        }
        std::ranges::sort(m_pairs.named, {}, [](const PairOverlap &pair) { return std::pair(pair.a, pair.b); });
        return std::move(m_pairs);
    }

  private:
    [[nodiscard]] const std::vector<Label> &left(HalfArc h) const {
        const auto &arc = m_arcs[h / 2];
        return m_arrangement.claims[m_arrangement.coverage.label((h & 1U) == 0 ? arc.left : arc.right)];
    }
    [[nodiscard]] bool is_quiet(ArcIndex a) const {
        return m_arrangement.coverage.left_label(m_arcs[a]) == m_arrangement.coverage.right_label(m_arcs[a]);
    }
    [[nodiscard]] bool counts(Label x, Label y) const { return std::min(x, y) < m_first_passive; }

    /// The claims left of a half arc that end at it.
    [[nodiscard]] std::vector<Label> ending(HalfArc h) const {
        std::vector<Label> labels;
        if (left(h).size() >= 2) {
            std::ranges::set_difference(left(h), left(h ^ 1U), std::back_inserter(labels));
        }
        return labels;
    }

    /// Into all common ground leads a way from outside that steps over some arc of a tree through all faces. Of the trees that
    /// there are, one whose arcs change few claims.
    void discover() {
        for (const auto a : tree()) {
            for (const auto h : {2 * a, 2 * a + 1}) {
                for (const auto x : ending(h)) {
                    m_stop.step();
                    m_pairs.steps += left(h).size();
                    for (const auto y : left(h)) {
                        if (x != y && counts(x, y)) {
                            know(std::min(x, y), std::max(x, y));
                        }
                    }
                }
            }
        }
    }

    [[nodiscard]] std::vector<ArcIndex> tree() {
        std::vector<std::pair<std::size_t, ArcIndex>> changes;
        for (ArcIndex a = 0; a < m_arcs.size(); ++a) {
            const auto &here = left(2 * a);
            const auto &there = left(2 * a + 1);
            m_pairs.steps += 1 + (is_quiet(a) ? 0 : here.size() + there.size());
            changes.emplace_back(is_quiet(a) ? 0 : ending(2 * a).size() + ending(2 * a + 1).size(), a);
        }
        std::ranges::sort(changes);
        std::vector<FaceIndex> root(m_arrangement.coverage.face_labels().size());
        std::iota(root.begin(), root.end(), FaceIndex{0});
        const auto find = [&](FaceIndex face) {
            while (root[face] != face) {
                root[face] = root[root[face]];
                face = root[face];
            }
            return face;
        };
        std::vector<ArcIndex> arcs;
        for (const auto &[change, a] : changes) {
            const auto l = find(m_arcs[a].left);
            const auto r = find(m_arcs[a].right);
            if (l != r) {
                root[std::max(l, r)] = std::min(l, r);
                arcs.push_back(a);
            }
        }
        return arcs;
    }

    static std::uint64_t key(Label a, Label b) { return (std::uint64_t{a} << 32U) | b; }

    void know(Label a, Label b) {
        const auto place = static_cast<std::uint32_t>(m_found.size());
        const bool named = m_found.size() < m_most_named;
        if (m_known.try_emplace(key(a, b), named ? place : unnamed).second && named) {
            m_found.emplace_back();
            m_found.back().a = a;
            m_found.back().b = b;
            m_partners[a].push_back(b);
            m_partners[b].push_back(a);
        }
    }

    /// Calls visit(found, half arc) for the borders of the common grounds that are named.
    template <class Visit> void for_each_border(Visit &&visit) {
        for (HalfArc h = 0; h < 2 * m_arcs.size(); ++h) {
            if (is_quiet(h / 2)) {
                continue;
            }
            const auto ends = ending(h);
            for (const auto x : ends) {
                m_stop.step();
                for_each_partner(x, left(h), [&](Label y) {
                    if (y < x && std::ranges::binary_search(ends, y)) {
                        return; // met from y already
                    }
                    const auto known = m_known.find(key(std::min(x, y), std::max(x, y)));
                    if (known != m_known.end() && known->second != unnamed) {
                        visit(m_found[known->second], h);
                    }
                });
            }
        }
    }

    /// The partners of x among the claims of a face.
    template <class Visit> void for_each_partner(Label x, const std::vector<Label> &here, Visit &&visit) {
        const auto partners = m_partners.find(x);
        if (partners == m_partners.end()) {
            return;
        }
        m_pairs.steps += std::min(partners->second.size(), here.size());
        if (partners->second.size() < here.size()) {
            for (const auto y : partners->second) {
                if (std::ranges::binary_search(here, y)) {
                    visit(y);
                }
            }
        } else {
            for (const auto y : here) {
                if (y != x && counts(x, y)) {
                    visit(y);
                }
            }
        }
    }

    void measure(Found &found, HalfArc h) {
        const auto points = m_arrangement.coverage.points(m_arcs[h / 2]);
        auto &[area, length_m, is_known] = m_figures[h / 2];
        if (!is_known) {
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                area += cross(m_base, points[i], points[i + 1]);
            }
            length_m = geodesic_length_m(points);
            is_known = true;
        }
        if (found.points == 0) {
            found.place = points.front();
        }
        found.doubled_area += (h & 1U) == 0 ? area : -area;
        found.border_m += length_m;
        found.points += points.size();
    }

    void choose_drawn() {
        std::size_t sum = 0;
        for (auto &found : m_found) {
            sum += found.points;
            found.is_drawn = sum <= most_drawn_points;
            m_pairs.steps += found.is_drawn ? found.points : 0;
        }
        m_found.front().is_drawn = true;
    }

    void name(const Found &found) {
        PairOverlap pair{.a = found.a, .b = found.b, .doubled_area = found.doubled_area};
        if (found.is_drawn) {
            pair.ground = measure_ground(draw(found));
        } else {
            pair.ground.place = found.place;
            const auto scale = local_scale(pair.ground.place.y);
            pair.ground.area_m2 = static_cast<double>(found.doubled_area) / 2 * scale.east_m * scale.north_m;
            pair.ground.width_m = found.border_m > 0 ? 2 * pair.ground.area_m2 / found.border_m : 0;
        }
        m_pairs.named.push_back(std::move(pair));
    }

    /// The common ground, read off a coverage of its own.
    [[nodiscard]] MultiPolygon draw(const Found &found) const {
        std::vector<LatticePoint> points;
        std::vector<Arc> arcs;
        for (const auto h : found.border) {
            const auto line = m_arrangement.coverage.points(m_arcs[h / 2]);
            const bool along = (h & 1U) == 0;
            arcs.push_back({static_cast<std::uint32_t>(points.size()), static_cast<std::uint32_t>(line.size()), along ? 1U : 0U,
                            along ? 0U : 1U});
            points.insert(points.end(), line.begin(), line.end());
        }
        const std::vector<Label> groups{0, 1};
        auto ground = face_outlines(Coverage(std::move(points), std::move(arcs), {no_label, 1}), groups, 2)[1];
        for (auto &polygon : ground) {
            keep_corners(polygon.outer);
            std::ranges::for_each(polygon.holes, keep_corners);
        }
        return ground;
    }

    struct ArcFigures {
        __int128 doubled_area = 0; ///< left of it, seen from the base
        double length_m = 0;
        bool is_known = false;
    };
    static constexpr std::uint32_t unnamed = UINT32_MAX;

    const Arrangement &m_arrangement;
    std::span<const Arc> m_arcs;
    Label m_first_passive;
    std::size_t m_most_named;
    StopCheck m_stop;
    LatticePoint m_base;
    std::unordered_map<std::uint64_t, std::uint32_t> m_known; ///< by the two labels: a place in `m_found`, or `unnamed`
    std::unordered_map<Label, std::vector<Label>> m_partners; ///< in pairs that are named
    std::vector<Found> m_found;
    std::vector<ArcFigures> m_figures;
    OverlapPairs m_pairs;
};

} // namespace

OverlapPairs find_overlap_pairs(const Arrangement &arrangement, Label first_passive, std::size_t most_named,
                                const StopCheck &stop) {
    return PairFinder(arrangement, first_passive, most_named, stop).run();
}

} // namespace jingwei::spatial
