#include "data/geometry_blob.hpp"
#include "spatial/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace jingwei;

namespace {

std::size_t positions(const spatial::MultiPolygon &polygons) {
    std::size_t sum = 0;
    for (const auto &polygon : polygons) {
        sum += polygon.outer.size() + 1;
        for (const auto &hole : polygon.holes) {
            sum += hole.size() + 1;
        }
    }
    return sum;
}

/// What one reader makes of the bytes: nothing when it refuses them as bad data.
template <class Read> void read(const Read &reader) {
    try {
        reader();
    } catch (const Error &error) {
        fuzz::require(error.code() == ErrorCode::bad_data, "a broken geometry is the data's fault");
    }
}

} // namespace

/// A geometry of the store is read or refused by each reader, never holds more positions than its bytes can, and is the same
/// once written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    read([&] {
        const auto point = data::point_of_blob(bytes, size);
        const auto blob = data::point_blob(point);
        fuzz::require(data::point_of_blob(blob.data(), blob.size()) == point, "a point comes back");
    });
    read([&] {
        const auto line = data::line_of_blob(bytes, size);
        fuzz::require(line.size() * 16 <= size, "positions come from bytes");
        const auto blob = data::line_blob(line);
        fuzz::require(data::line_of_blob(blob.data(), blob.size()) == line, "a line comes back");
    });
    read([&] {
        const auto polygon = data::polygon_of_blob(bytes, size);
        fuzz::require(positions({polygon}) * 16 <= size, "positions come from bytes");
        const auto blob = data::polygon_blob(polygon);
        fuzz::require(data::polygon_of_blob(blob.data(), blob.size()) == polygon, "a polygon comes back");
    });
    read([&] {
        const auto polygons = data::multi_polygon_of_blob(bytes, size);
        fuzz::require(positions(polygons) * 16 <= size, "positions come from bytes");
        const auto blob = data::multi_polygon_blob(polygons);
        fuzz::require(data::multi_polygon_of_blob(blob.data(), blob.size()) == polygons, "polygons come back");
    });
    return 0;
}
