#include "server/command/layer_name.hpp"

#include <fmt/format.h>

namespace jingwei::server {

data::ImportLayer require_layer(const std::string &name) {
    if (const auto layer = data::import_layer_from_name(name)) {
        return *layer;
    }
    throw Error(ErrorCode::bad_call, fmt::format("there is no layer '{}'; layers are {}", name, data::import_layer_names()));
}

} // namespace jingwei::server
