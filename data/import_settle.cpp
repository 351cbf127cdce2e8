#include "data/import_settle.hpp"

#include "data/import_layers.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace jingwei::data {

namespace {

using spatial::LatticePoint;
using spatial::Ring;

constexpr int slack_units = 2;

struct PointHash {
    std::size_t operator()(LatticePoint p) const {
        const auto bits = (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y);
        return std::hash<std::uint64_t>{}(bits * 0x9E3779B97F4A7C15U);
    }
};

std::int64_t dot(LatticePoint a, LatticePoint b, LatticePoint c) {
    return (std::int64_t{b.x} - a.x) * (std::int64_t{c.x} - a.x) + (std::int64_t{b.y} - a.y) * (std::int64_t{c.y} - a.y);
}

/// Whether p lies beside the segment, not behind its ends, within the slack.
bool lies_along(LatticePoint p, LatticePoint a, LatticePoint b) {
    const __int128 off = spatial::cross(a, b, p);
    const __int128 length2 = dot(a, b, b);
    const auto along = dot(a, b, p);
    return along >= 0 && along <= dot(a, b, b) && off * off <= length2 * (slack_units * slack_units);
}

/// Borders and lines that the store has and the file brings again.
class StoredBorders {
  public:
    void add(const Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            add_side(ring[i], ring[(i + 1) % ring.size()]);
        }
    }
    void add_course(const std::vector<LatticePoint> &course) {
        for (std::size_t i = 1; i < course.size(); ++i) {
            add_side(course[i - 1], course[i]);
        }
    }
    void add(const spatial::MultiPolygon &polygons) {
        for (const auto &polygon : polygons) {
            add(polygon.outer);
            std::ranges::for_each(polygon.holes, [this](const Ring &hole) { add(hole); });
        }
    }
    /// The stored vertex at the place, or nearest to it within the slack; else the place.
    [[nodiscard]] LatticePoint vertex_at(LatticePoint p) const {
        if (m_next.contains(p)) {
            return p;
        }
        LatticePoint best = p;
        int least = 2 * slack_units * slack_units + 1;
        for (int dx = -slack_units; dx <= slack_units; ++dx) {
            for (int dy = -slack_units; dy <= slack_units; ++dy) {
                const LatticePoint near{p.x + dx, p.y + dy};
                if (dx * dx + dy * dy < least && m_next.contains(near)) {
                    best = near;
                    least = dx * dx + dy * dy;
                }
            }
        }
        return best;
    }
    [[nodiscard]] bool has(LatticePoint p) const { return m_next.contains(p); }
    [[nodiscard]] bool has_side(LatticePoint a, LatticePoint b) const {
        const auto found = m_next.find(a);
        return found != m_next.end() && std::ranges::find(found->second, b) != found->second.end();
    }

  private:
    void add_side(LatticePoint a, LatticePoint b) {
        m_next[a].push_back(b);
        m_next[b].push_back(a);
    }

    std::unordered_map<LatticePoint, std::vector<LatticePoint>, PointHash> m_next;
};

/// The ring from a stored vertex on, so that no side is cut by its beginning.
void begin_at_vertex(Ring &ring, const StoredBorders &stored) {
    const auto first = std::ranges::find_if(ring, [&](LatticePoint p) { return stored.has(p); });
    std::ranges::rotate(ring, first == ring.end() ? ring.begin() : first);
}

/// A path, closed where its last vertex is the first again, without the vertices that only mark a stored side on its way.
std::vector<LatticePoint> without_marks(const std::vector<LatticePoint> &path, const StoredBorders &stored) {
    std::vector<LatticePoint> result;
    for (std::size_t i = 0; i < path.size();) {
        result.push_back(path[i]);
        std::size_t next = i + 1;
        while (next < path.size() && !stored.has(path[next])) {
            ++next;
        }
        const bool side =
            next < path.size() && stored.has_side(path[i], path[next]) &&
            std::all_of(path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.begin() + static_cast<std::ptrdiff_t>(next),
                        [&](LatticePoint p) { return lies_along(p, path[i], path[next]); });
        i = side ? next : i + 1;
    }
    const auto repeated = std::ranges::unique(result);
    result.erase(repeated.begin(), repeated.end());
    return result;
}

void move_onto_vertices(std::vector<LatticePoint> &path, const StoredBorders &stored) {
    std::ranges::transform(path, path.begin(), [&](LatticePoint p) { return stored.vertex_at(p); });
}

Ring settled(Ring ring, const StoredBorders &stored) {
    if (ring.empty()) {
        return ring;
    }
    move_onto_vertices(ring, stored);
    begin_at_vertex(ring, stored);
    ring.push_back(ring.front());
    auto result = without_marks(ring, stored);
    while (result.size() > 1 && result.front() == result.back()) {
        result.pop_back();
    }
    return result;
}

void turn(Ring &ring, bool left) {
    if ((spatial::doubled_area(ring) > 0) != left) {
        std::ranges::reverse(ring);
    }
}

/// Whether b, from its vertex `first` on and forwards or backwards, is a.
bool is_turned(const Ring &a, const Ring &b, std::size_t first, bool forwards) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        if (a[k] != b[(forwards ? first + k : first + n - k) % n]) {
            return false;
        }
    }
    return true;
}

} // namespace

bool is_same_outline(const Ring &a, const Ring &b) {
    if (a.size() != b.size() || a.empty()) {
        return a.size() == b.size();
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (b[i] == a.front() && (is_turned(a, b, i, true) || is_turned(a, b, i, false))) {
            return true;
        }
    }
    return false;
}

Ring outline_to_keep(Ring ring, const Ring &stored, bool shifted) {
    if (shifted && !stored.empty()) {
        StoredBorders borders;
        borders.add(stored);
        ring = settled(std::move(ring), borders);
    }
    return is_same_outline(ring, stored) ? stored : ring;
}

spatial::Polygon polygon_to_keep(spatial::Polygon polygon, const spatial::Polygon &stored, bool shifted) {
    polygon.outer = outline_to_keep(std::move(polygon.outer), stored.outer, shifted);
    if (polygon.outer != stored.outer) {
        turn(polygon.outer, true);
    }
    for (Ring &hole : polygon.holes) {
        for (const Ring &known : stored.holes) {
            hole = outline_to_keep(std::move(hole), known, shifted);
        }
        if (std::ranges::find(stored.holes, hole) == stored.holes.end()) {
            turn(hole, false);
        }
    }
    if (std::ranges::is_permutation(polygon.holes, stored.holes)) {
        polygon.holes = stored.holes;
    }
    return polygon;
}

std::vector<LatticePoint> course_to_keep(std::vector<LatticePoint> course, const std::vector<LatticePoint> &stored,
                                         bool shifted) {
    if (!shifted || stored.empty()) {
        return course;
    }
    StoredBorders line;
    line.add_course(stored);
    move_onto_vertices(course, line);
    return without_marks(course, line);
}

void settle_on_stored_borders(ImportSink &sink) {
    const auto *theme = sink.world.theme(sink.request.theme);
    if (theme == nullptr) {
        return;
    }
    StoredBorders stored;
    for (const auto &grid : sink.grids) {
        if (const auto index = theme->find(grid.row.code); index != 0) {
            stored.add(theme->shapes[index]);
        }
    }
    for (auto &grid : sink.grids) {
        for (auto &polygon : grid.polygons) {
            polygon.outer = settled(std::move(polygon.outer), stored);
            std::ranges::transform(polygon.holes, polygon.holes.begin(),
                                   [&](Ring &hole) { return settled(std::move(hole), stored); });
        }
    }
}

} // namespace jingwei::data
