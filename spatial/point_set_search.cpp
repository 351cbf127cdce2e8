#include "spatial/measure.hpp"
#include "spatial/point_set.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

namespace jingwei::spatial {

namespace {

/// Squared metres from one place on its own local scale.
class Ruler {
  public:
    explicit Ruler(LatticePoint from) : m_from(from), m_scale(local_scale(from.y)) {}

    [[nodiscard]] double squared_to(LatticePoint p) const {
        return squared(std::int64_t{p.x} - m_from.x, std::int64_t{p.y} - m_from.y);
    }
    /// To the nearest point of a box; 0 inside.
    [[nodiscard]] double squared_to(const LatticeBox &box) const {
        return squared(gap(m_from.x, box.min_x, box.max_x), gap(m_from.y, box.min_y, box.max_y));
    }

  private:
    static std::int64_t gap(std::int64_t value, std::int64_t least, std::int64_t most) {
        return std::max({least - value, value - most, std::int64_t{0}});
    }
    [[nodiscard]] double squared(std::int64_t east, std::int64_t north) const {
        const double x = static_cast<double>(east) * m_scale.east_m;
        const double y = static_cast<double>(north) * m_scale.north_m;
        return x * x + y * y;
    }
    LatticePoint m_from;
    LocalScale m_scale;
};

/// An entry and the square of its distance.
struct Candidate {
    double squared = 0;
    const PointEntry *entry = nullptr;
    friend bool operator<(const Candidate &a, const Candidate &b) {
        return std::tie(a.squared, a.entry->id) < std::tie(b.squared, b.entry->id);
    }
};

/// The best candidates so far, as a heap whose top is the worst of them.
class Best {
  public:
    Best(std::size_t count, double squared_radius) : m_count(count), m_squared_radius(squared_radius) {}

    /// What a candidate must not exceed to be of interest.
    [[nodiscard]] double limit() const { return m_heap.size() < m_count ? m_squared_radius : m_heap.front().squared; }
    [[nodiscard]] bool wants(const Candidate &candidate) const {
        return m_heap.size() < m_count ? candidate.squared <= m_squared_radius : candidate < m_heap.front();
    }
    void take(const Candidate &candidate) {
        if (m_heap.size() == m_count) {
            std::pop_heap(m_heap.begin(), m_heap.end());
            m_heap.pop_back();
        }
        m_heap.push_back(candidate);
        std::push_heap(m_heap.begin(), m_heap.end());
    }
    [[nodiscard]] std::vector<Candidate> sorted() && {
        std::sort_heap(m_heap.begin(), m_heap.end());
        return std::move(m_heap);
    }

  private:
    std::size_t m_count;
    double m_squared_radius;
    std::vector<Candidate> m_heap;
};

} // namespace

void PointSet::for_each_in_box(const LatticeBox &box, const std::function<void(const PointEntry &)> &visit) const {
    for (std::size_t i = 0; i < m_chunks.size(); ++i) {
        if (!m_boxes[i].intersects(box)) {
            continue;
        }
        for (const PointEntry &entry : *m_chunks[i]) {
            if (box.contains(entry.at)) {
                visit(entry);
            }
        }
    }
}

std::vector<PointSet::Near> PointSet::nearest(LatticePoint from, std::size_t count, double radius_m,
                                              const std::function<bool(const PointEntry &)> &passes) const {
    if (count == 0 || radius_m < 0) {
        return {};
    }
    const Ruler ruler(from);
    Best best(count, radius_m * radius_m);
    std::vector<std::pair<double, std::size_t>> chunks;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        const double squared = ruler.squared_to(m_boxes[i]);
        if (squared <= best.limit()) {
            chunks.emplace_back(squared, i);
        }
    }
    std::ranges::make_heap(chunks, std::greater());
    while (!chunks.empty() && chunks.front().first <= best.limit()) {
        for (const PointEntry &entry : *m_chunks[chunks.front().second]) {
            const Candidate candidate{ruler.squared_to(entry.at), &entry};
            if (best.wants(candidate) && passes(entry)) {
                best.take(candidate);
            }
        }
        std::ranges::pop_heap(chunks, std::greater());
        chunks.pop_back();
    }
    std::vector<Near> found;
    for (const Candidate &candidate : std::move(best).sorted()) {
        found.push_back({candidate.entry, std::sqrt(candidate.squared)});
    }
    return found;
}

} // namespace jingwei::spatial
