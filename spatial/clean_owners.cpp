#include "spatial/clean_owners.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace jingwei::spatial {
namespace {

std::int64_t length_mm(std::span<const LatticePoint> points) {
    const auto scale = local_scale(points.front().y);
    std::int64_t length = 0;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        length +=
            std::llround(1000 * std::hypot(static_cast<double>(std::int64_t{points[i + 1].x} - points[i].x) * scale.east_m,
                                           static_cast<double>(std::int64_t{points[i + 1].y} - points[i].y) * scale.north_m));
    }
    return length;
}

struct Neighbour {
    FaceIndex open = 0;
    FaceIndex other = 0;
    std::int64_t length_mm = 0;
};

class Settling {
  public:
    Settling(const Coverage &coverage, Label first_open, const MayGet &may_get, std::vector<Label> &labels)
        : m_may_get(may_get), m_first_open(first_open), m_labels(labels) {
        for (const auto &arc : coverage.arcs()) {
            if (arc.left != arc.right && (is_open(arc.left) || is_open(arc.right))) {
                add(arc, length_mm(coverage.points(arc)));
            }
        }
        std::ranges::sort(m_neighbours, {}, [](const Neighbour &n) { return std::tuple(n.open, n.other); });
    }

    void run() {
        std::vector<FaceIndex> waiting;
        for (const auto &neighbour : m_neighbours) {
            if (waiting.empty() || waiting.back() != neighbour.open) {
                waiting.push_back(neighbour.open);
            }
        }
        while (!waiting.empty()) {
            waiting = settle(waiting);
        }
        std::ranges::replace_if(
            m_labels, [&](Label label) { return label >= m_first_open; }, no_label);
    }

  private:
    [[nodiscard]] bool is_open(FaceIndex face) const { return m_labels[face] >= m_first_open; }

    void add(const Arc &arc, std::int64_t length) {
        if (is_open(arc.left)) {
            m_neighbours.push_back({arc.left, arc.right, length});
        }
        if (is_open(arc.right)) {
            m_neighbours.push_back({arc.right, arc.left, length});
        }
    }

    [[nodiscard]] std::span<const Neighbour> around(FaceIndex face) const {
        const auto found = std::ranges::equal_range(m_neighbours, face, {}, &Neighbour::open);
        return {found.begin(), found.end()};
    }

    [[nodiscard]] Label choose(FaceIndex face) const {
        std::map<Label, std::int64_t> lengths;
        for (const auto &neighbour : around(face)) {
            const auto label = m_labels[neighbour.other];
            if (label != no_label && label < m_first_open && m_may_get(face, label)) {
                lengths[label] += neighbour.length_mm;
            }
        }
        Label best = no_label;
        for (const auto &[label, length] : lengths) {
            best = best == no_label || length > lengths.at(best) ? label : best;
        }
        return best;
    }

    /// Settles what can be settled now; answers the open faces beside what was.
    std::vector<FaceIndex> settle(const std::vector<FaceIndex> &waiting) {
        std::vector<std::pair<FaceIndex, Label>> decided;
        for (const auto face : waiting) {
            if (const auto label = choose(face); label != no_label) {
                decided.emplace_back(face, label);
            }
        }
        for (const auto &[face, label] : decided) {
            m_labels[face] = label;
        }
        std::vector<FaceIndex> next;
        for (const auto &[face, label] : decided) {
            for (const auto &neighbour : around(face)) {
                if (is_open(neighbour.other)) {
                    next.push_back(neighbour.other);
                }
            }
        }
        std::ranges::sort(next);
        const auto rest = std::ranges::unique(next);
        next.erase(rest.begin(), rest.end());
        return next;
    }

    const MayGet &m_may_get;
    Label m_first_open;
    std::vector<Label> &m_labels;
    std::vector<Neighbour> m_neighbours;
};

} // namespace

void settle_open_faces(const Coverage &coverage, Label first_open, const MayGet &may_get, std::vector<Label> &labels) {
    Settling(coverage, first_open, may_get, labels).run();
}

std::vector<__int128> doubled_face_areas(const Coverage &coverage) {
    std::vector<__int128> areas(coverage.face_labels().size(), 0);
    const LatticePoint base = coverage.empty() ? LatticePoint{} : coverage.all_points().front();
    for (const auto &arc : coverage.arcs()) {
        const auto points = coverage.points(arc);
        __int128 area = 0;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            area += cross(base, points[i], points[i + 1]);
        }
        areas[arc.left] += area;
        areas[arc.right] -= area;
    }
    return areas;
}

} // namespace jingwei::spatial
