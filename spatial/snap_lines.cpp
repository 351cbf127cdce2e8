#include "spatial/snap_lines.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

std::vector<std::uint32_t> first_strands(const std::vector<Strand> &strands) {
    std::vector<std::uint32_t> first;
    for (std::uint32_t i = 0; i < strands.size(); ++i) {
        if (i == 0 || strands[i].a != strands[i - 1].a || strands[i].b != strands[i - 1].b) {
            first.push_back(i);
        }
    }
    first.push_back(static_cast<std::uint32_t>(strands.size()));
    return first;
}

std::vector<Segment> segments_of(const std::vector<LatticePoint> &points, const std::vector<Strand> &strands,
                                 const std::vector<std::uint32_t> &first) {
    std::vector<Segment> segments;
    segments.reserve(first.size());
    for (std::size_t line = 0; line + 1 < first.size(); ++line) {
        segments.push_back({points[strands[first[line]].a], points[strands[first[line]].b]});
    }
    return segments;
}

} // namespace

SnapLines::SnapLines(const std::vector<LatticePoint> &points, std::vector<Strand> strands)
    : m_points(points), m_strands(std::move(strands)), m_first(first_strands(m_strands)),
      m_wholes(segments_of(points, m_strands, m_first)), m_tree(m_wholes), m_is_bent(m_wholes.size(), false) {}

std::vector<std::uint32_t> SnapLines::tagged() const {
    std::vector<std::uint32_t> lines;
    for (std::uint32_t line = 0; line < count(); ++line) {
        if (m_strands[m_first[line + 1] - 1].tag == line_tag) { // the highest tag of all
            lines.push_back(line);
        }
    }
    return lines;
}

std::vector<SnapPiece> SnapLines::pieces() const {
    std::vector<SnapPiece> all;
    for (std::uint32_t line = 0; line < count(); ++line) {
        for (std::uint32_t k = 0; k < piece_count(line); ++k) {
            all.push_back({line, k});
        }
    }
    return all;
}

std::optional<std::uint32_t> SnapLines::end_at(LatticePoint place) const {
    std::optional<std::uint32_t> found;
    for_each_near({place.x, place.y, place.x, place.y}, [&](SnapPiece piece) {
        for (const auto v : ends(piece)) {
            found = m_points[v] == place ? v : found;
        }
    });
    return found;
}

void SnapLines::insert(std::uint32_t line, std::span<const std::pair<std::uint32_t, std::uint32_t>> insertions) {
    const auto count_before = piece_count(line);
    std::vector<std::uint32_t> points;
    auto next = insertions.begin();
    for (std::uint32_t k = 0; k < count_before; ++k) {
        points.push_back(ends({line, k})[0]);
        for (; next != insertions.end() && next->first == k; ++next) {
            points.push_back(next->second);
        }
    }
    points.push_back(ends({line, count_before - 1})[1]);
    m_is_bent[line] = true;
    m_bent[line] = std::move(points);
    m_reach = most_reach;
}

std::vector<Strand> SnapLines::strands() const {
    std::vector<Strand> result;
    result.reserve(m_strands.size() + 4 * m_bent.size());
    for (std::uint32_t line = 0; line < count(); ++line) {
        for (std::uint32_t k = 0; k < piece_count(line); ++k) {
            const auto [a, b] = ends({line, k});
            for (auto i = m_first[line]; i < m_first[line + 1]; ++i) {
                const auto &[from, to, tag, net] = m_strands[i];
                result.push_back(a < b ? Strand{a, b, tag, net} : Strand{b, a, tag, -net});
            }
        }
    }
    return result;
}

} // namespace jingwei::spatial
