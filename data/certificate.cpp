#include "data/certificate.hpp"

#include <algorithm>

namespace jingwei::data {

namespace {

/// Twice the area left of a line and its chord to the origin.
__int128 doubled_area_beside(std::span<const LatticePoint> points) {
    __int128 sum = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const LatticePoint &a = points[i - 1];
        const LatticePoint &b = points[i];
        sum += static_cast<__int128>(a.x) * b.y - static_cast<__int128>(b.x) * a.y;
    }
    return sum;
}

std::string to_decimal(__int128 number) {
    const bool negative = number < 0;
    std::string digits;
    do {
        const auto digit = static_cast<int>(number % 10);
        digits.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
        number /= 10;
    } while (number != 0);
    if (negative) {
        digits.push_back('-');
    }
    return {digits.rbegin(), digits.rend()};
}

} // namespace

CoverageFigures figures_of(const spatial::Coverage &coverage) {
    std::vector<LatticePoint> ends;
    ends.reserve(2 * coverage.arcs().size());
    __int128 area = 0;
    for (const auto &arc : coverage.arcs()) {
        const auto points = coverage.points(arc);
        ends.push_back(points.front());
        ends.push_back(points.back());
        const int sides = static_cast<int>(coverage.left_label(arc) != spatial::no_label) -
                          static_cast<int>(coverage.right_label(arc) != spatial::no_label);
        if (sides != 0) {
            area += sides * doubled_area_beside(points);
        }
    }
    std::ranges::sort(ends, {}, [](const LatticePoint &p) { return std::pair(p.x, p.y); });
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    return {.faces = static_cast<std::int64_t>(coverage.face_labels().size()) - 1,
            .arcs = static_cast<std::int64_t>(coverage.arcs().size()),
            .nodes = static_cast<std::int64_t>(ends.size()),
            .doubled_area = to_decimal(area)};
}

} // namespace jingwei::data
