#include "server/service/ground_redrawing.hpp"

#include "server/api_error.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/disjoint_sets.hpp"
#include "spatial/ground_change.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <numeric>

namespace jingwei::server {

using spatial::Label;
using spatial::LabelledPolygon;
using spatial::LatticePoint;
using spatial::MultiPolygon;
using spatial::Repair;
using spatial::RepairKind;

namespace {

constexpr std::size_t most_grids = 300; ///< of one operation

[[noreturn]] void refuse(const char *code, const std::string &detail) {
    throw ApiError(ErrorCode::bad_data, code, detail, "file");
}

std::string at(LatticePoint place) {
    const auto degrees = spatial::to_lonlat(place);
    return fmt::format("{:.7f}, {:.7f}", degrees.lon, degrees.lat);
}

void add(std::vector<LabelledPolygon> &all, Label label, const MultiPolygon &ground) {
    std::ranges::transform(ground, std::back_inserter(all), [label](const auto &each) { return LabelledPolygon{label, each}; });
}

spatial::Ring ring_of(const spatial::LatticeBox &box) {
    return {{box.min_x, box.min_y}, {box.max_x, box.min_y}, {box.max_x, box.max_y}, {box.min_x, box.max_y}};
}

/// All that is not the ground of some polygons, inside a box around everything.
MultiPolygon around(std::span<const LabelledPolygon> ground, const spatial::LatticeBox &box) {
    constexpr Label inside = 1;
    constexpr Label enclosed = 2;
    const auto whole = spatial::build_coverage(ground, {.classify_enclosed = false, .progress = {}}).coverage;
    std::vector<Label> labels(whole.face_labels().begin(), whole.face_labels().end());
    for (std::size_t face = 1; face < labels.size(); ++face) {
        labels[face] = labels[face] == spatial::no_label ? enclosed : inside;
    }
    const spatial::Coverage sides({whole.all_points().begin(), whole.all_points().end()},
                                  {whole.arcs().begin(), whole.arcs().end()}, std::move(labels));
    MultiPolygon wall{{ring_of(box), {}}};
    auto filled_ground = spatial::outlines(sides, std::array<Label, 3>{0, 1, 1}, 2)[1];
    for (auto &filled : filled_ground) {
        wall.front().holes.push_back(std::move(filled.outer));
    }
    std::ranges::move(spatial::outlines(sides, std::array<Label, 3>{0, 0, 1}, 2)[1], std::back_inserter(wall));
    return wall;
}

class GroundRedraw {
  public:
    GroundRedraw(std::span<const RedrawnGrid> grids, double tolerance_m,
                 const std::function<std::string(LatticePoint)> &owner_at)
        : m_grids(grids), m_tolerance_m(tolerance_m), m_owner_at(owner_at), m_wall(static_cast<Label>(grids.size() + 1)) {
        for (Label label = 1; label < m_wall; ++label) {
            add(m_before, label, grid(label).before);
        }
    }

    GroundRedrawing run() {
        const auto cleaned = clean();
        for (const auto &repair : cleaned.repairs) {
            take(repair);
        }
        std::vector<Label> own(m_wall + 1);
        std::iota(own.begin(), own.end(), Label{0});
        own[m_wall] = spatial::no_label;
        m_after = spatial::outlines(cleaned.coverage, own, m_wall);
        std::vector<LabelledPolygon> after;
        for (Label label = 1; label < m_wall; ++label) {
            add(after, label, m_after[label]);
        }
        divide(spatial::find_ground_changes(m_before, after).moved);
        return std::move(m_result);
    }

  private:
    [[nodiscard]] const RedrawnGrid &grid(Label label) const { return m_grids[label - 1]; }

    /// The drawn ground, walled in by all that the grids do not have: that is fixed.
    spatial::CleanResult clean() {
        constexpr std::int32_t margin = 1'000; // lattice units
        spatial::LatticeBox box;
        std::vector<LabelledPolygon> polygons;
        for (Label label = 1; label < m_wall; ++label) {
            add(polygons, label, grid(label).drawn);
        }
        for (const auto *all : {&polygons, &m_before}) {
            for (const auto &each : *all) {
                std::ranges::for_each(each.polygon.outer, [&](LatticePoint p) { box.add(p); });
            }
        }
        box = {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
        add(polygons, m_wall, around(m_before, box));
        std::vector<std::uint8_t> fixed(m_wall + 1);
        fixed[m_wall] = 1;
        return spatial::clean_coverage(polygons,
                                       {.priority = {}, .fixed = fixed, .parents = {}, .parent_of = {}, .progress = {}});
    }

    /// Refuses what is no rounding of a planner's hand.
    void take(const Repair &repair) {
        switch (repair.kind) {
        case RepairKind::unit_without_ground:
            refuse("no_ground",
                   fmt::format("Nothing is left of the ground of '{}' where it is drawn: other rows have all of it. "
                               "Remove its row, or give it ground of its own.",
                               grid(repair.lost.front()).code));
        case RepairKind::hole_kept:
        case RepairKind::gap_divided:
        case RepairKind::gap_closed:
        case RepairKind::overlap_assigned:
        case RepairKind::crossing_ring_resolved:
            close(repair);
            return;
        case RepairKind::spike_cut:
        case RepairKind::duplicate_dropped:
        case RepairKind::ring_dropped:
        case RepairKind::parent_border_kept:
        case RepairKind::rounding:
            return;
        }
    }

    void close(const Repair &repair) {
        if (repair.width_m <= m_tolerance_m) {
            ++m_result.closed;
            m_result.widest_m = std::max(m_result.widest_m, repair.width_m);
            return;
        }
        const auto where =
            fmt::format("{:.1f} m² at {}, up to {:.2f} m wide,", repair.area_m2, at(repair.place), repair.width_m);
        const auto limit = fmt::format("only what is at most {} m wide is closed", m_tolerance_m);
        if (repair.kind == RepairKind::crossing_ring_resolved) {
            refuse("crosses_itself",
                   fmt::format("An outline crosses itself: {} lie inside twice; draw it anew ({}).", where, limit));
        }
        if (repair.kind != RepairKind::overlap_assigned) {
            refuse("gap", fmt::format("{} belong to no row any more: '{}' has them in the plan. Give them to a neighbour ({}).",
                                      where, m_owner_at(repair.place), limit));
        }
        const bool beyond = std::ranges::find(repair.gained, m_wall, &spatial::RepairShare::label) != repair.gained.end();
        if (beyond) {
            refuse_beyond(repair, where, limit);
        }
        refuse("overlap",
               fmt::format("{} belong to {}; cut them out of one of the rows ({}).", where, claimants(repair), limit));
    }

    [[noreturn]] void refuse_beyond(const Repair &repair, const std::string &where, const std::string &limit) const {
        const auto owner = m_owner_at(repair.place);
        if (owner.empty()) {
            refuse("outer_border", fmt::format("{} drawn for {} lie outside of all grids: the outer border does not move ({}).",
                                               where, claimants(repair), limit));
        }
        refuse("outside_of_rows",
               fmt::format("{} drawn for {} are ground of '{}', which the file leaves as it is, or does not hold: draw its "
                           "border back too ({}).",
                           where, claimants(repair), owner, limit));
    }

    [[nodiscard]] std::string claimants(const Repair &repair) const {
        std::vector<Label> labels = repair.lost;
        std::ranges::transform(repair.gained, std::back_inserter(labels), &spatial::RepairShare::label);
        std::ranges::sort(labels);
        std::string codes;
        for (const auto label : labels) {
            if (label != spatial::no_label && label < m_wall) {
                codes += fmt::format("{}'{}'", codes.empty() ? "" : " and ", grid(label).code);
            }
        }
        return codes;
    }

    void divide(const std::vector<spatial::GroundChange> &moved) {
        spatial::DisjointSets sets(m_wall);
        std::vector<bool> exchanges(m_wall, false);
        for (const auto &change : moved) {
            if (change.from != spatial::no_label && change.to != spatial::no_label && !change.ground.empty()) {
                sets.join(change.from, change.to);
                exchanges[change.from] = exchanges[change.to] = true;
            }
        }
        std::map<std::uint32_t, std::vector<Label>> groups;
        for (Label label = 1; label < m_wall; ++label) {
            if (exchanges[label]) {
                groups[sets.root(label)].push_back(label);
            } else if (grid(label).is_new || grid(label).drawn.empty()) {
                refuse("no_ground",
                       fmt::format("The ground of '{}' is thinner than 2 cm; leave its row as it was.", grid(label).code));
            }
        }
        for (const auto &[root, members] : groups) {
            m_result.divisions.push_back(division(members, moved));
        }
    }

    /// The one that gives a new grid the most ground comes first.
    void put_model_first(std::vector<Label> &olds, const std::vector<spatial::GroundChange> &moved) const {
        Label model = olds.front();
        __int128 most = 0;
        for (const auto &change : moved) {
            if (change.to != spatial::no_label && grid(change.to).is_new && change.doubled_area > most &&
                std::ranges::find(olds, change.from) != olds.end()) {
                most = change.doubled_area;
                model = change.from;
            }
        }
        std::swap(olds.front(), *std::ranges::find(olds, model));
    }

    [[nodiscard]] PartitionGrids division(const std::vector<Label> &members,
                                          const std::vector<spatial::GroundChange> &moved) const {
        PartitionGrids op;
        std::vector<Label> olds;
        std::ranges::copy_if(members, std::back_inserter(olds), [&](Label label) { return !grid(label).is_new; });
        put_model_first(olds, moved);
        std::ranges::transform(olds, std::back_inserter(op.grids), [&](Label label) { return grid(label).code; });
        for (const auto label : members) {
            if (m_after[label].empty()) {
                continue;
            }
            const auto &row = grid(label);
            auto &part = op.parts.emplace_back(PartitionPart{row.code, row.is_new ? row.name : std::string(), {}});
            for (const auto &polygon : m_after[label]) {
                std::ranges::move(simple_loops(polygon.outer), std::back_inserter(part.rings));
            }
        }
        if (op.grids.size() > most_grids || op.parts.size() > most_grids) {
            refuse("too_much_at_once",
                   fmt::format("{} grids exchange ground with each other; at most {} can at once: bring the "
                               "edits in several files.",
                               members.size(), most_grids));
        }
        return op;
    }

    std::span<const RedrawnGrid> m_grids; ///< by label - 1
    double m_tolerance_m;
    const std::function<std::string(LatticePoint)> &m_owner_at;
    Label m_wall; ///< the label of all that is not theirs
    std::vector<LabelledPolygon> m_before;
    std::vector<MultiPolygon> m_after; ///< by label
    GroundRedrawing m_result;
};

} // namespace

std::vector<spatial::Ring> simple_loops(const spatial::Ring &ring) {
    std::vector<spatial::Ring> loops;
    spatial::Ring path;
    std::map<LatticePoint, std::size_t> places; // of the points of `path` in it
    const auto close = [&](std::size_t first) {
        const auto begin = path.begin() + static_cast<std::ptrdiff_t>(first);
        spatial::Ring loop(begin, path.end());
        std::for_each(begin + 1, path.end(), [&](LatticePoint p) { places.erase(p); });
        path.erase(begin + 1, path.end());
        if (loop.size() >= 3 && spatial::doubled_area(loop) > 0) {
            loops.push_back(std::move(loop));
        }
    };
    for (const auto p : ring) {
        const auto [known, fresh] = places.try_emplace(p, path.size());
        if (fresh) {
            path.push_back(p);
        } else {
            close(known->second);
        }
    }
    if (!path.empty()) {
        close(0);
    }
    return loops;
}

GroundRedrawing redraw_ground(std::span<const RedrawnGrid> grids, double tolerance_m,
                              const std::function<std::string(LatticePoint)> &owner_at) {
    return grids.empty() ? GroundRedrawing{} : GroundRedraw(grids, tolerance_m, owner_at).run();
}

} // namespace jingwei::server
