#include "data/sample/land.hpp"

#include <algorithm>
#include <compare>

namespace jingwei::data::sample {
namespace {

using spatial::LatticePoint;

constexpr std::int32_t cell_size = 24'000; ///< lattice units, about 240 m

struct Entry {
    std::uint64_t cell = 0;
    std::uint32_t line = 0;
    std::uint32_t segment = 0;
    friend auto operator<=>(const Entry &, const Entry &) = default;
};

int side(LatticePoint a, LatticePoint b, LatticePoint c) {
    const std::int64_t turn = spatial::cross(a, b, c);
    return turn > 0 ? 1 : turn < 0 ? -1 : 0;
}

bool between(LatticePoint a, LatticePoint b, LatticePoint p) {
    return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y && p.y <= std::max(a.y, b.y);
}

bool lies_on(LatticePoint a, LatticePoint b, LatticePoint p) {
    return side(a, b, p) == 0 && between(a, b, p);
}

/// Two segments meet elsewhere than in an end of both.
bool segments_cross(LatticePoint a, LatticePoint b, LatticePoint c, LatticePoint d) {
    if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) {
        return true;
    }
    const auto stray = [](LatticePoint p, LatticePoint q, LatticePoint end) {
        return end != p && end != q && lies_on(p, q, end);
    };
    return stray(a, b, c) || stray(a, b, d) || stray(c, d, a) || stray(c, d, b) || (a == c && b == d) || (a == d && b == c);
}

std::vector<Entry> entries(const std::vector<Polyline> &lines) {
    std::vector<Entry> found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (std::size_t k = 0; k + 1 < lines[i].size(); ++k) {
            const LatticePoint a = lines[i][k], b = lines[i][k + 1];
            for (std::int32_t x = std::min(a.x, b.x) / cell_size; x <= std::max(a.x, b.x) / cell_size; ++x) {
                for (std::int32_t y = std::min(a.y, b.y) / cell_size; y <= std::max(a.y, b.y) / cell_size; ++y) {
                    const auto cell = (std::uint64_t{static_cast<std::uint32_t>(x)} << 32U) | static_cast<std::uint32_t>(y);
                    found.push_back({cell, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k)});
                }
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

std::vector<std::size_t> meeting_lines(const std::vector<Polyline> &lines) {
    const std::vector<Entry> all = entries(lines);
    std::vector<std::size_t> meeting;
    const auto crosses = [&](const Entry &p, const Entry &q) {
        const Polyline &a = lines[p.line], &b = lines[q.line];
        return segments_cross(a[p.segment], a[p.segment + 1], b[q.segment], b[q.segment + 1]);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size() && all[j].cell == all[i].cell; ++j) {
            if (crosses(all[i], all[j])) {
                meeting.push_back(all[i].line);
                meeting.push_back(all[j].line);
            }
        }
    }
    std::sort(meeting.begin(), meeting.end());
    meeting.erase(std::unique(meeting.begin(), meeting.end()), meeting.end());
    return meeting;
}

} // namespace jingwei::data::sample
