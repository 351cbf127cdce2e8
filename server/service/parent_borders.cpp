#include "server/service/plan_consent.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;

namespace {

/// A piece of a border between two parents, of which the one with the lower label lies on the left of the way from `a` to `b`:
/// so where two parents change sides, the way turns round.
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
            pieces.push_back(left < right ? BorderPiece{points[i - 1], points[i], left, right}
                                          : BorderPiece{points[i], points[i - 1], right, left});
        }
    }
    std::ranges::sort(pieces);
    return pieces;
}

/// Units with who they lie in, before or now.
struct UnitTree {
    std::vector<Label> parent;
    std::vector<int> rank;
    std::vector<bool> has_children;

    explicit UnitTree(std::size_t count) : parent(count, spatial::no_label), rank(count, 0), has_children(count, false) {}

    /// By label, the unit of a rank, else of the next coarser one, that its ground lies in: never the unit that is drawn
    /// itself, but of one that has children itself, whose own rest alone carries its label.
    [[nodiscard]] std::vector<Label> holders(int finest_rank) const {
        std::vector<Label> holders(parent.size(), spatial::no_label);
        for (Label unit = 1; unit < holders.size(); ++unit) {
            auto holder = has_children[unit] ? unit : parent[unit];
            for (std::size_t steps = 0; holder != spatial::no_label && rank[holder] > finest_rank && steps < parent.size();
                 ++steps) {
                holder = parent[holder];
            }
            holders[unit] = holder;
        }
        return holders;
    }
};

UnitTree tree_before(const data::ThemeWorld &theme, std::size_t label_count) {
    UnitTree tree(label_count);
    for (Label unit = 1; unit < theme.grids.size(); ++unit) {
        tree.parent[unit] = theme.grids[unit].parent;
        tree.rank[unit] = theme.levels[theme.grids[unit].level].rank;
        tree.has_children[unit] = !theme.children[unit].empty();
    }
    return tree;
}

UnitTree tree_now(const PlanDraft &draft) {
    UnitTree tree(draft.units().size());
    for (Label unit = 1; unit < draft.units().size(); ++unit) {
        const auto &[row, gone] = draft.units()[unit];
        if (!gone) {
            tree.parent[unit] = draft.find(row.parent_code);
            tree.rank[unit] = std::ranges::find(draft.base().levels, row.level, &data::Level::code)->rank;
            tree.has_children[tree.parent[unit]] = true;
        }
    }
    return tree;
}

/// What rounding bends is no move: so many lattice units.
constexpr std::int64_t bend = 2;

/// Whether two pieces lead the same way, as far as pieces longer than a bend tell.
bool lead_alike(const BorderPiece &piece, const BorderPiece &other) {
    const auto way = [](const BorderPiece &p) { return std::pair(std::int64_t{p.b.x} - p.a.x, std::int64_t{p.b.y} - p.a.y); };
    const auto [x, y] = way(piece);
    const auto [other_x, other_y] = way(other);
    const auto is_short = [](std::int64_t dx, std::int64_t dy) { return std::abs(dx) <= bend && std::abs(dy) <= bend; };
    return is_short(x, y) || is_short(other_x, other_y) ||
           static_cast<__int128>(x) * other_x + static_cast<__int128>(y) * other_y > 0;
}

bool all_lie_on(const Pieces &pieces, const Pieces &line) {
    return std::ranges::all_of(pieces, [&](const BorderPiece &piece) {
        const auto on_line = [&](LatticePoint p) {
            return std::ranges::any_of(line, [&](const BorderPiece &other) {
                return lead_alike(piece, other) && spatial::is_within(p, {other.a, other.b}, bend);
            });
        };
        return on_line(piece.a) && on_line(piece.b);
    });
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
    const auto tree_then = tree_before(draft.base(), draft.units().size());
    const auto tree_since = tree_now(draft);
    const auto coverage = draft.editor().coverage();
    std::set<std::string> codes;
    const auto code_of = [&](Label unit) {
        return unit < draft.base().grids.size() ? draft.base().grids[unit].code : draft.units()[unit].row.code;
    };
    for (const auto &level : draft.base().levels) {
        const auto before = pieces_between(draft.base().coverage, tree_then.holders(level.rank));
        const auto after = pieces_between(coverage, tree_since.holders(level.rank));
        for (const auto &[parents, pieces] : differences(before, after)) {
            if (!all_lie_on(pieces.gone, pieces.come) || !all_lie_on(pieces.come, pieces.gone)) {
                codes.insert(code_of(parents.first));
                codes.insert(code_of(parents.second));
            }
        }
    }
    return {codes.begin(), codes.end()};
}

} // namespace jingwei::server
