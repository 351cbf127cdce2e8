#include "spatial/beyond_measure.hpp"

#include "spatial/error.hpp"

#include <fmt/format.h>

namespace jingwei::spatial {

void refuse_beyond_measure(LatticePoint place) {
    const auto at = to_lonlat(place);
    throw Error(ErrorCode::bad_data,
                fmt::format("the borders cross each other beyond all measure, among others at {:.6f}, {:.6f}: these are no "
                            "grids that only need cleaning; is it the right layer, and is each grid in it once? A ring "
                            "that crosses itself everywhere is to be drawn anew or simplified first",
                            at.lon, at.lat));
}

} // namespace jingwei::spatial
