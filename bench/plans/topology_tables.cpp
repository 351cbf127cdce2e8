#include "bench/plans/topology_tables.hpp"

#include <fmt/os.h>
#include <vector>

namespace jingwei::bench {

using spatial::ArcId;
using spatial::FaceId;
using spatial::LatticePoint;
using spatial::Subdivision;

std::string position(LatticePoint p) {
    const spatial::LonLat place = spatial::to_lonlat(p);
    return fmt::format("{:.7f} {:.7f}", place.lon, place.lat);
}

std::string line_text(std::span<const LatticePoint> points) {
    std::string text = "SRID=4490;LINESTRING(";
    for (const LatticePoint p : points) {
        text += (text.back() == '(' ? "" : ",") + position(p);
    }
    return text + ")";
}

std::string point_text(LatticePoint p) {
    return fmt::format("SRID=4490;POINT({})", position(p));
}

namespace {

std::string box_text(const spatial::LatticeBox &box) {
    const LatticePoint low{box.min_x, box.min_y};
    const LatticePoint high{box.max_x, box.max_y};
    return fmt::format("SRID=4490;POLYGON(({0},{1},{2},{3},{0}))", position(low), position({high.x, low.y}), position(high),
                       position({low.x, high.y}));
}

/// A half arc as a signed edge.
std::int64_t signed_edge(spatial::HalfArc half) {
    const auto edge = static_cast<std::int64_t>(half / 2) + 1;
    return (half & 1U) == 0 ? edge : -edge;
}

void write_faces(const Subdivision &ground, const std::filesystem::path &file) {
    auto out = fmt::output_file(file.string());
    for (FaceId face = 1; face < ground.face_end(); ++face) {
        spatial::LatticeBox box;
        ground.for_each_half_along(ground.face(face).outline, [&](spatial::HalfArc half) {
            for (const LatticePoint p : ground.line(half / 2).points()) {
                box.add(p);
            }
        });
        out.print("{}\t{}\n", face, box_text(box));
    }
}

void write_nodes(const Subdivision &ground, const std::filesystem::path &file) {
    auto out = fmt::output_file(file.string());
    std::vector<bool> known(std::size_t{ground.arc_end()} * 2);
    for (spatial::HalfArc half = 0; half < ground.arc_end() * 2; ++half) {
        const auto node = ground.half(half).origin;
        if (!known[node]) {
            known[node] = true;
            out.print("{}\t{}\n", node + 1, point_text(ground.place(half)));
        }
    }
}

void write_edges(const Subdivision &ground, const std::filesystem::path &file) {
    auto out = fmt::output_file(file.string());
    for (ArcId arc = 0; arc < ground.arc_end(); ++arc) {
        const auto forward = arc * 2;
        const auto backward = forward + 1;
        out.print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", arc + 1, ground.half(forward).origin + 1,
                  ground.half(backward).origin + 1, signed_edge(ground.half(forward).next),
                  signed_edge(ground.half(backward).next), ground.left(forward), ground.left(backward),
                  line_text(ground.line(arc).points()));
    }
}

std::string ring_text(const spatial::Ring &ring) {
    std::string text = "[";
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        const spatial::LonLat place = spatial::to_lonlat(ring[i % ring.size()]);
        text += fmt::format("{}[{:.7f},{:.7f}]", i == 0 ? "" : ",", place.lon, place.lat);
    }
    return text + "]";
}

std::string polygon_text(const spatial::Polygon &polygon) {
    std::string text = "[" + ring_text(polygon.outer);
    for (const auto &hole : polygon.holes) {
        text += "," + ring_text(hole);
    }
    return text + "]";
}

} // namespace

void write_topology(const Subdivision &ground, const std::filesystem::path &folder) {
    write_faces(ground, folder / "faces.tsv");
    write_nodes(ground, folder / "nodes.tsv");
    write_edges(ground, folder / "edges.tsv");
}

void write_polygons(std::span<const spatial::MultiPolygon> shapes, const std::filesystem::path &file) {
    auto out = fmt::output_file(file.string());
    out.print("{{\"type\":\"FeatureCollection\",\"features\":[");
    const char *between = "\n";
    for (const auto &shape : shapes) {
        for (const auto &polygon : shape) {
            out.print("{}{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{}}}}}",
                      between, polygon_text(polygon));
            between = ",\n";
        }
    }
    out.print("\n]}}\n");
}

} // namespace jingwei::bench
