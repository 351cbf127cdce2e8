#include "spatial/segment.hpp"

#include <cmath>

namespace jingwei::spatial {

bool is_on(LatticePoint p, const Segment &s) {
    return cross(s.a, s.b, p) == 0 && bounds(s).contains(p);
}

bool is_within(LatticePoint p, const Segment &s, std::int64_t limit) {
    const std::int64_t dx = std::int64_t{s.b.x} - s.a.x;
    const std::int64_t dy = std::int64_t{s.b.y} - s.a.y;
    const std::int64_t along = dx * (std::int64_t{p.x} - s.a.x) + dy * (std::int64_t{p.y} - s.a.y);
    const std::int64_t length_squared = dx * dx + dy * dy;
    if (along <= 0) {
        return distance_squared(p, s.a) <= limit * limit;
    }
    if (along >= length_squared) {
        return distance_squared(p, s.b) <= limit * limit;
    }
    const __int128 area = cross(s.a, s.b, p);
    return area * area <= static_cast<__int128>(limit * limit) * length_squared;
}

namespace {

/// Whether p, known to be no end of s, lies on it.
bool is_inside(LatticePoint p, const Segment &s) {
    return p != s.a && p != s.b && is_on(p, s);
}

int sign(std::int64_t v) {
    return (v > 0) - (v < 0);
}

} // namespace

bool meet_improperly(const Segment &s, const Segment &t) {
    if (!bounds(s).intersects(bounds(t))) {
        return false;
    }
    const int a = sign(cross(s.a, s.b, t.a));
    const int b = sign(cross(s.a, s.b, t.b));
    const int c = sign(cross(t.a, t.b, s.a));
    const int d = sign(cross(t.a, t.b, s.b));
    if (a * b < 0 && c * d < 0) {
        return true;
    }
    return (a == 0 && is_inside(t.a, s)) || (b == 0 && is_inside(t.b, s)) || (c == 0 && is_inside(s.a, t)) ||
           (d == 0 && is_inside(s.b, t));
}

bool turns_before(std::int64_t ax, std::int64_t ay, std::int64_t bx, std::int64_t by) {
    const auto half = [](std::int64_t x, std::int64_t y) { return y < 0 || (y == 0 && x < 0) ? 1 : 0; };
    if (half(ax, ay) != half(bx, by)) {
        return half(ax, ay) < half(bx, by);
    }
    return ax * by - ay * bx > 0;
}

bool is_east_of(const Upward &s, const Upward &t, std::int32_t y) {
    const auto rise = [](const Upward &u) { return static_cast<__int128>(std::int64_t{u.high.y} - u.low.y); };
    const auto run = [](const Upward &u) { return static_cast<__int128>(std::int64_t{u.high.x} - u.low.x); };
    const auto x_times_rise = [&](const Upward &u) {
        return static_cast<__int128>(u.low.x) * rise(u) + run(u) * (std::int64_t{y} - u.low.y);
    };
    const auto left = x_times_rise(s) * rise(t);
    const auto right = x_times_rise(t) * rise(s);
    return left != right ? left > right : run(s) * rise(t) > run(t) * rise(s);
}

LatticePoint meeting_point(const Segment &s, const Segment &t) {
    const auto from_a = static_cast<double>(cross(t.a, t.b, s.a));
    const auto from_b = static_cast<double>(cross(t.a, t.b, s.b));
    if (from_a == from_b) { // one line: an end of one lies on the other
        return is_on(t.a, s) ? t.a : is_on(t.b, s) ? t.b : s.a;
    }
    const double along = std::clamp(from_a / (from_a - from_b), 0.0, 1.0);
    return {static_cast<std::int32_t>(std::llround(s.a.x + along * static_cast<double>(std::int64_t{s.b.x} - s.a.x))),
            static_cast<std::int32_t>(std::llround(s.a.y + along * static_cast<double>(std::int64_t{s.b.y} - s.a.y)))};
}

template <class Visit> void SegmentGrid::for_each_cell_of(const Segment &s, Visit &&visit) const {
    const Segment east = s.a.x <= s.b.x ? s : Segment{s.b, s.a};
    const auto box = spatial::bounds(s);
    const auto first = cell_of(box.min_x, box.min_y);
    const auto last = cell_of(box.max_x, box.max_y);
    if (first.column == last.column || first.row == last.row) {
        for (std::size_t r = first.row; r <= last.row; ++r) {
            for (std::size_t c = first.column; c <= last.column; ++c) {
                visit(r * m_columns.count() + c);
            }
        }
        return;
    }
    const double slope =
        static_cast<double>(std::int64_t{east.b.y} - east.a.y) / static_cast<double>(std::int64_t{east.b.x} - east.a.x);
    const auto y_at = [&](std::int64_t x) {
        return static_cast<double>(east.a.y) +
               slope * static_cast<double>(std::clamp<std::int64_t>(x, east.a.x, east.b.x) - east.a.x);
    };
    for (std::size_t c = first.column; c <= last.column; ++c) {
        const std::int64_t west = m_columns.start_of(c);
        const double y0 = y_at(west);
        const double y1 = y_at(m_columns.end_of(c));
        // one unit of margin makes the double arithmetic conservative
        const auto low = std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(std::min(y0, y1))) - 1, box.min_y);
        const auto high = std::min<std::int64_t>(static_cast<std::int64_t>(std::ceil(std::max(y0, y1))) + 1, box.max_y);
        for (auto r = cell_of(west, low).row; r <= cell_of(west, high).row; ++r) {
            visit(r * m_columns.count() + c);
        }
    }
}

GridAxis::GridAxis(std::vector<std::int32_t> places, std::size_t count) {
    std::sort(places.begin(), places.end());
    const std::size_t step = std::max<std::size_t>(1, places.size() / count);
    for (std::size_t i = 0; i < places.size(); i += step) {
        if (m_starts.empty() || m_starts.back() < places[i]) {
            m_starts.push_back(places[i]);
        }
    }
    m_count = m_starts.size();
    m_end = std::int64_t{places.back()} + 1;
}

SegmentGrid::SegmentGrid(std::span<const Segment> segments) {
    for (const auto &s : segments) {
        m_bounds.add(s.a);
        m_bounds.add(s.b);
    }
    if (segments.empty()) {
        m_offsets.assign(1, 0);
        return;
    }
    const double width = static_cast<double>(std::int64_t{m_bounds.max_x} - m_bounds.min_x) + 1;
    const double height = static_cast<double>(std::int64_t{m_bounds.max_y} - m_bounds.min_y) + 1;
    const double side = std::max(1.0, std::sqrt(width * height / static_cast<double>(segments.size())));
    const double max_cells = 4096.0 * 4.0;
    for (double size = side; m_offsets.empty(); size *= 2) {
        const auto width_of = [&](double extent) {
            return static_cast<std::int64_t>(std::ceil(std::max(size, extent / max_cells)));
        };
        m_columns = GridAxis(m_bounds.min_x, m_bounds.max_x, width_of(width));
        m_rows = GridAxis(m_bounds.min_y, m_bounds.max_y, width_of(height));
        fill(segments);
    }
    constexpr std::size_t crowded = 64; // pairs a segment; borders as they are drawn come to fewer than ten
    if (pair_count() / crowded <= segments.size()) {
        return;
    }
    std::vector<std::int32_t> xs;
    std::vector<std::int32_t> ys;
    for (const auto &s : segments) {
        xs.insert(xs.end(), {s.a.x, s.b.x});
        ys.insert(ys.end(), {s.a.y, s.b.y});
    }
    m_offsets.clear();
    for (auto parts = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(segments.size())))); m_offsets.empty();
         parts = std::max<std::size_t>(1, parts / 2)) {
        m_columns = GridAxis(xs, parts);
        m_rows = GridAxis(ys, parts);
        fill(segments);
    }
}

/// Leaves the grid empty where long segments would lie in so many cells that memory ran out: the cells must be larger.
void SegmentGrid::fill(std::span<const Segment> segments) {
    const std::size_t most = 4'000'000 + 32 * segments.size();
    std::size_t places = 0;
    m_offsets.assign(cell_count() + 1, 0);
    for (const auto &s : segments) {
        for_each_cell_of(s, [&](std::size_t cell) {
            ++m_offsets[cell + 1];
            ++places;
        });
        if (places > most) {
            m_offsets.clear();
            return;
        }
    }
    for (std::size_t i = 1; i < m_offsets.size(); ++i) {
        m_offsets[i] += m_offsets[i - 1];
    }
    m_cells.resize(m_offsets.back());
    auto next = m_offsets;
    for (std::uint32_t i = 0; i < segments.size(); ++i) {
        for_each_cell_of(segments[i], [&](std::size_t cell) { m_cells[next[cell]++] = i; });
    }
}

std::size_t SegmentGrid::pair_count() const {
    std::size_t pairs = 0;
    for (std::size_t i = 0; i + 1 < m_offsets.size(); ++i) {
        const std::size_t in_cell = m_offsets[i + 1] - m_offsets[i];
        pairs += in_cell * (in_cell - std::min<std::size_t>(in_cell, 1)) / 2;
    }
    return pairs;
}

} // namespace jingwei::spatial
