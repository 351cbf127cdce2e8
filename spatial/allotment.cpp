#include "spatial/allotment.hpp"

#include "spatial/gesture_run.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

struct RingOfPart {
    Label unit = no_label;
    Ring ring;
    __int128 size = 0;
};

/// The larger first, so that an inner ring comes after the one around it.
std::vector<RingOfPart> rings_by_size(const Allotment &allotment) {
    std::vector<RingOfPart> rings;
    for (const auto &part : allotment.parts) {
        for (const auto &ring : part.rings) {
            const auto area = doubled_area(ring);
            rings.push_back({part.unit, ring, area < 0 ? -area : area});
            if (ring.front() != ring.back()) {
                rings.back().ring.push_back(ring.front());
            }
        }
    }
    std::ranges::stable_sort(rings, std::greater<>{}, &RingOfPart::size);
    return rings;
}

/// Whether a face is what the bending of borders left beside a part: less than two units wide on average.
bool is_left_by_bending(const Subdivision &ground, FaceId face) {
    const auto box = box_of(ground, face);
    const auto extent = (std::int64_t{box.max_x} - box.min_x) + (std::int64_t{box.max_y} - box.min_y);
    constexpr int doubled_width = 4; // lattice units
    return ground.face(face).doubled_area <= doubled_width * static_cast<__int128>(extent);
}

/// Gives such strips of units that get no part to the part with most border.
bool give_strips(GestureRun &run, const Allotment &allotment, const EditRights &rights) {
    const auto has_part = [&](Label label) {
        return std::ranges::find(allotment.parts, label, &AllottedPart::unit) != allotment.parts.end();
    };
    for (const auto label : allotment.from) {
        for (const auto face : has_part(label) ? std::vector<FaceId>{} : faces_of(run.ground(), label)) {
            const auto heir =
                is_left_by_bending(run.ground(), face) ? longest_neighbour(run.ground(), {face}, has_part) : no_label;
            if (heir != no_label && !run.give(std::vector{face}, heir, rights)) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

GestureOutcome make(CoverageEditor &editor, const Allotment &allotment, const EditRights &rights) {
    GestureRun run(editor);
    std::set<Label> divided(allotment.from.begin(), allotment.from.end());
    divided.erase(no_label);
    std::ranges::for_each(allotment.parts, [&](const AllottedPart &part) { divided.insert(part.unit); });
    if (divided.contains(no_label) || allotment.parts.empty()) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    for (const auto &[unit, ring, size] : rings_by_size(allotment)) {
        const auto *drawn = run.draw(ring, {.rights = rights, .may_add_nothing = true});
        if (drawn == nullptr) {
            return run.refused();
        }
        const auto walk = halves_along(run.ground(), drawn->path);
        std::vector<FaceId> given;
        for (const auto face : walk.empty() ? std::set<FaceId>{} : enclosed_by(run.ground(), walk)) {
            const auto label = run.ground().face(face).label;
            if (face != 0 && label != unit && divided.contains(label)) {
                given.push_back(face);
            }
        }
        if (!run.give(given, unit, rights)) {
            return run.refused();
        }
    }
    if (!give_strips(run, allotment, rights)) {
        return run.refused();
    }
    std::set<FaceId> around;
    for (const auto label : divided) {
        const auto faces = faces_of(run.ground(), label);
        around.insert(faces.begin(), faces.end());
    }
    return run.tidy(std::move(around)) ? run.finish() : run.refused();
}

} // namespace jingwei::spatial
