#include "data/sample/land.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::data::sample {
namespace {

using spatial::LatticePoint;

/// One edge of the plan and the grids on its sides.
struct Side {
    UnitId left = nobody, right = nobody;
    double length_m = 0;
};

std::vector<Side> sides_of(const Territory &t) {
    std::vector<Side> sides;
    for (HalfId h = 0; h < t.mesh.halves().size(); h += 2) {
        sides.push_back({t.owner(h), t.owner(h ^ 1U), length(t.mesh.end(h) - t.mesh.start(h))});
    }
    return sides;
}

std::vector<double> sums_by_unit(const std::vector<Side> &sides, const std::vector<double> &values, std::size_t unit_count) {
    std::vector<double> sums(unit_count, 0.0);
    for (std::size_t e = 0; e < sides.size(); ++e) {
        if (sides[e].left != sides[e].right) {
            sums[sides[e].left] += values[e];
            sums[sides[e].right] += values[e];
        }
    }
    return sums;
}

/// How many segments every edge gets: borders are scaled from both sides until each grid's outline has the number
/// drawn for it; streets inside a grid get one a 60 m.
std::vector<double> segment_counts(const std::vector<Side> &sides, std::size_t unit_count, std::uint64_t seed) {
    Random random(seed, "vertices");
    std::vector<double> wanted(unit_count);
    for (double &w : wanted) {
        w = random.real(88, 120);
    }
    std::vector<double> counts;
    for (const Side &s : sides) {
        counts.push_back(s.left == s.right ? std::clamp(s.length_m / 60, 1.0, 40.0) : s.length_m);
    }
    const std::vector<double> perimeters = sums_by_unit(sides, counts, unit_count);
    std::vector<double> least;
    for (const Side &s : sides) {
        const double left = s.left == nobody ? 0 : wanted[s.left] / perimeters[s.left];
        const double right = s.right == nobody ? 0 : wanted[s.right] / perimeters[s.right];
        least.push_back(std::max(left, right) * s.length_m * 0.4);
    }
    for (int round = 0; round < 40; ++round) {
        const std::vector<double> sums = sums_by_unit(sides, counts, unit_count);
        for (std::size_t e = 0; e < sides.size(); ++e) {
            const Side &s = sides[e];
            const double left = s.left == nobody ? 1 : wanted[s.left] / sums[s.left];
            const double right = s.right == nobody ? 1 : wanted[s.right] / sums[s.right];
            counts[e] = s.left == s.right ? counts[e] : std::max(counts[e] * std::sqrt(left * right), least[e]);
        }
    }
    return counts;
}

/// Points along a planned line, swaying to both sides and bent with the ground. `height` is a share of the length.
Polyline draw_line(Vec a, Vec b, int segments, double height, const Ground &ground, std::uint64_t wave) {
    Polyline line;
    const Vec across = left_of(b - a);
    for (int i = 0; i <= segments; ++i) {
        const double t = static_cast<double>(i) / segments;
        const double envelope = 2 * std::min(t, 1 - t);
        const double sway = noise(wave, t * 4) + 0.5 * noise(wave + 1, t * 9) + 0.3 * noise(wave + 2, t * 19);
        const Vec planned = mix(a, b, t) + across * (i == segments ? 0.0 : sway * envelope * height);
        const LatticePoint p = ground.place(ground.bend(i == segments ? b : planned));
        if (line.empty() || line.back() != p) {
            line.push_back(p);
        }
    }
    return line;
}

Polyline draw_patch(const Patch &patch, const Ground &ground) {
    Polyline line;
    for (const Vec v : patch.plan) {
        line.push_back(ground.place(ground.bend(v)));
    }
    line.push_back(line.front());
    return line;
}

/// Walks along coverage edges: those with different owners on their sides.
class BorderWalk {
  public:
    explicit BorderWalk(const Territory &t) : m_land(t), m_degree(t.mesh.nodes().size(), 0) {
        for (HalfId h = 0; h < t.mesh.halves().size(); ++h) {
            m_degree[t.mesh.halves()[h].origin] += is_border(h) ? 1 : 0;
        }
    }
    [[nodiscard]] bool is_border(HalfId h) const { return m_land.owner(h) != m_land.owner(h ^ 1U); }
    [[nodiscard]] bool starts_at_node(HalfId h) const { return m_degree[m_land.mesh.halves()[h].origin] != 2; }
    /// The next border edge with the same owner on the left.
    [[nodiscard]] HalfId next(HalfId h) const {
        HalfId n = m_land.mesh.halves()[h].next;
        while (!is_border(n)) {
            n = m_land.mesh.halves()[n ^ 1U].next;
        }
        return n;
    }

  private:
    const Territory &m_land;
    std::vector<int> m_degree;
};

/// Collects arcs; a grid's blocks are one face, patches have their own.
class CoverageMaker {
  public:
    CoverageMaker(const Territory &t, const Land &land, const std::vector<spatial::Label> &label_of_unit)
        : m_territory(t), m_land(land), m_face_of_unit(t.units.size(), 0) {
        for (UnitId u = 1; u < t.units.size(); ++u) {
            if (!t.units[u].ground.empty()) {
                m_face_of_unit[u] = add_face(label_of_unit[u]);
            }
        }
    }

    spatial::FaceIndex add_face(spatial::Label label) {
        m_labels.push_back(label);
        return static_cast<spatial::FaceIndex>(m_labels.size() - 1);
    }
    [[nodiscard]] spatial::FaceIndex face(UnitId unit) const { return m_face_of_unit[unit]; }

    void add_borders() {
        const BorderWalk walk(m_territory);
        m_done.assign(m_land.edges.size(), false);
        for (const bool at_node : {true, false}) {
            for (HalfId h = 0; h < 2 * m_land.edges.size(); ++h) {
                if (walk.is_border(h) && !m_done[h / 2] && (!at_node || walk.starts_at_node(h))) {
                    add_chain(walk, h);
                }
            }
        }
    }

    void add_closed(const Polyline &line, spatial::FaceIndex in, spatial::FaceIndex out) { add_arc(line, in, out); }
    spatial::Coverage finish() { return {std::move(m_points), std::move(m_arcs), std::move(m_labels)}; }

  private:
    void add_chain(const BorderWalk &walk, HalfId first) {
        Polyline line;
        HalfId h = first;
        do {
            m_done[h / 2] = true;
            Polyline part = m_land.edges[h / 2];
            if (h % 2 != 0) {
                std::reverse(part.begin(), part.end());
            }
            line.insert(line.end(), part.begin() + (line.empty() ? 0 : 1), part.end());
            h = walk.next(h);
        } while (!walk.starts_at_node(h) && h != first);
        add_arc(line, face(m_territory.owner(first)), face(m_territory.owner(first ^ 1U)));
    }
    void add_arc(const Polyline &line, spatial::FaceIndex left, spatial::FaceIndex right) {
        m_arcs.push_back({static_cast<std::uint32_t>(m_points.size()), static_cast<std::uint32_t>(line.size()), left, right});
        m_points.insert(m_points.end(), line.begin(), line.end());
    }

    const Territory &m_territory;
    const Land &m_land;
    std::vector<spatial::FaceIndex> m_face_of_unit;
    std::vector<spatial::Label> m_labels{spatial::no_label};
    std::vector<LatticePoint> m_points;
    std::vector<spatial::Arc> m_arcs;
    std::vector<bool> m_done;
};

} // namespace

Land bend_territory(const Territory &territory, const std::vector<Patch> &patches, const Ground &ground,
                    const Roughness &roughness, std::uint64_t seed) {
    const std::vector<Side> sides = sides_of(territory);
    const std::vector<double> counts = segment_counts(sides, territory.units.size(), seed);
    std::vector<double> heights;
    for (const Side &s : sides) {
        heights.push_back(s.left == nobody || s.right == nobody ? roughness.outer : roughness.inner);
    }
    std::vector<Polyline> lines(sides.size());
    for (const Patch &p : patches) {
        lines.push_back(draw_patch(p, ground));
    }
    std::vector<std::size_t> to_draw(sides.size());
    for (std::size_t e = 0; e < sides.size(); ++e) {
        to_draw[e] = e;
    }
    for (int attempt = 0; attempt < 6; ++attempt) {
        for (const std::size_t e : to_draw) {
            const auto h = static_cast<HalfId>(2 * e);
            const int segments = std::max(1, static_cast<int>(std::lround(counts[e])));
            lines[e] =
                draw_line(territory.mesh.start(h), territory.mesh.end(h), segments, heights[e], ground, scramble(seed + e));
        }
        to_draw = meeting_lines(lines);
        if (to_draw.empty()) {
            Land land{std::move(lines), {}};
            const auto first_patch = land.edges.begin() + static_cast<std::ptrdiff_t>(sides.size());
            land.patches.assign(first_patch, land.edges.end());
            land.edges.erase(first_patch, land.edges.end());
            return land;
        }
        to_draw.erase(std::remove_if(to_draw.begin(), to_draw.end(), [&](std::size_t e) { return e >= sides.size(); }),
                      to_draw.end());
        for (const std::size_t e : to_draw) {
            heights[e] = attempt < 2 ? heights[e] / 3 : 0;
        }
    }
    throw Error(ErrorCode::bad_data, "the sample's borders cross each other with this seed; try another --seed");
}

spatial::Coverage make_coverage(const Territory &territory, const std::vector<Patch> &patches, const Land &land,
                                const std::vector<spatial::Label> &label_of_unit) {
    CoverageMaker maker(territory, land, label_of_unit);
    maker.add_borders();
    for (std::size_t i = 0; i < patches.size(); ++i) {
        const spatial::FaceIndex in =
            maker.add_face(patches[i].grid == nobody ? spatial::no_label : label_of_unit[patches[i].grid]);
        maker.add_closed(land.patches[i], in, maker.face(territory.grid_of_block[patches[i].host]));
    }
    return maker.finish();
}

} // namespace jingwei::data::sample
