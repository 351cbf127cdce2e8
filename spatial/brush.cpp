#include "spatial/brush.hpp"

#include "spatial/gesture_run.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// Labels from here on are no unit's: brushed ground has one of them until all of it is known.
constexpr Label first_brushed = 1U << 31U;

constexpr EditRights to_mark{.outer_border = false, .parent_borders = true};

struct BrushedRing {
    Ring ring;
    Label from = no_label, to = no_label; ///< what a face inside has to be labelled, and is labelled then
    __int128 size = 0;
};

/// The larger first, so that an inner ring comes after the one around it. The ground of `grounds[i]` is labelled by i.
std::vector<BrushedRing> rings_by_size(const Brush &brush) {
    std::vector<BrushedRing> rings;
    const auto add = [&](Ring ring, Label from, Label to) {
        const auto area = doubled_area(ring);
        if (!ring.empty() && ring.front() != ring.back()) {
            ring.push_back(ring.front());
        }
        rings.push_back({std::move(ring), from, to, area < 0 ? -area : area});
    };
    for (Label i = 0; i < brush.grounds.size(); ++i) {
        const auto &ground = brush.grounds[i];
        std::ranges::for_each(ground.pieces, [&](const Ring &ring) { add(ring, ground.from, first_brushed + i); });
        std::ranges::for_each(ground.kept, [&](const Ring &ring) { add(ring, first_brushed + i, ground.from); });
    }
    std::ranges::stable_sort(rings, std::greater<>{}, &BrushedRing::size);
    return rings;
}

/// The faces of a unit, and those of brushed ground that hang together with them.
std::set<FaceId> hanging_together(const Subdivision &ground, Label unit) {
    const auto is_wall = [&](HalfArc h) {
        const auto label = ground.face(ground.left(h ^ 1U)).label;
        return label != unit && label < first_brushed;
    };
    std::set<FaceId> reached;
    for (const auto face : faces_of(ground, unit)) {
        if (!reached.contains(face)) {
            FaceFlood flood(ground, face, is_wall);
            flood.run();
            reached.insert(flood.reached().begin(), flood.reached().end());
        }
    }
    return reached;
}

bool mark(GestureRun &run, const BrushedRing &brushed, const EditRights &rights) {
    const auto *drawn = run.draw(brushed.ring, {.rights = rights, .may_add_nothing = true});
    if (drawn == nullptr) {
        return false;
    }
    const auto walk = halves_along(run.ground(), drawn->path);
    std::vector<FaceId> inside;
    for (const auto face : walk.empty() ? std::set<FaceId>{} : enclosed_by(run.ground(), walk)) {
        if (face != 0 && run.ground().face(face).label == brushed.from) {
            inside.push_back(face);
        }
    }
    return run.give(inside, brushed.to, to_mark);
}

/// Gives what is marked as of `grounds[i]` to the unit. Nothing where that is refused.
std::optional<std::set<FaceId>> give_marked(GestureRun &run, const Brush &brush, Label i, const EditRights &rights) {
    const auto from = brush.grounds[i].from;
    const auto faces = faces_of(run.ground(), first_brushed + i);
    if (!run.give(faces, from, to_mark) || !run.give(faces, brush.unit, rights)) {
        return std::nullopt;
    }
    std::set<FaceId> around(faces.begin(), faces.end());
    const auto rest = faces_of(run.ground(), from);
    around.insert(rest.begin(), rest.end());
    return around;
}

/// A place of brushed ground that hangs together with none of the unit's; nothing where there is none.
std::optional<LatticePoint> standing_alone(const Subdivision &ground, const Brush &brush, const std::set<FaceId> &reached) {
    for (Label i = 0; i < brush.grounds.size() && !reached.empty(); ++i) {
        for (const auto face : faces_of(ground, first_brushed + i)) {
            if (!reached.contains(face)) {
                return place_of(ground, face);
            }
        }
    }
    return std::nullopt;
}

/// Says of brushed ground what is said of whose it was.
void tell_of_units(const Brush &brush, std::vector<GroundShift> &shifts) {
    std::map<Label, __int128> sums;
    for (const auto &[label, area] : shifts) {
        sums[label < first_brushed ? label : brush.grounds[label - first_brushed].from] += area;
    }
    shifts.clear();
    for (const auto &[label, area] : sums) {
        if (area != 0) {
            shifts.push_back({label, area});
        }
    }
}

} // namespace

GestureOutcome make(CoverageEditor &editor, const Brush &brush, const EditRights &rights) {
    GestureRun run(editor);
    const auto is_no_loss = [&](const BrushedGround &ground) { return ground.from == no_label || ground.from == brush.unit; };
    if (brush.unit == no_label || std::ranges::any_of(brush.grounds, is_no_loss)) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    for (const auto &ring : rings_by_size(brush)) {
        if (!mark(run, ring, rights)) {
            return run.refused();
        }
    }
    auto around = hanging_together(run.ground(), brush.unit);
    if (const auto place = standing_alone(run.ground(), brush, around)) {
        return run.refuse(RefusalKind::not_adjacent, *place);
    }
    for (Label i = 0; i < brush.grounds.size(); ++i) {
        const auto given = give_marked(run, brush, i, rights);
        if (!given) {
            return run.refused();
        }
        around.insert(given->begin(), given->end());
    }
    if (!run.tidy(std::move(around))) {
        return run.refused();
    }
    auto outcome = run.finish();
    auto &gesture = std::get<Gesture>(outcome);
    tell_of_units(brush, gesture.shifts);
    tell_of_units(brush, gesture.bends);
    if (gesture.shifts.empty()) {
        static_cast<void>(undo(editor, gesture));
        return Refusal{RefusalKind::no_ground, {}};
    }
    return outcome;
}

} // namespace jingwei::spatial
