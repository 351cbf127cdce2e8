#include "server/api/outline_value.hpp"

#include "data/import_place.hpp"
#include "server/api/field_value.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr std::size_t most_positions = 1'000;
constexpr std::int64_t widest = 1'000'000; ///< lattice units: 0.1 degrees

[[noreturn]] void refuse(const std::string &detail) {
    refuse_value("footprint", detail);
}

spatial::LonLat read_position(simdjson::dom::element value) {
    simdjson::dom::array pair;
    if (value.get(pair) != simdjson::SUCCESS || pair.size() != 2) {
        refuse("Each position of 'footprint' is [lon, lat].");
    }
    double lon = 0;
    double lat = 0;
    if (pair.at(0).get(lon) != simdjson::SUCCESS || pair.at(1).get(lat) != simdjson::SUCCESS) {
        refuse("Each position of 'footprint' is [lon, lat], two numbers.");
    }
    return {lon, lat};
}

/// The outer ring and the holes as they are written.
std::vector<simdjson::dom::array> rings_of(simdjson::dom::element value) {
    constexpr const char *form = "'footprint' is a GeoJSON Polygon, or null.";
    std::string_view type;
    simdjson::dom::array coordinates;
    if (value["type"].get(type) != simdjson::SUCCESS || type != "Polygon" ||
        value["coordinates"].get(coordinates) != simdjson::SUCCESS) {
        refuse(form);
    }
    std::vector<simdjson::dom::array> rings;
    std::size_t positions = 0;
    for (const auto element : coordinates) {
        if (element.get(rings.emplace_back()) != simdjson::SUCCESS) {
            refuse(form);
        }
        positions += rings.back().size();
    }
    if (rings.empty()) {
        refuse(form);
    }
    if (positions > most_positions) {
        refuse(fmt::format("'footprint' has at most {} positions.", most_positions));
    }
    return rings;
}

spatial::Ring read_ring(const simdjson::dom::array &positions, const data::World &world, spatial::Frame frame) {
    spatial::Ring ring;
    for (const auto position : positions) {
        const auto point = checked_point(read_position(position), world, frame, "footprint");
        if (ring.empty() || ring.back() != point) {
            ring.push_back(point);
        }
    }
    if (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    return ring;
}

void turn(spatial::Ring &ring, bool left) {
    if ((spatial::doubled_area(ring) > 0) != left) {
        std::ranges::reverse(ring);
    }
}

bool is_too_wide(const spatial::Ring &ring) {
    spatial::LatticeBox box;
    std::ranges::for_each(ring, [&box](spatial::LatticePoint point) { box.add(point); });
    return std::int64_t{box.max_x} - box.min_x > widest || std::int64_t{box.max_y} - box.min_y > widest;
}

/// Whether a side crosses or runs over another one, of whichever ring.
bool has_crossing_sides(const spatial::Polygon &outline) {
    std::vector<spatial::Segment> sides;
    const auto add = [&sides](const spatial::Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            sides.push_back({ring[i], ring[(i + 1) % ring.size()]});
        }
    };
    add(outline.outer);
    std::ranges::for_each(outline.holes, add);
    for (std::size_t i = 0; i < sides.size(); ++i) {
        for (std::size_t j = i + 1; j < sides.size(); ++j) {
            if (spatial::meet_improperly(sides[i], sides[j])) {
                return true;
            }
        }
    }
    return false;
}

/// Of two rings without crossing sides: whether one has a corner within the other, apart from corners that both have.
bool lies_within(const spatial::Ring &ring, const spatial::Ring &other) {
    return std::ranges::any_of(ring, [&other](spatial::LatticePoint corner) {
        return std::ranges::find(other, corner) == other.end() && data::is_inside(corner, other);
    });
}

bool has_misplaced_hole(const spatial::Polygon &outline) {
    const auto &holes = outline.holes;
    for (std::size_t i = 0; i < holes.size(); ++i) {
        if (!lies_within(holes[i], outline.outer)) {
            return true;
        }
        for (std::size_t j = 0; j < holes.size(); ++j) {
            if (i != j && lies_within(holes[i], holes[j])) {
                return true;
            }
        }
    }
    return false;
}

bool has_area(const spatial::Ring &ring) {
    return ring.size() >= 3 && spatial::doubled_area(ring) != 0;
}

} // namespace

spatial::Polygon checked_footprint(simdjson::dom::element value, const data::World &world, spatial::Frame frame) {
    spatial::Polygon outline;
    for (const auto &positions : rings_of(value)) {
        auto ring = read_ring(positions, world, frame);
        const bool outer = outline.outer.empty();
        if (outer && is_too_wide(ring)) {
            refuse("'footprint' is wider than a tenth of a degree; give the outline of one building.");
        }
        if (!has_area(ring)) {
            refuse("Each ring of 'footprint' needs at least three corners and an area.");
        }
        turn(ring, outer);
        (outer ? outline.outer : outline.holes.emplace_back()) = std::move(ring);
    }
    if (has_crossing_sides(outline)) {
        refuse("The sides of 'footprint' must not cross or run over each other.");
    }
    if (has_misplaced_hole(outline)) {
        refuse("The holes of 'footprint' lie within its outer ring, side by side.");
    }
    return outline;
}

} // namespace jingwei::server
