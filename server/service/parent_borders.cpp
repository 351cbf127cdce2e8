#include "server/service/plan_consent.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;

namespace {

/// A piece of a border between two parents, its lower end first.
struct BorderPiece {
    LatticePoint a, b;
    Label left = spatial::no_label, right = spatial::no_label; ///< parents
    friend auto operator<=>(const BorderPiece &, const BorderPiece &) = default;
};

using Pieces = std::vector<BorderPiece>;

Pieces pieces_between(const spatial::Coverage &coverage, const std::vector<Label> &parent_of) {
    Pieces pieces;
    for (const auto &arc : coverage.arcs()) {
        const Label left = parent_of[coverage.left_label(arc)];
        const Label right = parent_of[coverage.right_label(arc)];
        if (left == right || left == spatial::no_label || right == spatial::no_label) {
            continue;
        }
        const auto points = coverage.points(arc);
        for (std::size_t i = 1; i < points.size(); ++i) {
            const bool upward = points[i - 1] < points[i];
            pieces.push_back(upward ? BorderPiece{points[i - 1], points[i], left, right}
                                    : BorderPiece{points[i], points[i - 1], right, left});
        }
    }
    std::ranges::sort(pieces);
    return pieces;
}

/// The parent of each label's ground; of what has children itself, since only its own rest carries its label.
std::vector<Label> parents_before(const data::ThemeWorld &theme, std::size_t label_count) {
    std::vector<Label> parents(label_count, spatial::no_label);
    for (Label unit = 1; unit < theme.grids.size(); ++unit) {
        parents[unit] = theme.children[unit].empty() ? theme.grids[unit].parent : unit;
    }
    return parents;
}

std::vector<Label> parents_now(const PlanDraft &draft) {
    std::vector<Label> parents(draft.units().size(), spatial::no_label);
    std::vector<bool> has_children(draft.units().size());
    for (Label unit = 1; unit < parents.size(); ++unit) {
        if (!draft.units()[unit].gone) {
            parents[unit] = draft.find(draft.units()[unit].row.parent_code);
            has_children[parents[unit]] = true;
        }
    }
    for (Label unit = 1; unit < parents.size(); ++unit) {
        parents[unit] = has_children[unit] ? unit : parents[unit];
    }
    return parents;
}

/// Whether a point lies on a piece, or not farther off than a unit.
bool lies_on(LatticePoint p, const BorderPiece &piece) {
    const auto dx = std::int64_t{piece.b.x} - piece.a.x;
    const auto dy = std::int64_t{piece.b.y} - piece.a.y;
    const auto px = std::int64_t{p.x} - piece.a.x;
    const auto py = std::int64_t{p.y} - piece.a.y;
    const __int128 along = static_cast<__int128>(dx) * px + static_cast<__int128>(dy) * py;
    const __int128 length = static_cast<__int128>(dx) * dx + static_cast<__int128>(dy) * dy;
    const auto close = [](std::int64_t x, std::int64_t y) { return std::abs(x) <= 1 && std::abs(y) <= 1; };
    if (along < 0 || along > length) {
        return close(px, py) || close(px - dx, py - dy);
    }
    const __int128 across = static_cast<__int128>(dx) * py - static_cast<__int128>(dy) * px;
    return across * across <= length; // spans are below 2^30, so that the product is below 2^124
}

bool all_lie_on(const Pieces &pieces, const Pieces &line) {
    const auto on_line = [&](LatticePoint p) {
        return std::ranges::any_of(line, [&](const BorderPiece &piece) { return lies_on(p, piece); });
    };
    return std::ranges::all_of(pieces, [&](const BorderPiece &piece) { return on_line(piece.a) && on_line(piece.b); });
}

struct Difference {
    Pieces gone, come;
};

/// What differs, by the parents on both sides.
std::map<std::pair<Label, Label>, Difference> differences(const Pieces &before, const Pieces &after) {
    Pieces gone;
    Pieces come;
    std::ranges::set_difference(before, after, std::back_inserter(gone));
    std::ranges::set_difference(after, before, std::back_inserter(come));
    std::map<std::pair<Label, Label>, Difference> by_parents;
    for (const auto &piece : gone) {
        by_parents[{piece.left, piece.right}].gone.push_back(piece);
    }
    for (const auto &piece : come) {
        by_parents[{piece.left, piece.right}].come.push_back(piece);
    }
    return by_parents;
}

} // namespace

std::vector<std::string> parents_with_moved_borders(const PlanDraft &draft) {
    const auto before = pieces_between(draft.base().coverage, parents_before(draft.base(), draft.units().size()));
    const auto after = pieces_between(draft.editor().coverage(), parents_now(draft));
    std::set<std::string> codes;
    const auto code_of = [&](Label unit) {
        return unit < draft.base().grids.size() ? draft.base().grids[unit].code : draft.units()[unit].row.code;
    };
    for (const auto &[parents, pieces] : differences(before, after)) {
        if (!all_lie_on(pieces.gone, pieces.come) || !all_lie_on(pieces.come, pieces.gone)) {
            codes.insert(code_of(parents.first));
            codes.insert(code_of(parents.second));
        }
    }
    return {codes.begin(), codes.end()};
}

} // namespace jingwei::server
