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

/// Metres between two positions of one neighbourhood, good to a per mille, the same both ways.
double rough_distance_m(LonLat a, LonLat b) {
    const auto scale = spatial::local_scale(static_cast<std::int32_t>((a.lat + b.lat) / 2 * spatial::lattice_units_per_degree));
    return std::hypot((b.lon - a.lon) * scale.east_m, (b.lat - a.lat) * scale.north_m) * spatial::lattice_units_per_degree;
}

bool is_before(LonLat a, LonLat b) {
    return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat;
}

} // namespace

std::vector<LonLat> positions_between(LonLat a, LonLat b, double limit_m) {
    const double length = rough_distance_m(a, b);
    if (!(length > limit_m)) {
        return {};
    }
    const bool forward = is_before(a, b);
    const auto [low, high] = forward ? std::pair(a, b) : std::pair(b, a);
    const auto pieces = static_cast<int>(std::ceil(length / limit_m));
    std::vector<LonLat> points;
    for (int i = 1; i < pieces; ++i) {
        const double share = static_cast<double>(i) / pieces;
        points.push_back({low.lon + (high.lon - low.lon) * share, low.lat + (high.lat - low.lat) * share});
    }
    if (!forward) {
        std::ranges::reverse(points);
    }
    return points;
}

std::string place_fault(LonLat p, const PlaceRules &rules) {
    if (!std::isfinite(p.lon) || !std::isfinite(p.lat)) {
        return "a coordinate is not a number (NaN or infinite); correct it or delete the row";
    }
    if (looks_swapped(p, rules)) {
        return fmt::format("longitude and latitude look swapped ({}, {}): the other way round it lies in this store's area",
                           p.lon, p.lat);
    }
    if (!is_in_range(p)) {
        return fmt::format(
            "the coordinate {}, {} is out of range (longitude -180..180, latitude -90..90); are these metres? then "
            "say --crs EPSG:n",
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
            std::ranges::for_each(positions_between(path[i - 1], path[i], limit_m), add);
        }
        add(path[i]);
    }
    return course;
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
