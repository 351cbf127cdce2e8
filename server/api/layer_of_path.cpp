#include "server/api/layer_of_path.hpp"

#include "server/api_error.hpp"

#include <fmt/format.h>

namespace jingwei::server {

data::ImportLayer layer_of_path(const Request &request) {
    const std::string &name = request.path_parameter("layer");
    const auto layer = data::import_layer_from_name(name);
    if (!layer) {
        throw ApiError(ErrorCode::not_found, "unknown_layer",
                       fmt::format("There is no layer '{}'; there are {}.", name.substr(0, 40), data::import_layer_names()),
                       "layer");
    }
    return *layer;
}

} // namespace jingwei::server
