#include "data/import_values.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_brush.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;

namespace {

constexpr double farthest_line_m = 200; ///< a line farther from the border than this is meant for another place

/// A place on a line: that far along its segment `index`.
struct OnLine {
    std::size_t index = 0;
    double share = 0;
    LatticePoint at;
    double distance_m = 0;
    [[nodiscard]] double position() const { return static_cast<double>(index) + share; }
};

OnLine nearest_on(const std::vector<LatticePoint> &line, LatticePoint p) {
    const auto scale = spatial::local_scale(p.y);
    OnLine nearest{.index = 0, .share = 0, .at = {}, .distance_m = INFINITY};
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const double ax = (double(line[i].x) - p.x) * scale.east_m;
        const double ay = (double(line[i].y) - p.y) * scale.north_m;
        const double dx = (double(line[i + 1].x) - line[i].x) * scale.east_m;
        const double dy = (double(line[i + 1].y) - line[i].y) * scale.north_m;
        const double square = dx * dx + dy * dy;
        const double share = square > 0 ? std::clamp(-(ax * dx + ay * dy) / square, 0.0, 1.0) : 0;
        const double distance = std::hypot(ax + share * dx, ay + share * dy);
        if (distance < nearest.distance_m) {
            const auto between = [&](std::int32_t a, std::int32_t b) {
                return static_cast<std::int32_t>(std::llround(a + share * (double(b) - a)));
            };
            nearest = {i, share, {between(line[i].x, line[i + 1].x), between(line[i].y, line[i + 1].y)}, distance};
        }
    }
    return nearest;
}

/// The vertices of a line between two places on it, the first of which comes first.
std::vector<LatticePoint> stretch(const std::vector<LatticePoint> &line, const OnLine &first, const OnLine &last) {
    std::vector<LatticePoint> piece{first.at};
    for (auto i = first.index + 1; i <= last.index; ++i) {
        piece.push_back(line[i]);
    }
    piece.push_back(last.at);
    return piece;
}

/// The piece of a line from beside one place to beside another; of a closed line the shorter way.
std::vector<LatticePoint> piece_between(const std::vector<LatticePoint> &line, const OnLine &from, const OnLine &to) {
    const bool turned = from.position() > to.position();
    const auto &first = turned ? to : from;
    const auto &last = turned ? from : to;
    auto piece = stretch(line, first, last);
    if (line.front() == line.back()) {
        auto around = stretch(line, last, {.index = line.size() - 2, .share = 1, .at = line.back(), .distance_m = 0});
        const auto rest = stretch(line, {.index = 0, .share = 0, .at = line.front(), .distance_m = 0}, first);
        around.insert(around.end(), rest.begin(), rest.end());
        if (spatial::geodesic_length_m(around) < spatial::geodesic_length_m(piece)) {
            std::ranges::reverse(around);
            piece = std::move(around);
        }
    }
    if (turned) {
        std::ranges::reverse(piece);
    }
    const auto twice = std::ranges::unique(piece);
    piece.erase(twice.begin(), twice.end());
    return piece;
}

std::vector<LatticePoint> led_along(const FollowLine &op, const std::optional<data::ReferenceLineRow> &line) {
    if (!line || line->line.size() < 2) {
        throw ApiError(
            ErrorCode::bad_data, "no_such_line",
            fmt::format("There is no reference line '{}'; import streets, rivers or parcels first.", op.line.substr(0, 40)),
            "line");
    }
    const auto from = nearest_on(line->line, op.from);
    const auto to = nearest_on(line->line, op.to);
    if (std::max(from.distance_m, to.distance_m) > farthest_line_m) {
        throw ApiError(ErrorCode::bad_data, "line_far_away",
                       fmt::format("The line '{}' passes {:.0f} m from '{}'; choose a place on the border within {} m of it.",
                                   op.line, std::max(from.distance_m, to.distance_m),
                                   from.distance_m > to.distance_m ? "from" : "to", farthest_line_m),
                       from.distance_m > to.distance_m ? "from" : "to");
    }
    return piece_between(line->line, from, to);
}

void require_name(const std::string &name, const char *field) {
    const auto fault = data::text_fault(name);
    if (!fault.empty()) {
        throw ApiError(ErrorCode::bad_data, "bad_name", fmt::format("The name of the grid {}.", fault), field);
    }
}

void require_names(const std::vector<NewGrid> &grids, const char *field) {
    std::ranges::for_each(grids, [&](const NewGrid &grid) { require_name(grid.name, field); });
}

/// What is kept of names, and left by exports and the official list, is what an import takes.
void require_names(const PlanOp &op) {
    if (const auto *split = std::get_if<SplitGrid>(&op.what)) {
        require_names(split->parts, "parts");
    } else if (const auto *carve = std::get_if<CarveGrid>(&op.what)) {
        require_name(carve->grid.name, "grid");
    } else if (const auto *set = std::get_if<SetGrid>(&op.what); set != nullptr && set->name) {
        require_name(*set->name, "name");
    } else if (const auto *partition = std::get_if<PartitionGrids>(&op.what)) {
        for (const auto &part : partition->parts) {
            if (!part.name.empty()) {
                require_name(part.name, "parts");
            }
        }
    }
}

/// The grid of a code in a theme other than the plan's, as it is now.
std::pair<const data::ThemeWorld *, data::GridIndex> elsewhere(const data::World &world, const data::ThemeWorld &own,
                                                               const std::string &code) {
    for (const auto &theme : world.themes) {
        if (const auto grid = theme->code == own.code ? 0 : theme->find(code); grid != 0) {
            return {theme.get(), grid};
        }
    }
    throw ApiError(
        ErrorCode::bad_data, "no_such_grid",
        fmt::format("Neither this plan nor another theme has a grid '{}'; see /v1/grids?theme=….", code.substr(0, 40)), "grid");
}

} // namespace

PlanOp PlanDraft::settled(PlanOp op, const LineOf &line_of) const {
    if (const auto *arrange = std::get_if<ArrangeGrid>(&op.what)) {
        op.what = arranged(*arrange);
    }
    require_names(op);
    if (auto *follow = std::get_if<FollowLine>(&op.what); follow != nullptr) {
        follow->along = led_along(*follow, line_of(follow->line));
    }
    if (auto *reassign = std::get_if<ReassignBuildings>(&op.what)) {
        settle(*reassign);
    }
    if (auto *renumber = std::get_if<RenumberGrids>(&op.what); renumber != nullptr && !renumber->by.empty()) {
        auto codes = profile_codes(*renumber);
        if (codes.empty()) {
            throw ApiError(ErrorCode::bad_data, "nothing_to_renumber", "The codes are as the profile wants them already.",
                           "by");
        }
        *renumber = RenumberGrids{.codes = std::move(codes)};
    }
    return op;
}

PlanOp::What PlanDraft::arranged(const ArrangeGrid &op) const {
    if (find(op.grid) != spatial::no_label) {
        return RemoveGrid{.grid = op.grid, .to = op.to};
    }
    const auto [theme, grid] = elsewhere(*world(), *m_base, op.grid);
    const auto &row = theme->grids[grid];
    if (!row.dedicated) {
        throw ApiError(
            ErrorCode::bad_data, "not_dedicated",
            fmt::format("'{}' is no dedicated grid of '{}', so it has no place in another theme.", op.grid, theme->code),
            "grid");
    }
    const auto &ground = theme->shapes[grid];
    if (ground.size() != 1 || !ground.front().holes.empty()) {
        throw ApiError(
            ErrorCode::bad_data, "not_one_ring",
            fmt::format("In '{}' the ground of '{}' lies in {} pieces or has holes; carve one piece by its ring, and take "
                        "over the others.",
                        theme->code, op.grid, ground.size()),
            "grid");
    }
    auto beside = op.beside;
    if (beside.empty() && !is_overlaid()) {
        const auto around = m_editor.label_at(row.label_point);
        if (around == spatial::no_label) {
            throw ApiError(
                ErrorCode::bad_data, "nobodys_ground",
                fmt::format("The middle of '{}' is nobody's ground here; name the grid whose level and parent it gets as "
                            "'beside'.",
                            op.grid),
                "beside");
        }
        beside = code_of(around);
    }
    return CarveGrid{.grid = {.code = op.code.empty() ? row.code : op.code, .name = row.name},
                     .beside = std::move(beside),
                     .ring = ground.front().outer};
}

void PlanDraft::settle(ReassignBuildings &op) const {
    op.outlines.clear();
    op.ground.clear();
    if (op.footprint) {
        op.outlines = outlines_of(op);
    } else {
        op.ground = units_under(*this, m_within, op, m_lines);
    }
}

std::vector<spatial::Ring> PlanDraft::outlines_of(const ReassignBuildings &op) const {
    std::vector<spatial::Ring> outlines;
    for (const auto &code : op.buildings) {
        const auto *building = m_tally.world()->buildings->find(code);
        if (building == nullptr || building->footprint.empty()) {
            throw ApiError(ErrorCode::bad_data, building == nullptr ? "no_such_building" : "no_outline",
                           building == nullptr
                               ? fmt::format("There is no building '{}'.", code.substr(0, 40))
                               : fmt::format("The building '{}' is a point without an outline; leave 'footprint' out to move "
                                             "its unit, or take over the ground around it.",
                                             code),
                           "buildings");
        }
        outlines.push_back(building->footprint);
    }
    return outlines;
}

namespace {

/// A grid to be numbered.
struct Placed {
    Label unit = spatial::no_label;
    LatticePoint at;
    std::int64_t height = 0;
};

/// In rows from north to south, from west to east in each; a row is half as high as most grids are.
void put_in_order(std::vector<Placed> &grids) {
    std::vector<std::int64_t> heights;
    std::ranges::transform(grids, std::back_inserter(heights), &Placed::height);
    std::ranges::nth_element(heights, heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2));
    const auto row = heights[heights.size() / 2] / 2;
    std::ranges::sort(grids,
                      [](const Placed &a, const Placed &b) { return a.at.y != b.at.y ? a.at.y > b.at.y : a.at.x < b.at.x; });
    for (auto first = grids.begin(); first != grids.end();) {
        const auto last =
            std::find_if(first, grids.end(), [&](const Placed &grid) { return std::int64_t{first->at.y} - grid.at.y > row; });
        std::sort(first, last,
                  [](const Placed &a, const Placed &b) { return a.at.x != b.at.x ? a.at.x < b.at.x : a.unit < b.unit; });
        first = last;
    }
}

Placed placed(Label unit, const spatial::MultiPolygon &ground) {
    spatial::LatticeBox box;
    for (const auto &polygon : ground) {
        std::ranges::for_each(polygon.outer, [&](LatticePoint p) { box.add(p); });
    }
    return ground.empty() ? Placed{unit, {}, 0}
                          : Placed{unit, spatial::label_point(ground), std::int64_t{box.max_y} - box.min_y};
}

} // namespace

std::vector<Label> PlanDraft::to_renumber(const RenumberGrids &op) const {
    std::vector<Label> units;
    if (!op.parent.empty()) {
        const auto parent = find(op.parent);
        for (Label unit = 1; unit < m_units.size() && parent != spatial::no_label; ++unit) {
            if (!m_units[unit].gone && parent_of(unit) == parent && !has_children(unit)) {
                units.push_back(unit);
            }
        }
    }
    std::ranges::transform(op.grids, std::back_inserter(units), [&](const auto &code) { return find(code); });
    if (units.empty() || std::ranges::any_of(units, [&](Label unit) {
            return unit == spatial::no_label || m_units[unit].row.parent_code != m_units[units.front()].row.parent_code ||
                   m_units[unit].row.level != m_units[units.front()].row.level;
        })) {
        throw ApiError(ErrorCode::bad_data, "no_such_grid",
                       "Name grids of one level under one parent, or a parent that has such grids.",
                       op.parent.empty() ? "grids" : "parent");
    }
    return units;
}

std::vector<std::pair<std::string, std::string>> PlanDraft::profile_codes(const RenumberGrids &op) const {
    const auto units = to_renumber(op);
    const auto rules = rules_of(units.front());
    const auto profile = std::ranges::find(rules, "code_digits", &data::GridRule::measure);
    if (profile == rules.end() || !profile->least) {
        throw ApiError(ErrorCode::bad_data, "no_code_profile",
                       fmt::format("The city has no code profile for the level '{}'; PUT its 'code_digits' to "
                                   "/v1/grid-rules/{} first, or give 'codes'.",
                                   m_units[units.front()].row.level, m_units[units.front()].row.level),
                       "by");
    }
    std::vector<Placed> grids;
    std::ranges::transform(units, std::back_inserter(grids), [&](Label unit) { return placed(unit, ground_of(unit)); });
    put_in_order(grids);
    const std::set<Label> own(units.begin(), units.end());
    const auto is_free = [&](const std::string &code, Label unit) {
        const auto now = find(code);
        return now == spatial::no_label ? !was_anothers(code, unit) : own.contains(now);
    };
    const auto digits = static_cast<std::size_t>(*profile->least);
    std::vector<std::pair<std::string, std::string>> codes;
    std::size_t serial = 0;
    for (const auto &grid : grids) {
        const auto &row = m_units[grid.unit].row;
        std::string code;
        do {
            code = fmt::format("{}{:0{}}", row.parent_code, ++serial, digits);
        } while (!is_free(code, grid.unit) && code.size() == row.parent_code.size() + digits);
        if (code.size() > row.parent_code.size() + digits) {
            return {}; // more grids than the profile has codes
        }
        if (code != row.code) {
            codes.emplace_back(row.code, code);
        }
    }
    return codes;
}

} // namespace jingwei::server
