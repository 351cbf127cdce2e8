#include "bench/locate/ground.hpp"

#include "data/sample/scene.hpp"
#include "spatial/error.hpp"
#include "spatial/locator.hpp"
#include "tests/support/geojson_polygons.hpp"

#include <algorithm>
#include <map>

namespace jingwei::bench {
namespace {

constexpr std::uint64_t points_seed = 20151; // printed nowhere: it never changes

spatial::Coverage read_leeds(const std::filesystem::path &file) {
    const auto read = tests::read_geojson(file, "OA11CD");
    auto built = spatial::build_coverage(read.polygons, {.classify_enclosed = false, .progress = {}});
    if (!built.clean()) {
        throw Error(ErrorCode::bad_data, file.string() + " is not a coverage");
    }
    return std::move(built.coverage);
}

spatial::Coverage invent(const std::string &size) {
    static const std::map<std::string, data::SampleSize> sizes{
        {"district", data::SampleSize::district}, {"city", data::SampleSize::city}, {"province", data::SampleSize::province}};
    const auto found = sizes.find(size);
    if (found == sizes.end()) {
        throw Error(ErrorCode::bad_call, "no size '" + size + "'; one of leeds, district, city, province");
    }
    return std::move(data::sample::make_scene(found->second, 1, [](double) {}).base.coverage);
}

/// Even-odd, without looking at what lies exactly on the border.
bool is_inside(const spatial::Ring &ring, LatticePoint p) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatticePoint a = ring[i];
        const LatticePoint b = ring[(i + 1) % ring.size()];
        if ((a.y > p.y) != (b.y > p.y)) {
            inside = (spatial::cross(a, b, p) > 0) == (b.y > a.y) ? !inside : inside;
        }
    }
    return inside;
}

/// A place on the way between two vertices, drawn until it lies inside.
LatticePoint place_in(const spatial::Ring &ring, std::mt19937_64 &random) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        const LatticePoint a = ring[random() % ring.size()];
        const LatticePoint b = ring[random() % ring.size()];
        const auto share = static_cast<std::int64_t>(random() % 1000);
        const LatticePoint p{static_cast<std::int32_t>(a.x + (std::int64_t{b.x} - a.x) * share / 1000),
                             static_cast<std::int32_t>(a.y + (std::int64_t{b.y} - a.y) * share / 1000)};
        if (is_inside(ring, p)) {
            return p;
        }
    }
    return ring.front();
}

} // namespace

Ground make_ground(const std::string &size, const std::filesystem::path &leeds) {
    Ground ground{size == "leeds" ? read_leeds(leeds) : invent(size), {}};
    const auto labels = ground.coverage.face_labels();
    std::vector<Label> own(std::size_t{*std::ranges::max_element(labels)} + 1);
    for (Label label = 0; label < own.size(); ++label) {
        own[label] = label;
    }
    ground.shapes = spatial::outlines(ground.coverage, own, own.size());
    return ground;
}

std::vector<spatial::LabelledPolygon> labelled_polygons(const Ground &ground) {
    std::vector<spatial::LabelledPolygon> polygons;
    for (Label label = 1; label < ground.shapes.size(); ++label) {
        for (const spatial::Polygon &part : ground.shapes[label]) {
            polygons.push_back({label, part});
        }
    }
    return polygons;
}

Points uniform_points(const Ground &ground, std::size_t count) {
    const spatial::LatticeBox &box = ground.coverage.bounds();
    std::mt19937_64 random(points_seed);
    std::uniform_int_distribution<std::int32_t> x(box.min_x, box.max_x);
    std::uniform_int_distribution<std::int32_t> y(box.min_y, box.max_y);
    Points points(count);
    const spatial::Locator locator(ground.coverage);
    for (LatticePoint &point : points) {
        do {
            point.x = x(random);
            point.y = y(random);
        } while (locator.locate(point) == spatial::no_label);
    }
    return points;
}

Points clustered_points(const Ground &ground, std::size_t count) {
    std::vector<const spatial::Polygon *> parts;
    for (const spatial::MultiPolygon &shape : ground.shapes) {
        if (!shape.empty()) {
            parts.push_back(&shape.front());
        }
    }
    std::mt19937_64 random(points_seed);
    Points points(count);
    for (LatticePoint &point : points) {
        point = place_in(parts[random() % parts.size()]->outer, random);
    }
    return points;
}

Points border_points(const Ground &ground, std::size_t count) {
    const auto arcs = ground.coverage.arcs();
    std::mt19937_64 random(points_seed);
    Points points(count);
    for (LatticePoint &point : points) {
        const auto line = ground.coverage.points(arcs[random() % arcs.size()]);
        const std::size_t i = random() % (line.size() - 1);
        const LatticePoint a = line[i];
        const LatticePoint b = line[i + 1];
        const std::int64_t sum_x = std::int64_t{a.x} + b.x;
        const std::int64_t sum_y = std::int64_t{a.y} + b.y;
        const bool has_middle = sum_x % 2 == 0 && sum_y % 2 == 0;
        point = has_middle ? LatticePoint{static_cast<std::int32_t>(sum_x / 2), static_cast<std::int32_t>(sum_y / 2)} : a;
    }
    return points;
}

} // namespace jingwei::bench
