#pragma once

#include "data/import.hpp"

#include <optional>
#include <string_view>

namespace jingwei::server {

/// The layers in which two objects can be made one, for messages.
constexpr std::string_view mergeable_layers = "cameras, key_sites, buildings, rental_houses";

/// The layer of this name, if it is one of them.
[[nodiscard]] inline std::optional<data::ImportLayer> mergeable_layer(std::string_view name) {
    using data::ImportLayer;
    const auto layer = data::import_layer_from_name(name);
    const bool is_mergeable = layer == ImportLayer::cameras || layer == ImportLayer::key_sites ||
                              layer == ImportLayer::buildings || layer == ImportLayer::rental_houses;
    return is_mergeable ? layer : std::nullopt;
}

} // namespace jingwei::server
