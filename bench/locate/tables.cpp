#include "bench/locate/tables.hpp"

#include "bench/locate/ground.hpp"
#include "spatial/locator.hpp"

#include <fmt/os.h>

namespace jingwei::bench {
namespace {

constexpr std::size_t point_count = 100'000;

std::string position(LatticePoint p) {
    const spatial::LonLat place = spatial::to_lonlat(p);
    return fmt::format("{:.7f} {:.7f}", place.lon, place.lat);
}

std::string text_of(const spatial::Ring &ring) {
    std::string text = "(";
    for (const LatticePoint p : ring) {
        text += position(p) + ",";
    }
    return text + position(ring.front()) + ")";
}

std::string text_of(const spatial::MultiPolygon &shape) {
    std::string text = "SRID=4490;MULTIPOLYGON(";
    for (const spatial::Polygon &part : shape) {
        text += (text.back() == '(' ? "(" : ",(") + text_of(part.outer);
        for (const spatial::Ring &hole : part.holes) {
            text += "," + text_of(hole);
        }
        text += ")";
    }
    return text + ")";
}

void write_points(const spatial::Locator &locator, const Points &points, const std::filesystem::path &file) {
    auto out = fmt::output_file(file.string());
    int id = 1;
    for (const LatticePoint p : points) {
        out.print("{}\t{}\tSRID=4490;POINT({})\n", id++, locator.locate(p), position(p));
    }
}

} // namespace

void write_tables(const Ground &ground, const std::filesystem::path &folder) {
    {
        auto out = fmt::output_file((folder / "grids.tsv").string());
        for (Label label = 1; label < ground.shapes.size(); ++label) {
            if (!ground.shapes[label].empty()) {
                out.print("{}\t{}\n", label, text_of(ground.shapes[label]));
            }
        }
    }
    const spatial::Locator locator(ground.coverage);
    write_points(locator, uniform_points(ground, point_count), folder / "uniform.tsv");
    write_points(locator, clustered_points(ground, point_count), folder / "clustered.tsv");
}

} // namespace jingwei::bench
