#include "spatial/open_ground.hpp"

#include "spatial/defects.hpp"
#include "spatial/face_outlines.hpp"
#include "spatial/measure.hpp"
#include "spatial/pole.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

/// Enough for any ordinary shape; a sliver's width is a chord's after that.
constexpr std::size_t most_cells = 160;

LatticePoint to_place(const Polygon &polygon, const Pole &pole) {
    const auto box = bounds({polygon});
    const double middle_x = (static_cast<double>(box.min_x) + box.max_x) / 2;
    const double middle_y = (static_cast<double>(box.min_y) + box.max_y) / 2;
    const auto scale = local_scale(static_cast<std::int32_t>(middle_y));
    const LatticePoint rounded{static_cast<std::int32_t>(std::llround(middle_x + pole.x / scale.east_m)),
                               static_cast<std::int32_t>(std::llround(middle_y + pole.y / scale.north_m))};
    return strictly_inside(polygon, rounded) ? rounded : polygon.outer.front();
}

void measure(OpenGround &open) {
    open.area_m2 = geodesic_area_m2(open.ground);
    for (const auto &polygon : open.ground) {
        const auto pole = find_pole_within(polygon, most_cells);
        if (2 * pole.radius_m >= open.width_m) {
            open.width_m = 2 * pole.radius_m;
            open.place = to_place(polygon, pole);
        }
    }
}

} // namespace

std::vector<OpenGround> measure_faces(const Coverage &coverage, std::span<const FaceIndex> faces, const StopCheck &stop) {
    std::vector<Label> group_of_face(coverage.face_labels().size(), 0);
    for (std::size_t i = 0; i < faces.size(); ++i) {
        group_of_face[faces[i]] = static_cast<Label>(i + 1);
    }
    auto grounds = face_outlines(coverage, group_of_face, faces.size() + 1);
    std::vector<OpenGround> result;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        stop.ask();
        result.push_back({.face = faces[i], .label = coverage.label(faces[i]), .ground = std::move(grounds[i + 1])});
        measure(result.back());
    }
    return result;
}

OpenGround measure_ground(MultiPolygon ground) {
    OpenGround result{.ground = std::move(ground)};
    measure(result);
    return result;
}

bool is_hole(const OpenGround &ground) {
    constexpr double beyond_doubt_m = 1.02 * min_hole_width_m;
    if (ground.area_m2 < min_hole_area_m2 || ground.width_m >= beyond_doubt_m) {
        return ground.area_m2 >= min_hole_area_m2;
    }
    // the quick measure may have missed a wide place of a long shape
    return std::ranges::any_of(ground.ground, [](const Polygon &polygon) { return is_as_wide_as(polygon, min_hole_width_m); });
}

} // namespace jingwei::spatial
