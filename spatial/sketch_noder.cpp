#include "spatial/sketch_noder.hpp"

#include "spatial/line_check.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// Leaves out where rounding folded a closed path, which did not meet itself, onto itself: such a fold encloses nothing.
void unfold(std::vector<LatticePoint> &path) {
    if (path.front() != path.back()) {
        return;
    }
    std::vector<LatticePoint> flat;
    for (const auto p : path) {
        if (flat.size() > 1 && flat[flat.size() - 2] == p) {
            flat.pop_back();
        } else {
            flat.push_back(p);
        }
    }
    std::size_t folded = 0; // points at either end that are there and back again
    while (2 * folded + 3 < flat.size() && flat[folded + 1] == flat[flat.size() - 2 - folded]) {
        ++folded;
    }
    if (flat.size() > 2 * folded + 3) {
        path.assign(flat.begin() + static_cast<std::ptrdiff_t>(folded), flat.end() - static_cast<std::ptrdiff_t>(folded));
    }
}

} // namespace

/// A path that comes back to a point, other than by closing, has no order around it that the sketch would tell.
std::optional<Refusal> SketchNoder::refuse_repetition() const {
    auto points = m_path;
    if (points.size() > 2 && points.front() == points.back()) {
        points.pop_back();
    }
    std::ranges::sort(points);
    const auto twice = std::ranges::adjacent_find(points);
    return twice == points.end() ? std::nullopt : std::optional(Refusal{RefusalKind::crosses_itself, *twice});
}

/// A closed path that meets borders begins at the first of them.
void SketchNoder::start_on_border() {
    const auto first = std::ranges::find_if(m_path, [&](LatticePoint p) { return is_vertex(p); });
    if (m_path.front() == m_path.back() && first != m_path.end() && first != m_path.begin()) {
        m_path.pop_back();
        std::ranges::rotate(m_path, first);
        m_path.push_back(m_path.front());
    }
}

std::vector<SketchNoder::Piece> SketchNoder::pieces() {
    std::vector<Piece> result;
    std::size_t first = 0;
    for (std::size_t i = 1; i < m_path.size(); ++i) {
        if (i + 1 == m_path.size() || is_vertex(m_path[i])) {
            if (i != first + 1 || !is_segment(m_path[first], m_path[i])) {
                result.push_back({first, i});
            }
            first = i;
        }
    }
    return result;
}

/// Whether a piece runs through ground that the sketch is to divide.
bool SketchNoder::is_wanted(const Piece &piece) {
    if (m_options.only == no_label) {
        return true;
    }
    const auto label = [&] {
        for (const auto &[end, towards] : {std::pair(piece.first, piece.first + 1), std::pair(piece.last, piece.last - 1)}) {
            if (const auto h = m_ground.half_at(m_path[end]); h != no_id) {
                return m_ground.left_label(m_ground.sector(h, m_path[towards]));
            }
        }
        return m_ground.face(m_ground.face_at(m_path[piece.first])).label;
    };
    return label() == m_options.only;
}

std::optional<Refusal> SketchNoder::refuse_dangling(const Piece &piece, bool &trimmed) {
    const bool closed = m_path[piece.first] == m_path[piece.last];
    const bool from = closed || m_ground.half_at(m_path[piece.first]) != no_id;
    const bool to = closed || m_ground.half_at(m_path[piece.last]) != no_id;
    trimmed = from != to && (m_options.drop_loose_ends || overshoots(from));
    return (from && to) || trimmed ? std::nullopt
                                   : std::optional(Refusal{RefusalKind::dangling_end, m_path[from ? piece.last : piece.first]});
}

std::optional<Refusal> SketchNoder::add(const Piece &piece) {
    const auto begin = m_path.begin() + static_cast<std::ptrdiff_t>(piece.first);
    const auto end = m_path.begin() + static_cast<std::ptrdiff_t>(piece.last) + 1;
    const auto line = std::make_shared<const ArcLine>(Path(begin, end));
    if (const auto refusal = refuse_shape(*line)) {
        return refusal;
    }
    std::size_t seen = 0;
    if (const auto refusal = refuse_meeting(m_ground, *line, no_id, seen)) {
        return refusal;
    }
    m_ground.count_work(seen);
    m_arcs.push_back(m_ground.add(line));
    return std::nullopt;
}

std::optional<Refusal> SketchNoder::add_if_wanted(const Piece &piece) {
    if (!is_wanted(piece)) {
        return std::nullopt;
    }
    bool trimmed = false;
    const auto refusal = refuse_dangling(piece, trimmed);
    return refusal || trimmed ? refusal : add(piece);
}

std::optional<Refusal> SketchNoder::run(std::span<const LatticePoint> sketch) {
    if (const auto refusal = take(sketch)) {
        return refusal;
    }
    if (const auto refusal = node()) {
        return refusal;
    }
    if (m_path.front() != m_path.back() && lead_ends()) {
        if (const auto refusal = node()) {
            return refusal;
        }
    }
    unfold(m_path);
    if (const auto refusal = refuse_repetition()) {
        return refusal;
    }
    start_on_border();
    const auto all = pieces();
    for (const auto &piece : all) {
        make_node(m_path[piece.first]);
        make_node(m_path[piece.last]);
    }
    for (const auto &piece : all) {
        if (const auto refusal = add_if_wanted(piece)) {
            return refusal;
        }
    }
    return m_arcs.empty() && !m_options.may_add_nothing ? std::optional(Refusal{RefusalKind::outside_of_label, m_path.front()})
                                                        : std::nullopt;
}

} // namespace jingwei::spatial
