#pragma once

#include "server/json_object.hpp"
#include "server/json_writer.hpp"
#include "spatial/frames.hpp"
#include "spatial/polygon.hpp"

#include <string>
#include <vector>

/// The operation that divides the ground of several grids anew, as suggestions bring it.
namespace jingwei::server {

/// Ground that a grid shall have.
struct PartitionPart {
    std::string grid; ///< one of the grids, or the code of a new one
    std::string name; ///< of a new one
    std::vector<spatial::Ring>
        rings; ///< outer rings, in the store's frame; what lies in the ring of another part is that part's
};
/// Grids that no part names end, and must have no ground left.
struct PartitionGrids {
    std::vector<std::string> grids;
    std::vector<PartitionPart> parts;
};

/// The members `grids` and `parts` of an operation whose places are in a frame. Throws ApiError{bad_call} that names the field.
[[nodiscard]] PartitionGrids read_partition(JsonObject &object, spatial::Frame frame);
/// The same as members of an object, in the store's frame.
void write_partition(JsonWriter &json, const PartitionGrids &op);

/// A list of rings, each of at least three places [lon, lat]. Throws ApiError{bad_call}.
[[nodiscard]] std::vector<spatial::Ring> read_rings(simdjson::dom::element value, std::string_view field, spatial::Frame frame);

} // namespace jingwei::server
