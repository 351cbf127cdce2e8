#include "spatial/gesture_borders.hpp"
#include "spatial/gesture_run.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {

namespace {

using Ends = std::pair<LatticePoint, LatticePoint>;

Ends ends_of(const Segment &s) {
    return std::minmax(s.a, s.b);
}

std::set<ArcId> changed_arcs(std::span<const Gesture> gestures) {
    std::set<ArcId> arcs;
    for (const auto &gesture : gestures) {
        for (const auto &change : gesture.changes) {
            const auto changed = change.arcs();
            arcs.insert(changed.begin(), changed.end());
        }
    }
    return arcs;
}

/// Calls visit(arc, segment) for the segments of some arcs that are borders between units at present.
template <class Visit> void for_each_border(const Subdivision &ground, const std::set<ArcId> &arcs, Visit &&visit) {
    for (const auto arc : arcs) {
        if (ground.has_arc(arc) && ground.left_label(arc * 2) != ground.left_label(arc * 2 + 1)) {
            const auto &line = ground.line(arc);
            for (std::size_t i = 0; i < line.segment_count(); ++i) {
                visit(arc, line.segment(i));
            }
        }
    }
}

std::set<Ends> segments_of(const Subdivision &ground, const std::set<ArcId> &arcs) {
    std::set<Ends> segments;
    for_each_border(ground, arcs, [&](ArcId, const Segment &s) { segments.insert(ends_of(s)); });
    return segments;
}

std::vector<Ends> without(const std::set<Ends> &all, const std::set<Ends> &others) {
    std::vector<Ends> rest;
    std::ranges::set_difference(all, others, std::back_inserter(rest));
    return rest;
}

bool runs_along(const Ends &piece, const Ends &whole) {
    const Segment s{whole.first, whole.second};
    return is_within(piece.first, s, 1) && is_within(piece.second, s, 1);
}

double length_of(const Ends &s) {
    return std::sqrt(static_cast<double>(distance_squared(s.first, s.second)));
}

/// Of `some`, those that are neither part of one of `others` nor made up of them, but for rounding.
std::set<Ends> moved(const std::vector<Ends> &some, const std::vector<Ends> &others) {
    std::set<Ends> rest;
    for (const auto &segment : some) {
        double covered = 0;
        bool part = false;
        for (const auto &other : others) {
            part = part || runs_along(segment, other);
            covered += runs_along(other, segment) ? length_of(other) : 0;
        }
        if (!part && covered < 0.99 * length_of(segment)) {
            rest.insert(segment);
        }
    }
    return rest;
}

/// The chosen segments of some arcs as lines, as far as they hang together along an arc.
std::vector<BorderPiece> pieces_of(const Subdivision &ground, const std::set<ArcId> &arcs, const std::set<Ends> &chosen) {
    std::vector<BorderPiece> pieces;
    auto last = no_id;
    for_each_border(ground, arcs, [&](ArcId arc, const Segment &s) {
        if (!chosen.contains(ends_of(s))) {
            last = no_id;
            return;
        }
        if (arc != last) {
            pieces.push_back({ground.left_label(arc * 2), ground.left_label(arc * 2 + 1), {s.a}});
        }
        pieces.back().line.push_back(s.b);
        last = arc;
    });
    return pieces;
}

} // namespace

BorderShift border_shift(CoverageEditor &editor, std::span<Gesture> gestures) {
    const auto &ground = editor.ground();
    const auto arcs = changed_arcs(gestures);
    const auto now = segments_of(ground, arcs);
    std::for_each(gestures.rbegin(), gestures.rend(), [&](Gesture &gesture) { static_cast<void>(undo(editor, gesture)); });
    const auto before = segments_of(ground, arcs);
    const auto come = without(now, before);
    const auto gone = without(before, now);
    BorderShift shift;
    shift.given_up = pieces_of(ground, arcs, moved(gone, come));
    std::ranges::for_each(gestures, [&](Gesture &gesture) { static_cast<void>(redo(editor, gesture)); });
    shift.drawn = pieces_of(ground, arcs, moved(come, gone));
    return shift;
}

std::vector<std::vector<LatticePoint>> borders_between(const Subdivision &ground, Label a, Label b) {
    std::vector<std::vector<LatticePoint>> lines;
    const auto append = [&](HalfArc h) {
        const auto points = ground.line(h / 2).points();
        std::vector line(points.begin(), points.end());
        if ((h & 1U) != 0) {
            std::ranges::reverse(line);
        }
        if (!lines.empty() && lines.back().back() == line.front()) {
            lines.back().insert(lines.back().end(), line.begin() + 1, line.end());
        } else {
            lines.push_back(std::move(line));
        }
    };
    for (const auto face : faces_of(ground, a)) {
        const auto look = [&](BoundaryId boundary) {
            const auto first = lines.size();
            ground.for_each_half_along(boundary, [&](HalfArc h) {
                if (ground.left_label(h ^ 1U) == b) {
                    append(h);
                }
            });
            if (lines.size() > first + 1 && lines.back().back() == lines[first].front()) { // the walk began inside the border
                lines.back().insert(lines.back().end(), lines[first].begin() + 1, lines[first].end());
                lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(first));
            }
        };
        look(ground.face(face).outline);
        ground.for_each_hole(face, look);
    }
    return lines;
}

} // namespace jingwei::spatial
