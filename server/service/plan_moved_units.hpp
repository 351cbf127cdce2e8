#pragma once

#include "server/json_object.hpp"
#include "server/json_writer.hpp"
#include "spatial/frames.hpp"
#include "spatial/polygon.hpp"

#include <string>
#include <vector>

namespace jingwei::server {

/// Ground of a grid that goes with buildings, as it is kept with the operation; rings in the store's frame.
struct MovedUnits {
    std::string from;
    std::vector<spatial::Ring> pieces; ///< outer rings
    std::vector<spatial::Ring> kept;   ///< rings inside them whose ground stays
};

/// The member `ground` of an operation: a list of {from, pieces, kept}; empty where it is not said. Throws
/// ApiError{bad_call}.
[[nodiscard]] std::vector<MovedUnits> read_moved_units(JsonObject &object, spatial::Frame frame);
/// The same as a member of an object, in the store's frame.
void write_moved_units(JsonWriter &json, const std::vector<MovedUnits> &ground);

} // namespace jingwei::server
