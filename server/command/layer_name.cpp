#include "server/command/layer_name.hpp"

#include <fmt/format.h>

namespace jingwei::server {

data::ImportLayer require_layer(const std::string &name) {
    if (const auto layer = data::import_layer_from_name(name)) {
        return *layer;
    }
    throw Error(ErrorCode::bad_call,
                fmt::format("there is no layer '{}'; layers are grids, cameras, key_sites, buildings, "
                            "rental_houses, reference_lines, people, assignments, roster, divisions, staffing_rules",
                            name));
}

} // namespace jingwei::server
