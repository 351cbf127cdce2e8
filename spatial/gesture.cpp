#include "spatial/gesture.hpp"

#include "spatial/gesture_run.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// The faces beside a drawn line that belong to a unit, the largest first.
std::vector<FaceId> pieces_beside(const Subdivision &ground, const Sketched &drawn, Label unit) {
    std::set<FaceId> beside;
    for (const auto arc : drawn.arcs) {
        if (ground.has_arc(arc)) {
            beside.insert({ground.left(arc * 2), ground.left(arc * 2 + 1)});
        }
    }
    std::erase_if(beside, [&](FaceId face) { return ground.face(face).label != unit; });
    std::vector<FaceId> pieces(beside.begin(), beside.end());
    std::ranges::sort(pieces, [&](FaceId a, FaceId b) {
        const auto area_a = ground.face(a).doubled_area;
        const auto area_b = ground.face(b).doubled_area;
        return area_a != area_b ? area_a > area_b : place_of(ground, a) < place_of(ground, b);
    });
    return pieces;
}

} // namespace

GestureOutcome make(CoverageEditor &editor, const Split &split, const EditRights &rights) {
    GestureRun run(editor);
    if (split.unit == no_label) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    const auto *drawn = run.draw(split.sketch, {.tolerance = split.tolerance, .only = split.unit, .rights = rights});
    if (drawn == nullptr) {
        return run.refused();
    }
    const auto pieces = pieces_beside(run.ground(), *drawn, split.unit);
    if (pieces.size() < 2) {
        return run.refuse(RefusalKind::divides_nothing, drawn->path.front());
    }
    if (pieces.size() != split.parts.size() + 1) {
        const auto kind = pieces.size() > split.parts.size() + 1 ? RefusalKind::too_many_parts : RefusalKind::too_few_parts;
        return run.refuse(kind, place_of(run.ground(), pieces.back()));
    }
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        if (!run.give(std::vector{pieces[i]}, split.parts[i - 1], rights)) {
            return run.refused();
        }
    }
    return run.tidy({pieces.begin(), pieces.end()}) ? run.finish() : run.refused();
}

namespace {

/// The units that a unit has a border with, over units among `allowed`.
std::set<Label> hanging_together(const Subdivision &ground, Label start, const std::set<FaceId> &allowed) {
    std::set<Label> reached{start};
    for (bool more = true; more;) {
        more = false;
        for (const auto face : allowed) {
            const auto look = [&](BoundaryId b) {
                ground.for_each_half_along(b, [&](HalfArc h) {
                    const auto beyond = ground.left(h ^ 1U);
                    if (reached.contains(ground.face(face).label) && allowed.contains(beyond)) {
                        more = reached.insert(ground.face(beyond).label).second || more;
                    }
                });
            };
            look(ground.face(face).outline);
            ground.for_each_hole(face, look);
        }
    }
    return reached;
}

} // namespace

GestureOutcome make(CoverageEditor &editor, const Merge &merge, const EditRights &rights) {
    GestureRun run(editor);
    std::set<FaceId> all;
    std::vector<FaceId> given;
    for (const auto label : merge.gone) {
        const auto faces = faces_of(run.ground(), label);
        if (faces.empty() || label == merge.into || label == no_label) {
            return run.refuse(RefusalKind::no_ground, {});
        }
        given.insert(given.end(), faces.begin(), faces.end());
    }
    const auto own = faces_of(run.ground(), merge.into);
    if (merge.into == no_label || own.empty() || given.empty()) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    all.insert(own.begin(), own.end());
    all.insert(given.begin(), given.end());
    const auto reached = hanging_together(run.ground(), merge.into, all);
    for (const auto face : given) {
        if (!reached.contains(run.ground().face(face).label)) {
            return run.refuse(RefusalKind::not_adjacent, place_of(run.ground(), face));
        }
    }
    return run.give(given, merge.into, rights) && run.tidy(std::move(all)) ? run.finish() : run.refused();
}

namespace {

bool gives(const TakeOver &take_over, Label owner, const EditRights &rights) {
    if (owner == take_over.unit || (owner == no_label && !rights.outer_border)) {
        return false;
    }
    return take_over.from.empty() || std::ranges::find(take_over.from, owner) != take_over.from.end();
}

} // namespace

GestureOutcome make(CoverageEditor &editor, const TakeOver &take_over, const EditRights &rights) {
    GestureRun run(editor);
    if (take_over.unit == no_label) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    auto ring = take_over.ring;
    if (!ring.empty() && ring.front() != ring.back()) {
        ring.push_back(ring.front());
    }
    const auto *drawn = run.draw(ring, {.rights = rights, .may_add_nothing = true});
    if (drawn == nullptr) {
        return run.refused();
    }
    const auto walk = halves_along(run.ground(), drawn->path);
    auto inside = walk.empty() ? std::set<FaceId>{} : enclosed_by(run.ground(), walk);
    std::vector<FaceId> given;
    std::ranges::copy_if(inside, std::back_inserter(given),
                         [&](FaceId face) { return face != 0 && gives(take_over, run.ground().face(face).label, rights); });
    if (given.empty()) {
        return run.refuse(RefusalKind::no_ground, drawn->path.front());
    }
    return run.give(given, take_over.unit, rights) && run.tidy(std::move(inside)) ? run.finish() : run.refused();
}

} // namespace jingwei::spatial
