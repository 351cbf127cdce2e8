#include "server/service/edition_diff.hpp"

#include "server/service/diff_lineage.hpp"
#include "server/service/diff_units.hpp"
#include "server/service/plan_draft.hpp"
#include "spatial/clean_owners.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace jingwei::server {

using spatial::Label;
using spatial::no_label;

namespace {

using compared::after;
using compared::before;

/// An object near ground that differs, and whose ground it stands on.
struct Candidate {
    std::size_t layer = 0;
    std::uint32_t slot = 0;
    data::LatticePoint at;
    Label from = no_label, to = no_label;
};

void add_object(HandedCounts &counts, const HandedObject &object) {
    ++counts.objects.at(object.layer);
    counts.households += object.households.value_or(0);
    counts.residents += object.residents.value_or(0);
}

class Comparison {
  public:
    Comparison(data::WorldPtr world, const std::string &theme, const DiffSide &side_before, const DiffSide &side_after)
        : m_sides{&side_before, &side_after}, m_units(side_before, side_after),
          m_answering(*world, theme, m_units, {side_before.at, side_after.at}) {
        m_diff.world = std::move(world);
        m_changes = spatial::find_ground_changes(*side_before.coverage, *side_after.coverage, m_units.common());
    }

    EditionDiff run() {
        measure_ground();
        find_elsewhere();
        hand_over_objects();
        name_grids();
        name_lineage();
        name_ground();
        return std::move(m_diff);
    }

  private:
    [[nodiscard]] const data::World &world() const { return *m_diff.world; }

    struct Tally {
        double won_m2 = 0, lost_m2 = 0;
        std::map<Label, double> from, to;
        HandedCounts won, lost;
    };

    /// Calls visit(from, to) for each level at which ground that goes from a unit to another changes hands.
    template <class Visit> void for_each_level(Label from, Label to, Visit &&visit) const {
        const auto gave = m_units.chain(before, from);
        const auto got = m_units.chain(after, to);
        const auto at_level = [](const std::vector<Label> &chain, const auto &level_of, const std::string &level) {
            const auto found = std::ranges::find_if(chain, [&](Label unit) { return level_of(unit) == level; });
            return found == chain.end() ? no_label : *found;
        };
        const auto level_before = [&](Label unit) -> const std::string & { return m_units.row(before, unit)->level; };
        const auto level_after = [&](Label unit) -> const std::string & { return m_units.row(after, unit)->level; };
        for (const Label unit : gave) {
            const Label other = at_level(got, level_after, level_before(unit));
            if (other != unit) {
                visit(unit, other);
            }
        }
        for (const Label unit : got) {
            if (at_level(gave, level_before, level_after(unit)) == no_label) {
                visit(no_label, unit);
            }
        }
    }

    void give(Label from, Label to, double area_m2, __int128 doubled_area) {
        for_each_level(from, to, [&](Label giver, Label taker) {
            if (is_above(giver, taker, from, to)) {
                m_above[{giver, taker}] += doubled_area;
            }
            if (giver != no_label) {
                m_tallies[giver].lost_m2 += area_m2;
                m_tallies[giver].to[taker] += area_m2;
            }
            if (taker != no_label) {
                m_tallies[taker].won_m2 += area_m2;
                m_tallies[taker].from[giver] += area_m2;
            }
        });
    }

    void measure_ground() {
        std::erase_if(m_changes.moved, [&](const spatial::GroundChange &change) {
            m_had[change.from] += change.doubled_area;
            return change.ground.empty();
        });
        for (const auto &[label, area] : m_changes.kept) {
            m_had[label] += area;
        }
        for (const auto &change : m_changes.moved) {
            const double area_m2 = spatial::geodesic_area_m2(change.ground);
            m_areas.push_back(area_m2);
            m_lost_m2[change.from] += area_m2;
            m_differs.insert({change.from, change.to});
            m_lost[change.from] += change.doubled_area;
            give(change.from, change.to, area_m2, change.doubled_area);
        }
        m_differs.erase(no_label);
    }

    /// Units with ground of their own that lie under other units than before, as far as they kept it.
    void find_elsewhere() {
        std::set<Label> owners(m_sides[before]->coverage->face_labels().begin(),
                               m_sides[before]->coverage->face_labels().end());
        owners.erase(no_label);
        for (const Label unit : owners) {
            if (m_units.is_elsewhere(unit)) {
                m_elsewhere.insert(unit);
            }
        }
        const auto own = m_elsewhere.empty() && m_above.empty() ? std::map<Label, __int128>{} : own_areas();
        for (const Label unit : m_elsewhere) {
            give(unit, unit, std::max(0.0, m_units.row(before, unit)->area_m2 - m_lost_m2[unit]), own.at(unit) - m_lost[unit]);
        }
        for (const auto &[unit, area] : own) {
            for (const Label above : m_units.chain(before, unit)) {
                m_had_in_all[above] += area;
            }
        }
    }

    /// Whether a transfer between two units is told of a level above the units that have the ground themselves.
    [[nodiscard]] static bool is_above(Label giver, Label taker, Label from, Label to) {
        return giver != no_label && taker != no_label && (giver != from || taker != to);
    }

    /// Twice the area of each unit's own ground before.
    [[nodiscard]] std::map<Label, __int128> own_areas() const {
        std::map<Label, __int128> own;
        const auto &coverage = *m_sides[before]->coverage;
        const auto areas = spatial::doubled_face_areas(coverage);
        for (spatial::FaceIndex face = 1; face < areas.size(); ++face) {
            own[coverage.face_labels()[face]] += areas[face];
        }
        own.erase(no_label);
        return own;
    }

    /// Where objects may have changed hands: around the ground that did, and around the units that lie elsewhere.
    [[nodiscard]] std::vector<spatial::LatticeBox> places() const {
        std::vector<spatial::LatticeBox> boxes;
        for (const auto &change : m_changes.moved) {
            for (const auto &part : change.ground) {
                boxes.push_back(spatial::bounds({part}));
            }
        }
        for (const auto &[unit, box] : boxes_of(m_elsewhere)) {
            boxes.push_back(box);
        }
        return boxes;
    }

    /// The boxes of some units' own ground before.
    [[nodiscard]] std::map<Label, spatial::LatticeBox> boxes_of(const std::set<Label> &units) const {
        std::map<Label, spatial::LatticeBox> boxes;
        const auto &coverage = *m_sides[before]->coverage;
        for (const spatial::Arc &arc : coverage.arcs()) {
            for (const Label unit : {coverage.left_label(arc), coverage.right_label(arc)}) {
                if (units.contains(unit)) {
                    auto &box = boxes[unit];
                    std::ranges::for_each(coverage.points(arc), [&](data::LatticePoint p) { box.add(p); });
                }
            }
        }
        return boxes;
    }

    /// The objects in the boxes, each once, with their owners on both sides.
    template <class Layer> std::vector<Candidate> candidates(const Layer &layer, std::size_t number) const {
        std::vector<std::pair<std::uint32_t, data::LatticePoint>> found;
        for (const auto &box : m_places) {
            layer.points.for_each_in_box(box,
                                         [&](const spatial::PointEntry &entry) { found.emplace_back(entry.slot, entry.at); });
        }
        std::ranges::sort(found);
        const auto rest = std::ranges::unique(found);
        found.erase(rest.begin(), rest.end());
        std::vector<data::LatticePoint> points;
        std::ranges::transform(found, std::back_inserter(points), &std::pair<std::uint32_t, data::LatticePoint>::second);
        std::vector<Label> from(points.size());
        std::vector<Label> to(points.size());
        m_sides[before]->owners(points, from);
        m_sides[after]->owners(points, to);
        std::vector<Candidate> objects;
        for (std::size_t i = 0; i < found.size(); ++i) {
            objects.push_back({number, found[i].first, found[i].second, from[i], m_units.common()[to[i]]});
        }
        return objects;
    }

    void hand_over_objects() {
        m_places = places();
        for_each_handed_layer([&](std::size_t number, const auto &layer) {
            const auto &rows = layer.in(world());
            for (const Candidate &candidate : candidates(rows, number)) {
                if (candidate.from != candidate.to || m_elsewhere.contains(candidate.from)) {
                    hand_over(candidate, rows.rows[candidate.slot], layer);
                }
            }
        });
        std::ranges::sort(m_diff.objects, {}, [](const HandedObject &object) {
            return std::tie(object.layer, object.from, object.to, object.code);
        });
        name_people();
    }

    template <class Row, class Layer> void hand_over(const Candidate &candidate, const Row &row, const Layer &layer) {
        HandedObject object{.layer = candidate.layer,
                            .code = row.code,
                            .title = row.*layer.title,
                            .at = candidate.at,
                            .households = layer.households == nullptr ? std::nullopt : row.*layer.households,
                            .residents = layer.residents == nullptr ? std::nullopt : row.*layer.residents,
                            .from = m_units.code(before, candidate.from),
                            .from_name = m_units.name(before, candidate.from),
                            .to = m_units.code(after, candidate.to),
                            .to_name = m_units.name(after, candidate.to),
                            .from_person = m_answering.person(before, candidate.from),
                            .to_person = m_answering.person(after, candidate.to)};
        for_each_level(candidate.from, candidate.to, [&](Label giver, Label taker) {
            if (giver != no_label) {
                add_object(m_tallies[giver].lost, object);
            }
            if (taker != no_label) {
                add_object(m_tallies[taker].won, object);
            }
        });
        m_households_lost[{candidate.from, candidate.to}] += object.households.value_or(0);
        for_each_level(candidate.from, candidate.to, [&](Label giver, Label taker) {
            if (is_above(giver, taker, candidate.from, candidate.to)) {
                m_households_lost[{giver, taker}] += object.households.value_or(0);
            }
        });
        if (candidate.from != candidate.to || object.from_person != object.to_person) {
            m_diff.objects.push_back(std::move(object));
        }
    }

    void name_people() {
        std::map<std::string_view, PersonDiff> people;
        const auto of = [&](std::uint32_t person) -> PersonDiff & {
            auto &diff = people[world().roster->people[person].code];
            diff.person = person;
            return diff;
        };
        for (std::size_t i = 0; i < m_diff.objects.size(); ++i) {
            const HandedObject &object = m_diff.objects[i];
            if (object.from_person == object.to_person) {
                continue;
            }
            if (object.from_person) {
                add_object(of(*object.from_person).lost, object);
                of(*object.from_person).lost_objects.push_back(i);
            }
            if (object.to_person) {
                add_object(of(*object.to_person).won, object);
                of(*object.to_person).won_objects.push_back(i);
            }
        }
        for (auto &[code, person] : people) {
            m_diff.people.push_back(std::move(person));
        }
    }

    void name_grids() {
        for (Label unit = 1; unit < m_units.count(); ++unit) {
            const auto *was = m_units.row(before, unit);
            const auto *is = m_units.row(after, unit);
            auto attributes = differing_attributes(m_units.row(before, unit), m_units.row(after, unit));
            const bool alike = was != nullptr && is != nullptr && attributes.empty() && !m_tallies.contains(unit);
            if (alike || (was == nullptr && is == nullptr)) {
                continue;
            }
            m_diff.grids.push_back(grid_diff(unit, std::move(attributes)));
        }
        std::map<std::string_view, std::size_t> depths; // of levels: the finest is deepest
        for (Label unit = 1; unit < m_units.count(); ++unit) {
            const std::size_t side = m_units.row(after, unit) != nullptr ? after : before;
            auto &depth = depths[m_units.last_row(unit).level];
            depth = std::max(depth, m_units.chain(side, unit).size());
        }
        std::ranges::sort(m_diff.grids, [&](const GridDiff &a, const GridDiff &b) {
            return std::tuple(depths[b.level], std::string_view(a.code)) <
                   std::tuple(depths[a.level], std::string_view(b.code));
        });
    }

    [[nodiscard]] GridDiff grid_diff(Label unit, std::vector<std::string_view> attributes) {
        const auto *was = m_units.row(before, unit);
        const auto *is = m_units.row(after, unit);
        const auto tally = m_tallies.find(unit);
        GridDiff diff{.change = was == nullptr  ? GridDiff::Change::created
                                : is == nullptr ? GridDiff::Change::gone
                                                : GridDiff::Change::changed,
                      .code = m_units.code(after, unit),
                      .name = m_units.name(after, unit),
                      .level = m_units.last_row(unit).level,
                      .ground = tally != m_tallies.end(),
                      .attributes = std::move(attributes),
                      .code_before = was == nullptr ? "" : was->code,
                      .name_before = was == nullptr ? "" : was->name,
                      .parent_before = was == nullptr ? "" : was->parent_code,
                      .parent = is == nullptr ? "" : is->parent_code,
                      .area_before_m2 = was == nullptr ? 0 : was->area_m2,
                      .from = {},
                      .to = {},
                      .won = {},
                      .lost = {},
                      .person_before = was == nullptr ? std::nullopt : m_answering.person(before, unit),
                      .person = is == nullptr ? std::nullopt : m_answering.person(after, unit)};
        if (tally != m_tallies.end()) {
            add_tally(diff, tally->second);
        }
        diff.area_m2 = is == nullptr ? 0 : std::max(0.0, diff.area_before_m2 + diff.won_m2 - diff.lost_m2);
        return diff;
    }

    void add_tally(GridDiff &diff, const Tally &tally) const {
        diff.won_m2 = tally.won_m2;
        diff.lost_m2 = tally.lost_m2;
        diff.won = tally.won;
        diff.lost = tally.lost;
        for (const auto &[unit, area] : tally.from) {
            diff.from.push_back({m_units.code(before, unit), area});
        }
        for (const auto &[unit, area] : tally.to) {
            diff.to.push_back({m_units.code(after, unit), area});
        }
    }

    /// The units with ground whose households are asked for: those that give any, and all below those that do.
    [[nodiscard]] std::set<Label> counted_units() const {
        auto counted = m_differs.givers;
        std::set<Label> above;
        std::ranges::for_each(m_above, [&](const auto &given) { above.insert(given.first.first); });
        for (const auto &[unit, area] : m_had_in_all) {
            if (std::ranges::any_of(m_units.chain(before, unit), [&](Label each) { return above.contains(each); })) {
                counted.insert(unit);
            }
        }
        return counted;
    }

    /// The households of the buildings in each of these units and those above them, before.
    [[nodiscard]] std::map<Label, std::int64_t> households() const {
        std::map<Label, std::int64_t> sums;
        const auto &buildings = *world().buildings;
        for (const auto &[unit, box] : boxes_of(counted_units())) {
            std::vector<data::LatticePoint> points;
            std::vector<std::int64_t> counts;
            buildings.points.for_each_in_box(box, [&](const spatial::PointEntry &entry) {
                if (const auto count = buildings.rows[entry.slot].households) {
                    points.push_back(entry.at);
                    counts.push_back(*count);
                }
            });
            std::vector<Label> owners(points.size());
            m_sides[before]->owners(points, owners);
            for (std::size_t i = 0; i < owners.size(); ++i) {
                if (owners[i] == unit) {
                    for (const Label above : m_units.chain(before, unit)) {
                        sums[above] += counts[i];
                    }
                }
            }
        }
        return sums;
    }

    /// What changed hands, of the units with ground first, then of those above.
    [[nodiscard]] spatial::GroundChanges changes_of_all_levels() {
        spatial::GroundChanges all{.moved = {}, .kept = m_changes.kept, .borders = {}};
        for (const auto &change : m_changes.moved) {
            all.moved.push_back({change.from, change.to, change.doubled_area, {}});
        }
        auto rest = m_had_in_all;
        for (const auto &[units, area] : m_above) {
            all.moved.push_back({units.first, units.second, area, {}});
            m_had[units.first] = m_had_in_all[units.first];
            rest[units.first] -= area;
        }
        std::set<Label> touched;
        for (const auto &[units, area] : m_above) {
            touched.insert({units.first, units.second});
        }
        for (const Label unit : touched) {
            if (rest[unit] > 0 && m_units.row(after, unit) != nullptr) {
                all.kept.emplace_back(unit, rest[unit]);
            }
        }
        return all;
    }
    void name_lineage() {
        const auto all = households();
        m_diff.lineage =
            lineage_of(m_units, changes_of_all_levels(), m_had, [&](Label from, Label to) -> std::optional<double> {
                const auto had = all.find(from);
                if (had == all.end() || had->second == 0) {
                    return std::nullopt;
                }
                const auto lost = m_households_lost.find({from, to});
                return lost == m_households_lost.end() ? 0
                                                       : static_cast<double>(lost->second) / static_cast<double>(had->second);
            });
    }

    void name_ground() {
        for (std::size_t i = 0; i < m_changes.moved.size(); ++i) {
            auto &change = m_changes.moved[i];
            m_diff.ground.push_back(
                {m_units.code(before, change.from), m_units.code(after, change.to), m_areas[i], std::move(change.ground)});
        }
        std::ranges::sort(m_diff.ground, {}, [](const GroundDiff &ground) { return std::tie(ground.from, ground.to); });
        for (auto &border : m_changes.borders) {
            const std::size_t side = border.is_new ? after : before;
            m_diff.borders.push_back(
                {m_units.code(side, border.left), m_units.code(side, border.right), border.is_new, std::move(border.points)});
        }
    }

    /// The units whose own ground differs.
    struct Differing {
        std::set<Label> givers, takers;
        void insert(std::pair<Label, Label> change) {
            givers.insert(change.first);
            takers.insert(change.second);
        }
        void erase(Label unit) {
            givers.erase(unit);
            takers.erase(unit);
        }
    };

    std::array<const DiffSide *, 2> m_sides;
    DiffUnits m_units;
    Answering m_answering;
    spatial::GroundChanges m_changes;
    std::vector<double> m_areas;                         ///< of m_changes.moved, in square metres
    std::map<Label, __int128> m_had;                     ///< twice the area
    std::map<Label, __int128> m_had_in_all;              ///< twice the area of it and all below it, where that is asked for
    std::map<Label, __int128> m_lost;                    ///< twice the area, of units with ground
    std::map<std::pair<Label, Label>, __int128> m_above; ///< twice the area that went from one to another above
    std::map<Label, double> m_lost_m2;                   ///< in finest units
    std::map<Label, Tally> m_tallies;                    ///< of all levels
    std::set<Label> m_elsewhere;                         ///< units with ground that lie under others than before
    Differing m_differs;
    std::vector<spatial::LatticeBox> m_places;
    std::map<std::pair<Label, Label>, std::int64_t> m_households_lost;
    EditionDiff m_diff;
};

} // namespace

bool HandedCounts::empty() const {
    return std::ranges::all_of(objects, [](std::int64_t count) { return count == 0; });
}

DiffSide side_of(const data::World &world, std::shared_ptr<const data::ThemeWorld> theme, data::TimeMs at) {
    return {.rows = data::theme_content(world, *theme).grids,
            .coverage = &theme->coverage,
            .owners = [&locator = *theme->locator](auto points, auto labels) { locator.locate(points, labels); },
            .keeps = std::move(theme),
            .at = at};
}

DiffSide side_of(const PlanDraft &draft, data::TimeMs at) {
    auto coverage = std::make_shared<const spatial::Coverage>(draft.editor().coverage());
    DiffSide side{.rows = {},
                  .coverage = coverage.get(),
                  .owners =
                      [&editor = draft.editor()](auto points, auto labels) {
                          std::ranges::transform(points, labels.begin(), [&](auto p) { return editor.label_at(p); });
                      },
                  .keeps = coverage,
                  .at = at};
    for (const PlanUnit &unit : draft.units()) {
        side.rows.push_back(unit.gone ? data::GridRow{} : unit.row);
    }
    return side;
}

EditionDiff compare(data::WorldPtr world, const std::string &theme, const DiffSide &side_before, const DiffSide &side_after) {
    return Comparison(std::move(world), theme, side_before, side_after).run();
}

} // namespace jingwei::server
