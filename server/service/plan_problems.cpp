#include "data/import_values.hpp"
#include "server/service/plan_draft.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/defects.hpp"
#include "spatial/gesture_run.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace jingwei::server {

using spatial::Label;

namespace {

constexpr double narrow_m = 5; ///< as narrow as what an import gives away
constexpr std::size_t longest_name = 100;
constexpr std::size_t most_ring_points = 10'000;

bool has_odd_blanks(const std::string &name) {
    return data::trimmed_value(name).size() != name.size() ||
           std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::string tidied(std::string name) {
    std::ranges::replace_if(
        name, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return std::string(data::trimmed_value(name));
}

std::string bounds_text(const data::GridRule &rule) {
    if (rule.least && rule.most) {
        return fmt::format("{} to {}", *rule.least, *rule.most);
    }
    return rule.least ? fmt::format("at least {}", *rule.least) : fmt::format("at most {}", rule.most.value_or(0));
}

} // namespace

/// Looks for what is wrong with units one by one.
class PlanDraft::Inspection {
  public:
    /// Of many units it pays to list those of each parent first.
    Inspection(const PlanDraft &draft, bool of_many) : m_draft(draft) {
        if (of_many) {
            m_kin_of.assign(draft.m_units.size() + 1, 0);
            std::ranges::for_each(draft.m_parents, [&](Label parent) { ++m_kin_of[parent + 1]; });
            std::partial_sum(m_kin_of.begin(), m_kin_of.end(), m_kin_of.begin());
            m_kin.resize(draft.m_parents.size());
            auto next = m_kin_of;
            for (Label unit = 0; unit < draft.m_parents.size(); ++unit) {
                m_kin[next[draft.m_parents[unit]]++] = unit;
            }
        }
    }

    void look_at(Label unit) {
        m_unit = unit;
        m_row = &m_draft.m_units[unit].row;
        m_place.reset();
        if (m_draft.m_units[unit].gone) {
            return;
        }
        const auto own = m_draft.faces_of(unit);
        const std::vector faces(own.begin(), own.end());
        m_place = label_place(!faces.empty());
        look_at_name();
        look_at_code();
        if (m_draft.has_children(unit)) {
            look_at_rest(faces);
            look_at_range();
            return;
        }
        if (faces.empty()) {
            add({.kind = "no_ground",
                 .error = true,
                 .detail = fmt::format("'{}' has no ground left; give it some, or remove it.", m_row->code),
                 .fix = fix(RemoveGrid{m_row->code, {}})});
            return;
        }
        look_at_ground(faces);
        look_at_parent(faces);
        look_at_range();
        if (!m_draft.has_responsible(unit)) {
            add({.kind = "nobody_responsible",
                 .detail =
                     fmt::format("Nobody answers for '{}' yet; assign somebody as soon as the edition holds, until then its "
                                 "fallback_org or the unit above answers.",
                                 m_row->code)});
        }
    }
    [[nodiscard]] std::vector<PlanProblem> take() { return std::move(m_found); }

  private:
    /// Where the unit's name is drawn; of a unit above others where the plan's edition draws it.
    [[nodiscard]] std::optional<spatial::LonLat> label_place(bool has_ground) const {
        if (m_draft.has_children(m_unit)) {
            const auto &was = m_draft.m_base->grids;
            return m_unit < was.size() ? std::optional(spatial::to_lonlat(was[m_unit].label_point)) : std::nullopt;
        }
        return has_ground ? std::optional(spatial::to_lonlat(m_draft.shape_of(m_unit).label_point)) : std::nullopt;
    }

    void add(PlanProblem problem) {
        problem.grid = m_row->code;
        if (!problem.place) {
            problem.place = m_place;
        }
        m_found.push_back(std::move(problem));
    }
    static std::string fix(PlanOp::What what, bool allow_parent_change = false) {
        return plan_op_json({std::move(what), allow_parent_change});
    }

    void look_at_ground(const std::vector<spatial::FaceId> &faces) {
        const auto &shape = m_draft.shape_of(m_unit);
        for (const auto &part : shape.parts) {
            if (part.width_m < narrow_m) {
                add({.kind = "sliver",
                     .subject = fmt::format("{},{}", part.front.x, part.front.y),
                     .place = spatial::to_lonlat(part.front),
                     .size = part.width_m,
                     .unit = "m",
                     .detail =
                         fmt::format("A part of '{}' is nowhere {} m wide; give it to a neighbour.", m_row->code, narrow_m),
                     .fix = faces.size() > 1 ? give_away(part.face, m_draft.polygon_of(part.face)) : std::string()});
            }
        }
        if (faces.size() > 1) {
            look_at_parts(faces);
        }
    }
    void look_at_parts(const std::vector<spatial::FaceId> &faces) {
        const auto &ground = m_draft.m_editor.ground();
        const auto smallest = *std::ranges::min_element(faces, {}, [&](auto face) { return ground.face(face).doubled_area; });
        const auto part = m_draft.polygon_of(smallest);
        add({.kind = "multi_part",
             .subject = fmt::format("{}", faces.size()),
             .place = spatial::to_lonlat(spatial::label_point({part})),
             .size = static_cast<double>(faces.size()),
             .unit = "parts",
             .detail = fmt::format("'{}' lies in {} parts; join them, give the small ones to neighbours, or say why it is so.",
                                   m_row->code, faces.size()),
             .fix = give_away(smallest, part)});
    }
    /// A part of the unit goes to the neighbour with most border, one of the same parent where there is one.
    [[nodiscard]] std::string give_away(spatial::FaceId face, const spatial::Polygon &part) const {
        const auto &ground = m_draft.m_editor.ground();
        const auto is_leaf = [&](Label label) { return label != m_unit && !m_draft.has_children(label); };
        auto heir = spatial::longest_neighbour(
            ground, {face}, [&](Label l) { return is_leaf(l) && m_draft.parent_of(l) == m_draft.parent_of(m_unit); });
        const bool crosses = heir == spatial::no_label;
        heir = crosses ? spatial::longest_neighbour(ground, {face}, is_leaf) : heir;
        if (heir == spatial::no_label || part.outer.size() > most_ring_points) {
            return {};
        }
        return fix(TakeOverArea{m_draft.code_of(heir), part.outer, {m_row->code}}, crosses);
    }

    /// What a unit with children keeps for itself.
    void look_at_rest(const std::vector<spatial::FaceId> &faces) {
        const auto &levels = m_draft.m_base->levels;
        const auto is_to_cover = [&](const PlanUnit &child) {
            const auto level = std::ranges::find(levels, child.row.level, &data::Level::code);
            return !child.gone && child.row.parent_code == m_row->code && level != levels.end() && level->full_cover;
        };
        if (faces.empty() || std::ranges::none_of(m_draft.m_units, is_to_cover)) {
            return;
        }
        for (const auto face : faces) {
            const auto part = m_draft.polygon_of(face);
            const auto heir = spatial::longest_neighbour(m_draft.m_editor.ground(), {face}, [&](Label l) {
                return m_draft.parent_of(l) == m_unit && !m_draft.has_children(l);
            });
            const auto at = part.outer.front();
            add({.kind = "parent_not_covered",
                 .subject = fmt::format("{},{}", at.x, at.y),
                 .place = spatial::to_lonlat(spatial::label_point({part})),
                 .size = spatial::geodesic_area_m2({part}),
                 .unit = "m2",
                 .detail = fmt::format("Ground of '{}' belongs to none of its grids; give it to one.", m_row->code),
                 .fix = heir == spatial::no_label ? std::string()
                                                  : fix(TakeOverArea{m_draft.code_of(heir), part.outer, {m_row->code}}, true)});
        }
    }

    /// A parent is what lies below it, so no grid can stand out of it; but it can lie apart from the rest.
    void look_at_parent(const std::vector<spatial::FaceId> &faces) {
        const auto parent = m_draft.parent_of(m_unit);
        if (m_row->parent_code.empty()) {
            return;
        }
        if (parent == spatial::no_label) {
            add({.kind = "outside_parent",
                 .error = true,
                 .detail = fmt::format("The parent '{}' of '{}' is not in the plan; move it under another.", m_row->parent_code,
                                       m_row->code)});
            return;
        }
        const auto is_kin = [&](Label l) { return l != m_unit && (l == parent || m_draft.parent_of(l) == parent); };
        if (m_draft.m_child_counts[parent] > 1 && !touches(faces, is_kin)) {
            const auto other =
                spatial::longest_neighbour(m_draft.m_editor.ground(), {faces.begin(), faces.end()}, [&](Label l) {
                    return m_draft.parent_of(l) != spatial::no_label && m_draft.parent_of(l) != m_unit;
                });
            add({.kind = "outside_parent",
                 .detail = fmt::format("'{}' lies apart from the rest of its parent '{}'; move it under a parent beside it.",
                                       m_row->code, m_row->parent_code),
                 .fix = other == spatial::no_label
                            ? std::string()
                            : fix(MoveToParent{{m_row->code}, m_draft.code_of(m_draft.parent_of(other))})});
        }
    }

    /// Whether any unit that is meant has a border with the outlines of some faces.
    template <class Meant> [[nodiscard]] bool touches(const std::vector<spatial::FaceId> &faces, const Meant &meant) const {
        const auto &ground = m_draft.m_editor.ground();
        return std::ranges::any_of(faces, [&](spatial::FaceId face) {
            const auto start = ground.boundary(ground.face(face).outline).first;
            auto half = start;
            do {
                if (const auto beyond = ground.left_label(half ^ 1U); beyond != spatial::no_label && meant(beyond)) {
                    return true;
                }
                half = ground.half(half).next;
            } while (half != start);
            return false;
        });
    }

    void look_at_range() {
        const auto rules = m_draft.rules_of(m_unit);
        if (std::ranges::all_of(rules, [](const auto &rule) { return rule.measure == "code_digits"; })) {
            return;
        }
        const auto numbers = m_draft.numbers(m_unit);
        for (const auto &rule : rules) {
            const auto value = measured(rule.measure, numbers);
            if (value && ((rule.least && *value < *rule.least) || (rule.most && *value > *rule.most))) {
                add({.kind = "out_of_range",
                     .subject = rule.measure,
                     .size = value,
                     .unit = rule.measure,
                     .detail = fmt::format("'{}' has {:.0f} {}, and {} are asked for; take from or give to neighbours.",
                                           m_row->code, *value, rule.measure, bounds_text(rule))});
            }
        }
    }
    [[nodiscard]] std::optional<double> measured(std::string_view measure, const GridNumbers &numbers) const {
        // what nobody counted building by building, the grid says itself
        if (measure == "households") {
            return numbers.tally.households > 0 ? numbers.tally.households : m_row->households.value_or(0);
        }
        if (measure == "residents") {
            return numbers.tally.residents > 0 ? numbers.tally.residents : m_row->residents.value_or(0);
        }
        if (measure == "buildings") {
            return numbers.tally.buildings;
        }
        if (measure == "area_m2") {
            return numbers.area_m2;
        }
        return measure == "walk_radius_m" ? numbers.walk_radius_m : std::nullopt;
    }

    void look_at_name() {
        const auto &name = m_row->name;
        const bool shows_nothing = data::trimmed_value(name).empty();
        if (shows_nothing || name == m_row->code) {
            add({.kind = "name_missing",
                 .detail = shows_nothing ? fmt::format("'{}' has no name; set one.", m_row->code)
                                         : fmt::format("The name of '{}' is only its code; set one that people say.", name)});
            return;
        }
        const auto set_name = [&](std::string text) {
            SetGrid set{m_row->code, std::move(text), {}, {}, {}};
            return fix(std::move(set));
        };
        if (has_odd_blanks(name) || name.size() > longest_name) {
            add({.kind = "name_unfit",
                 .detail = fmt::format("The name of '{}' has blanks around it, control characters, or more than {} bytes; set "
                                       "another.",
                                       m_row->code, longest_name),
                 .fix = name.size() > longest_name ? std::string() : set_name(tidied(name))});
        }
        if (const auto twin = namesake(); twin != spatial::no_label) {
            const auto code = m_draft.code_of(twin);
            add({.kind = "name_twice",
                 .subject = code,
                 .detail = fmt::format("'{}' and '{}' of one parent are both named '{}'; rename one.", m_row->code, code, name),
                 .fix = set_name(fmt::format("{} {}", name, m_row->code))});
        }
    }

    /// Another unit of this name, level and parent.
    [[nodiscard]] Label namesake() const {
        const auto parent = m_draft.parent_of(m_unit);
        const auto is_twin = [&](Label unit) {
            const auto &[row, gone] = m_draft.m_units[unit];
            return !gone && unit != m_unit && row.name == m_row->name && row.level == m_row->level &&
                   row.parent_code == m_row->parent_code;
        };
        if (!m_kin.empty()) {
            const auto kin = std::span(m_kin).subspan(m_kin_of[parent], m_kin_of[parent + 1] - m_kin_of[parent]);
            const auto twin = std::ranges::find_if(kin, [&](Label unit) { return unit != spatial::no_label && is_twin(unit); });
            return twin == kin.end() ? spatial::no_label : *twin;
        }
        for (Label unit = 1; unit < m_draft.m_units.size(); ++unit) {
            if (m_draft.m_parents[unit] == parent && is_twin(unit)) {
                return unit;
            }
        }
        return spatial::no_label;
    }

    void look_at_code() {
        for (const auto &rule : m_draft.rules_of(m_unit)) {
            const auto digits = static_cast<std::size_t>(rule.least.value_or(0));
            const auto &[parent, code] = std::tie(m_row->parent_code, m_row->code);
            if (rule.measure != "code_digits" || (code.starts_with(parent) && code.size() == parent.size() + digits &&
                                                  std::all_of(code.begin() + static_cast<std::ptrdiff_t>(parent.size()),
                                                              code.end(), [](char c) { return c >= '0' && c <= '9'; }))) {
                continue;
            }
            const auto renamed = m_draft.profile_codes({.by = "profile", .grids = {m_row->code}});
            add({.kind = "code_unfit",
                 .detail = fmt::format("The city's code profile wants '{}' and {} digits; '{}' is not so. Renumber it.", parent,
                                       digits, code),
                 .fix = renamed.empty() ? std::string() : fix(RenumberGrids{.codes = renamed})});
        }
    }

    const PlanDraft &m_draft;
    std::vector<std::uint32_t> m_kin_of; ///< where each parent's units begin
    std::vector<Label> m_kin;            ///< units by parent; empty = not listed
    std::vector<PlanProblem> m_found;
    Label m_unit = spatial::no_label;
    const data::GridRow *m_row = nullptr;
    std::optional<spatial::LonLat> m_place; ///< of the unit
};

std::vector<PlanProblem> PlanDraft::problems(std::span<const Label> units) const {
    constexpr std::size_t many = 16;
    Inspection inspection(*this, units.size() > many);
    for (const auto unit : units) {
        if (unit < m_units.size()) {
            inspection.look_at(unit);
        }
    }
    return inspection.take();
}

namespace {

std::string_view kind_of(spatial::ViolationKind kind) {
    switch (kind) {
    case spatial::ViolationKind::crossing:
    case spatial::ViolationKind::same_face:
        return "self_crossing";
    case spatial::ViolationKind::area_sum:
    case spatial::ViolationKind::unlabelled_index:
        return "gap";
    default:
        return "overlap";
    }
}

} // namespace

std::vector<PlanProblem> PlanDraft::whole_problems() const {
    std::vector<PlanProblem> found;
    const auto whole = content();
    const auto code_at = [&](spatial::FaceIndex face) {
        const auto labels = whole.coverage.face_labels();
        return face < labels.size() ? whole.grids[labels[face]].code : std::string();
    };
    for (const auto &violation : spatial::find_violations(whole.coverage)) {
        found.push_back({.kind = std::string(kind_of(violation.kind)),
                         .error = true,
                         .grid = code_at(violation.a),
                         .subject = fmt::format("{},{}", violation.place.x, violation.place.y),
                         .place = spatial::to_lonlat(violation.place),
                         .detail = fmt::format("The borders are not whole there ({}); undo the last operations.",
                                               spatial::violation_name(violation.kind))});
    }
    found.insert(found.end(), gaps().begin(), gaps().end());
    return found;
}

const std::vector<PlanProblem> &PlanDraft::gaps() const {
    if (m_gaps) {
        return *m_gaps;
    }
    m_gaps.emplace();
    if (is_overlaid()) { // ground of nobody between its grids is no gap
        return *m_gaps;
    }
    for (const auto &piece : spatial::enclosed_nobody(m_base->coverage)) {
        const double width = spatial::inscribed_width_m(piece);
        const double area = spatial::geodesic_area_m2({piece});
        if (!spatial::is_meant_hole(width, area)) {
            const auto at = piece.outer.front();
            m_gaps->push_back({.kind = "gap",
                               .subject = fmt::format("{},{}", at.x, at.y),
                               .place = spatial::to_lonlat(spatial::label_point({piece})),
                               .size = area,
                               .unit = "m2",
                               .detail =
                                   "Ground of nobody lies between grids there since before the plan, which never moves the "
                                   "outer border; close it by an import with --fix."});
        }
    }
    return *m_gaps;
}

} // namespace jingwei::server
