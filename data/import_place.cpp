#include "data/import_place.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

using spatial::LatticePoint;
using spatial::LonLat;

bool is_in_range(LonLat p) {
    return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;
}

bool lies_in(LonLat p, const spatial::LatticeBox &box) {
    return is_in_range(p) && box.contains(spatial::to_lattice(p));
}

bool looks_swapped(LonLat p, const PlaceRules &rules) {
    return !lies_in(p, rules.store_box) && lies_in({p.lat, p.lon}, rules.store_box);
}

bool is_null_island(LonLat p) {
    return is_in_range(p) && spatial::to_lattice(p) == LatticePoint{0, 0};
}

} // namespace

std::string place_fault(LonLat p, const PlaceRules &rules) {
    if (!std::isfinite(p.lon) || !std::isfinite(p.lat)) {
        return "a coordinate is not a number (NaN or infinite); correct it or delete the row";
    }
    if (is_null_island(p)) {
        return "its place is 0, 0, which programs write where a place is missing; fill it in, or leave the row out";
    }
    if (looks_swapped(p, rules)) {
        return fmt::format("longitude and latitude look swapped ({}, {}): the other way round it lies in this store's area",
                           p.lon, p.lat);
    }
    if (!is_in_range(p)) {
        return fmt::format(
            "the coordinate {}, {} is out of range (longitude -180..180, latitude -90..90); are these metres? then "
            "say --crs EPSG:n in place of --frame",
            p.lon, p.lat);
    }
    return {};
}

std::string shape_fault(const Shape &shape, const PlaceRules &rules) {
    for (const auto &part : shape.parts) {
        for (const auto &path : part) {
            for (const auto p : path) {
                if (auto fault = place_fault(p, rules); !fault.empty()) {
                    return fault;
                }
            }
        }
    }
    return {};
}

bool is_far_off(LatticePoint place, const spatial::LatticeBox &ground) {
    if (ground.empty() || ground.contains(place)) {
        return false;
    }
    const LatticePoint nearest{std::clamp(place.x, ground.min_x, ground.max_x),
                               std::clamp(place.y, ground.min_y, ground.max_y)};
    return spatial::geodesic_distance_m(spatial::to_lonlat(place), spatial::to_lonlat(nearest)) > far_off_m;
}

LatticePoint to_place(LonLat position, const PlaceRules &rules) {
    return spatial::to_lattice(spatial::to_store_frame(position, rules.frame));
}

std::vector<LatticePoint> to_course(const std::vector<LonLat> &path, const PlaceRules &rules) {
    const double limit_m = spatial::densify_limit_m(rules.frame);
    std::vector<LatticePoint> course;
    const auto add = [&](LonLat p) {
        const auto place = to_place(p, rules);
        if (course.empty() || course.back() != place) {
            course.push_back(place);
        }
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (i > 0) {
            std::ranges::for_each(spatial::positions_between(path[i - 1], path[i], limit_m), add);
        }
        add(path[i]);
    }
    return course;
}

bool is_inside(LatticePoint p, const spatial::Ring &ring) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        if ((a.y > p.y) != (b.y > p.y)) {
            inside = (spatial::cross(a, b, p) > 0) == (b.y > a.y) ? !inside : inside;
        }
    }
    return inside;
}

spatial::MultiPolygon to_polygons(const Shape &shape, const PlaceRules &rules) {
    const auto to_ring = [&](const std::vector<LonLat> &path) {
        auto ring = to_course(path, rules);
        while (ring.size() > 1 && ring.front() == ring.back()) {
            ring.pop_back();
        }
        return ring;
    };
    spatial::MultiPolygon polygons;
    for (const auto &part : shape.parts) {
        spatial::Polygon polygon;
        for (std::size_t i = 0; i < part.size(); ++i) {
            auto ring = to_ring(part[i]);
            if (i == 0) {
                polygon.outer = std::move(ring);
            } else if (ring.size() >= 3) {
                polygon.holes.push_back(std::move(ring));
            }
        }
        polygons.push_back(std::move(polygon));
    }
    return polygons;
}

} // namespace jingwei::data
