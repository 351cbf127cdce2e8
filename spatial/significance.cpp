#include "spatial/significance.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace jingwei::spatial {

namespace {

constexpr double always = std::numeric_limits<double>::infinity();

/// The squared distance of p from the segment ab.
double squared_distance(TilePosition p, TilePosition a, TilePosition b) {
    const double abx = static_cast<double>(b.x) - a.x;
    const double aby = static_cast<double>(b.y) - a.y;
    double dx = static_cast<double>(p.x) - a.x;
    double dy = static_cast<double>(p.y) - a.y;
    const double length = abx * abx + aby * aby;
    if (length > 0) {
        const double t = std::clamp((dx * abx + dy * aby) / length, 0.0, 1.0);
        dx -= t * abx;
        dy -= t * aby;
    }
    return dx * dx + dy * dy;
}

class Splitter {
  public:
    explicit Splitter(std::span<const TilePosition> line)
        : m_line(line), m_max_depth(16 + 2 * static_cast<std::size_t>(std::bit_width(line.size()))) {
        m_result.squared.resize(line.size());
        m_result.squared.front() = always;
        m_result.squared.back() = always;
    }

    Significance run() {
        const std::size_t last = m_line.size() - 1;
        if (m_line.front() == m_line.back() && m_line.size() > 3) {
            split_closed();
        } else {
            split({0, last, always, 0});
        }
        return std::move(m_result);
    }

  private:
    struct Range {
        std::size_t first, last;
        double limit;
        std::size_t depth;
    };
    struct Farthest {
        std::size_t index;
        double squared;
    };

    Farthest farthest(std::size_t first, std::size_t last) {
        Farthest best{first + 1, -1};
        m_result.measured += last - first - 1;
        for (std::size_t i = first + 1; i < last; ++i) {
            const double squared = squared_distance(m_line[i], m_line[first], m_line[last]);
            if (squared > best.squared) {
                best = {i, squared};
            }
        }
        return best;
    }

    /// A closed line keeps its first point, the one farthest from it, and the one farthest from the line between them.
    void split_closed() {
        const std::size_t last = m_line.size() - 1;
        const std::size_t opposite = farthest(0, last).index;
        const Farthest before = opposite > 1 ? farthest(0, opposite) : Farthest{0, -1};
        const Farthest after = opposite + 1 < last ? farthest(opposite, last) : Farthest{0, -1};
        m_result.squared[opposite] = always;
        m_result.squared[before.squared > after.squared ? before.index : after.index] = always;
        split({0, opposite, always, 0});
        split({opposite, last, always, 0});
    }

    void split(const Range &whole) {
        std::vector<Range> open{whole};
        while (!open.empty()) {
            const Range range = open.back();
            open.pop_back();
            if (range.last - range.first < 2) {
                continue;
            }
            Farthest best = farthest(range.first, range.last);
            if (range.depth > m_max_depth) {
                best.index = (range.first + range.last) / 2;
            }
            const double squared = std::min(best.squared, range.limit);
            m_result.squared[best.index] = std::max(m_result.squared[best.index], squared);
            open.push_back({range.first, best.index, squared, range.depth + 1});
            open.push_back({best.index, range.last, squared, range.depth + 1});
        }
    }

    std::span<const TilePosition> m_line;
    std::size_t m_max_depth;
    Significance m_result;
};

} // namespace

Significance significance(std::span<const TilePosition> line) {
    return Splitter(line).run();
}

} // namespace jingwei::spatial
