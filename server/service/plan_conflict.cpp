#include "server/service/plan_conflict.hpp"

#include <algorithm>
#include <fmt/ranges.h>

namespace jingwei::server {

namespace {

using Sides = std::pair<std::string, std::string>;

Sides sides_of(const MovedBorder &border) {
    return std::minmax(border.left, border.right);
}

bool is_beside(const MovedBorder &border, const std::string &grid) {
    return border.left == grid || border.right == grid;
}

/// The grids beside the first border of `grid` that both sides moved.
std::optional<Sides> common_border(const std::string &grid, const std::vector<MovedBorder> &yours,
                                   const std::vector<MovedBorder> &theirs) {
    for (const auto &mine : yours) {
        if (is_beside(mine, grid) &&
            std::ranges::any_of(theirs, [&](const MovedBorder &other) { return sides_of(other) == sides_of(mine); })) {
            return sides_of(mine);
        }
    }
    const auto other = std::ranges::find_if(theirs, [&](const MovedBorder &border) { return is_beside(border, grid); });
    return other == theirs.end() ? std::nullopt : std::optional(sides_of(*other));
}

DisputeSide side_of(const std::string &grid, const std::optional<Sides> &sides, const std::vector<MovedBorder> &borders) {
    const bool named =
        sides && std::ranges::any_of(borders, [&](const MovedBorder &border) { return sides_of(border) == *sides; });
    DisputeSide side{.by = {}, .now = {}, .was = {}};
    for (const auto &border : borders) {
        if (named ? sides_of(border) == *sides : is_beside(border, grid)) {
            (border.drawn ? side.now : side.was).push_back(border.line);
        }
    }
    return side;
}

} // namespace

std::vector<MovedBorder> moved_borders(const PlanDraft &draft, const PlanEffect &effect) {
    std::vector<MovedBorder> borders;
    for (const auto *pieces : {&effect.borders.drawn, &effect.borders.given_up}) {
        for (const auto &piece : *pieces) {
            borders.push_back(
                {draft.code_of(piece.left), draft.code_of(piece.right), piece.line, pieces == &effect.borders.drawn});
        }
    }
    return borders;
}

PlanDispute dispute_over(const std::string &grid, const std::vector<MovedBorder> &yours,
                         const std::vector<MovedBorder> &theirs) {
    const auto sides = common_border(grid, yours, theirs);
    PlanDispute dispute{.grid = grid, .left = sides ? sides->first : "", .right = sides ? sides->second : ""};
    dispute.yours = side_of(grid, sides, yours);
    dispute.theirs = side_of(grid, sides, theirs);
    return dispute;
}

void add_operations(PlanDispute &dispute, const data::StoredPlan &plan, std::int64_t since) {
    for (const auto &op : plan.ops) {
        if (op.revision == dispute.revision) {
            dispute.theirs.by = op.actor;
        }
        if (op.revision > since) {
            dispute.ops.push_back({plan.plan.id, op});
        }
    }
}

PlanDispute edition_dispute(const PlanDraft &draft, const data::ThemeWorld &edition, const std::string &grid,
                            const std::vector<MovedBorder> &yours, const std::vector<MovedBorder> &theirs,
                            const std::vector<data::StoredPlan> &published) {
    auto dispute = dispute_over(grid, yours, theirs);
    const auto mine = draft.find(grid);
    dispute.yours.ground = mine == spatial::no_label ? spatial::MultiPolygon{} : draft.ground_of(mine);
    const auto unit = edition.find(grid);
    dispute.theirs.ground = unit == 0 ? spatial::MultiPolygon{} : edition.shapes[unit];
    std::set<std::string> authors;
    for (const auto &[plan, ops, approvals, parents] : published) {
        authors.insert(plan.created_by);
        for (const auto &op : ops) {
            if (op.done) {
                dispute.ops.push_back({plan.id, op});
            }
        }
    }
    dispute.theirs.by =
        authors.empty() ? fmt::format("edition {}", edition.edition) : fmt::format("{}", fmt::join(authors, ", "));
    return dispute;
}

} // namespace jingwei::server
