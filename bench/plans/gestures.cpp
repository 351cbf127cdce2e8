#include "bench/plans/gestures.hpp"

#include "bench/plans/topology_tables.hpp"
#include "spatial/random_stream.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>
#include <set>

namespace jingwei::bench {

namespace {

using spatial::ArcId;
using spatial::FaceId;
using spatial::Label;
using spatial::LatticePoint;
using spatial::Segment;

/// A vertex of a face's outline.
struct Corner {
    LatticePoint at;
    ArcId arc = 0;
    bool is_node = false;
};

std::string place_text(LatticePoint p) {
    const spatial::LonLat place = spatial::to_lonlat(p);
    return fmt::format("[{:.7f},{:.7f}]", place.lon, place.lat);
}

std::string places_text(std::span<const LatticePoint> places) {
    std::string text = "[";
    for (const auto p : places) {
        text += (text.size() == 1 ? "" : ",") + place_text(p);
    }
    return text + "]";
}

class Places {
  public:
    Places(const data::World &world, const data::ThemeWorld &theme, const spatial::Subdivision &ground, std::uint64_t seed)
        : m_world(world), m_theme(theme), m_ground(ground), m_random(seed), m_used(ground.face_end()),
          m_faces_of(theme.grids.size()) {
        for (FaceId face = 1; face < ground.face_end(); ++face) {
            ++m_faces_of[ground.face(face).label];
        }
    }

    std::vector<PlacedOp> run(std::size_t rounds) {
        for (std::size_t round = 0; round < rounds; ++round) {
            place([&](FaceId face) { return split(face); });
            place([&](FaceId face) { return with_neighbour(face, [&](auto &...arguments) { return merge(arguments...); }); });
            place([&](FaceId face) { return with_neighbour(face, [&](auto &...arguments) { return reshape(arguments...); }); });
            place([&](FaceId face) { return with_neighbour(face, [&](auto &...arguments) { return lasso(arguments...); }); });
        }
        for (std::size_t round = 0; round < rounds; ++round) {
            place([&](FaceId face) { return with_neighbour(face, [&](auto &...arguments) { return brush(arguments...); }); });
        }
        return std::move(m_ops);
    }

  private:
    /// Tries random faces until one takes the operation; then its surroundings are used.
    template <class Try> void place(Try attempt) {
        for (int tries = 0; tries < 2'000; ++tries) {
            const auto face = 1 + m_random.below(m_ground.face_end() - 1);
            if (is_free(face) && attempt(face)) {
                use(face);
                return;
            }
        }
    }

    /// A leaf of one part without holes that no operation has come near.
    [[nodiscard]] bool is_free(FaceId face) const {
        const auto &found = m_ground.face(face);
        return !m_used[face] && found.label != spatial::no_label && m_faces_of[found.label] == 1 && found.hole_count == 0 &&
               m_theme.children[found.label].empty();
    }

    void use(FaceId face) {
        m_used[face] = true;
        m_ground.for_each_half_along(m_ground.face(face).outline, [&](spatial::HalfArc half) {
            const auto beside = m_ground.left(half ^ 1U);
            m_used[beside] = beside != 0;
        });
    }

    [[nodiscard]] const std::string &code(FaceId face) const { return m_theme.grids[m_ground.face(face).label].code; }

    [[nodiscard]] std::vector<Corner> outline(FaceId face) const {
        std::vector<Corner> corners;
        m_ground.for_each_half_along(m_ground.face(face).outline, [&](spatial::HalfArc half) {
            const auto points = m_ground.line(half / 2).points();
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                corners.push_back({(half & 1U) == 0 ? points[i] : points[points.size() - 1 - i], half / 2, i == 0});
            }
        });
        return corners;
    }

    /// Whether a line from corner to corner runs inside the face and meets its border at its ends only.
    [[nodiscard]] bool runs_inside(FaceId face, const std::vector<Corner> &corners, std::span<const LatticePoint> line) const {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            const Segment s{line[i], line[i + 1]};
            for (std::size_t k = 0; k < corners.size(); ++k) {
                if (spatial::meet_improperly(s, {corners[k].at, corners[(k + 1) % corners.size()].at})) {
                    return false;
                }
            }
            const LatticePoint middle{s.a.x + (s.b.x - s.a.x) / 2, s.a.y + (s.b.y - s.a.y) / 2};
            if (m_ground.face_at(middle) != face) {
                return false;
            }
        }
        return true;
    }

    /// A building with an outline inside the face, and its middle.
    [[nodiscard]] std::optional<std::pair<std::string, LatticePoint>> building_in(FaceId face,
                                                                                  const std::vector<Corner> &corners) const {
        spatial::LatticeBox box;
        std::ranges::for_each(corners, [&](const Corner &corner) { box.add(corner.at); });
        std::optional<std::pair<std::string, LatticePoint>> found;
        m_world.buildings->points.for_each_in_box(box, [&](const spatial::PointEntry &entry) {
            const auto &row = m_world.buildings->rows[entry.slot];
            if (found || row.footprint.empty() || !row.courtyards.empty()) {
                return;
            }
            const auto around = spatial::bounds({{row.footprint, {}}});
            const LatticePoint middle{around.min_x + (around.max_x - around.min_x) / 2,
                                      around.min_y + (around.max_y - around.min_y) / 2};
            if (m_ground.face_at(middle) == face &&
                std::ranges::all_of(row.footprint, [&](LatticePoint p) { return m_ground.face_at(p) == face; })) {
                found.emplace(row.code, middle);
            }
        });
        return found;
    }

    bool split(FaceId face) {
        const auto corners = outline(face);
        const auto building = building_in(face, corners);
        if (!building) {
            return false;
        }
        const auto count = corners.size();
        const auto first = m_random.below(count);
        for (std::size_t i = 0; i < count; ++i) {
            const auto &a = corners[(first + i) % count];
            const auto &b = corners[(first + i + count / 2) % count];
            const std::array line{a.at, building->second, b.at};
            if (a.is_node || b.is_node || a.arc == b.arc || !runs_inside(face, corners, line)) {
                continue;
            }
            m_ops.push_back(
                {"split",
                 fmt::format(R"({{"op":"split","grid":"{0}","line":{1},"parts":[{{"code":"{0}-s","name":"{0}-s"}}]}})",
                             code(face), places_text(line)),
                 fmt::format(R"({{"first":{},"first_at":"{}","second":{},"second_at":"{}","line":"{}"}})", a.arc + 1,
                             point_text(a.at), b.arc + 1, point_text(b.at), line_text(line))});
            m_ops.push_back({"reassign",
                             fmt::format(R"({{"op":"reassign","grid":"{}","buildings":["{}"],"footprint":true}})", code(face),
                                         building->first),
                             ""});
            return true;
        }
        return false;
    }

    /// Calls attempt(face, arc, neighbour) with the arcs to free neighbours under the same parent, the longest first.
    template <class Try> bool with_neighbour(FaceId face, Try attempt) {
        std::vector<std::pair<std::size_t, spatial::HalfArc>> halves;
        m_ground.for_each_half_along(m_ground.face(face).outline, [&](spatial::HalfArc half) {
            halves.emplace_back(m_ground.line(half / 2).segment_count(), half);
        });
        std::ranges::sort(halves, std::greater());
        for (const auto &[segments, half] : halves) {
            auto beside = m_ground.left(half ^ 1U);
            if (segments >= 8 && beside != face && beside != 0 && is_free(beside) &&
                m_theme.grids[m_ground.face(beside).label].parent == m_theme.grids[m_ground.face(face).label].parent &&
                attempt(face, half, beside)) {
                use(beside);
                return true;
            }
        }
        return false;
    }

    bool merge(FaceId face, spatial::HalfArc half, FaceId beside) {
        std::set<ArcId> between;
        m_ground.for_each_half_along(m_ground.face(face).outline, [&](spatial::HalfArc h) {
            if (m_ground.left(h ^ 1U) == beside) {
                between.insert(h / 2);
            }
        });
        if (between.size() != 1) {
            return false;
        }
        m_ops.push_back({"merge", fmt::format(R"({{"op":"merge","into":"{}","grids":["{}"]}})", code(face), code(beside)),
                         fmt::format(R"({{"edge":{}}})", half / 2 + 1)});
        return true;
    }

    /// The middle half of the arc gives way to two straight lines through a place inside the face.
    bool reshape(FaceId face, spatial::HalfArc half, FaceId beside) {
        const auto line = m_ground.line(half / 2).points();
        std::vector points(line.begin(), line.end());
        const auto first = points.begin() + static_cast<std::ptrdiff_t>(points.size() / 4);
        const auto last = points.begin() + static_cast<std::ptrdiff_t>(points.size() * 3 / 4);
        const double dx = double(last->x) - first->x;
        const double dy = double(last->y) - first->y;
        const double side = (half & 1U) == 0 ? 1 : -1; // the face lies left of the half arc
        for (const double depth : {0.3, 0.15, 0.08}) {
            const LatticePoint middle{static_cast<std::int32_t>(std::lround(first->x + dx / 2 - side * depth * dy)),
                                      static_cast<std::int32_t>(std::lround(first->y + dy / 2 + side * depth * dx))};
            const std::array sketch{*first, middle, *last};
            if (!runs_inside(face, outline(face), sketch)) {
                continue;
            }
            m_ops.push_back({"reshape",
                             fmt::format(R"({{"op":"reshape","grid":"{}","line":{},"to":"{}"}})", code(face),
                                         places_text(sketch), code(beside)),
                             ""});
            points.erase(first + 1, last);
            points.insert(points.begin() + static_cast<std::ptrdiff_t>(line.size() / 4) + 1, middle);
            m_ops.back().peer = fmt::format(R"({{"edge":{},"line":"{}"}})", half / 2 + 1, line_text(points));
            return true;
        }
        return false;
    }

    /// Takes what lies within a circle around the middle of the arc from the neighbour.
    bool lasso(FaceId face, spatial::HalfArc half, FaceId beside) {
        constexpr std::size_t corner_count = 12;
        const auto points = m_ground.line(half / 2).points();
        const auto middle = points[points.size() / 2];
        const auto &near = points[points.size() / 4];
        const double radius = std::max(500.0, 0.6 * std::hypot(double(near.x) - middle.x, double(near.y) - middle.y));
        std::vector<LatticePoint> ring;
        for (std::size_t i = 0; i < corner_count; ++i) {
            const double angle = (static_cast<double>(i) + 0.3) * 2 * std::numbers::pi / corner_count;
            ring.push_back({middle.x + static_cast<std::int32_t>(std::lround(radius * std::cos(angle))),
                            middle.y + static_cast<std::int32_t>(std::lround(radius * std::sin(angle)))});
        }
        m_ops.push_back({"take_over",
                         fmt::format(R"({{"op":"take_over","grid":"{}","ring":{},"from":["{}"]}})", code(face),
                                     places_text(ring), code(beside)),
                         ""});
        return true;
    }

    /// The building of the neighbour that is nearest to the middle of the arc, with the unit that it stands in.
    bool brush(FaceId face, spatial::HalfArc half, FaceId beside) {
        const auto points = m_ground.line(half / 2).points();
        const auto middle = points[points.size() / 2];
        spatial::LatticeBox box;
        std::ranges::for_each(outline(beside), [&](const Corner &corner) { box.add(corner.at); });
        const data::BuildingRow *nearest = nullptr;
        double least = INFINITY;
        m_world.buildings->points.for_each_in_box(box, [&](const spatial::PointEntry &entry) {
            const auto &row = m_world.buildings->rows[entry.slot];
            const double away = std::hypot(double(row.at.x) - middle.x, double(row.at.y) - middle.y);
            if (away < least && m_ground.face_at(row.at) == beside) {
                least = away;
                nearest = &row;
            }
        });
        if (nearest == nullptr) {
            return false;
        }
        m_ops.push_back(
            {"brush", fmt::format(R"({{"op":"reassign","grid":"{}","buildings":["{}"]}})", code(face), nearest->code), ""});
        return true;
    }

    const data::World &m_world;
    const data::ThemeWorld &m_theme;
    const spatial::Subdivision &m_ground;
    spatial::RandomStream m_random;
    std::vector<bool> m_used;
    std::vector<std::uint32_t> m_faces_of; ///< by label
    std::vector<PlacedOp> m_ops;
};

} // namespace

std::vector<PlacedOp> random_ops(const data::World &world, const data::ThemeWorld &theme, const spatial::Subdivision &ground,
                                 std::size_t rounds, std::uint64_t seed) {
    return Places(world, theme, ground, seed).run(rounds);
}

} // namespace jingwei::bench
