#include "server/service/plan_consent.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;

namespace {

/// A piece of a parent's outline, with the parent on the left of the way from `a` to `b`.
struct BorderPiece {
    LatticePoint a, b;
    Label parent = spatial::no_label;
    bool is_shared = false; ///< another parent lies on the right; else nobody, whom nobody asks

    /// By whom the outline is, and where: who lies beside it does not matter.
    friend bool operator<(const BorderPiece &p, const BorderPiece &q) {
        return std::tie(p.a, p.b, p.parent) < std::tie(q.a, q.b, q.parent);
    }
};

using Pieces = std::vector<BorderPiece>;

Pieces pieces_between(const spatial::Coverage &coverage, const std::vector<Label> &parent_of) {
    Pieces pieces;
    for (const auto &arc : coverage.arcs()) {
        const Label left = parent_of[coverage.left_label(arc)];
        const Label right = parent_of[coverage.right_label(arc)];
        if (left == right) {
            continue;
        }
        const bool is_shared = left != spatial::no_label && right != spatial::no_label;
        const auto points = coverage.points(arc);
        for (std::size_t i = 1; i < points.size(); ++i) {
            if (left != spatial::no_label) {
                pieces.push_back({points[i - 1], points[i], left, is_shared});
            }
            if (right != spatial::no_label) {
                pieces.push_back({points[i], points[i - 1], right, is_shared});
            }
        }
    }
    std::ranges::sort(pieces, std::less<>());
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

/// Whether a piece that another parent shares lies off a line.
bool any_lies_off(const Pieces &pieces, const Pieces &line) {
    return std::ranges::any_of(pieces, [&](const BorderPiece &piece) {
        const auto on_line = [&](LatticePoint p) {
            return std::ranges::any_of(line, [&](const BorderPiece &other) {
                return lead_alike(piece, other) && spatial::is_within(p, {other.a, other.b}, bend);
            });
        };
        return piece.is_shared && (!on_line(piece.a) || !on_line(piece.b));
    });
}

struct Difference {
    Pieces gone, come;
};

/// What differs, by parent.
std::map<Label, Difference> differences(const Pieces &before, const Pieces &after) {
    Pieces gone;
    Pieces come;
    std::ranges::set_difference(before, after, std::back_inserter(gone), std::less<>());
    std::ranges::set_difference(after, before, std::back_inserter(come), std::less<>());
    std::map<Label, Difference> by_parent;
    for (const auto &piece : gone) {
        by_parent[piece.parent].gone.push_back(piece);
    }
    for (const auto &piece : come) {
        by_parent[piece.parent].come.push_back(piece);
    }
    return by_parent;
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
        for (const auto &[parent, pieces] : differences(before, after)) {
            if (any_lies_off(pieces.gone, pieces.come) || any_lies_off(pieces.come, pieces.gone)) {
                codes.insert(code_of(parent));
            }
        }
    }
    return {codes.begin(), codes.end()};
}

} // namespace jingwei::server
