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
      m_wholes(segments_of(points, m_strands, m_first)), m_is_bent(m_wholes.size(), false) {
    std::vector<LineEnds> lines;
    lines.reserve(count());
    for (std::uint32_t line = 0; line < count(); ++line) {
        lines.push_back(ends({line, 0}));
    }
    m_spokes = Spokes(points, lines);
    if (has_spokes()) {
        set_spokes_apart();
    } else {
        m_tree = SegmentTree(m_wholes);
    }
}

void SnapLines::set_spokes_apart() {
    std::vector<Segment> plain;
    for (std::uint32_t line = 0; line < count(); ++line) {
        if (!m_spokes.is_spoke(line)) {
            m_plain.push_back(line);
            plain.push_back(m_wholes[line]);
        }
        const auto [a, b] = ends({line, 0});
        m_end_points.insert(m_end_points.end(), {a, b});
    }
    m_tree = SegmentTree(plain);
    std::ranges::sort(m_end_points);
    const auto rest = std::ranges::unique(m_end_points);
    m_end_points.erase(rest.begin(), rest.end());
    std::vector<Segment> places;
    std::ranges::transform(m_end_points, std::back_inserter(places), [&](std::uint32_t v) {
        return Segment{m_points[v], m_points[v]};
    });
    m_ends = SegmentTree(places);
}

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
    for_each_end({place, place}, [&](std::uint32_t v) { found = m_points[v] == place ? std::optional(v) : found; });
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
