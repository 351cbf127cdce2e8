#pragma once

#include "tiles/layer_definition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jingwei::tiles {

/// A category as attributes of clusters name it, [a-z0-9_]+: letters in lower case, what is no letter or digit is `_`; an empty
/// one is `other`.
[[nodiscard]] std::string category_name(std::string_view category);

/// An attribute of clusters that counts objects, and what they are.
struct CountName {
    std::string key;       ///< `count_<category>`, `count_<state>` or `count_state_<state>`
    std::string_view what; ///< the category as stored, or the state
    bool of_state = false;
};

/// All that the clusters of a layer may carry beside `count`, each name once; none for a layer that is not one of objects.
[[nodiscard]] std::vector<CountName> count_names(const LayerDefinition &layer, const std::vector<std::string> &categories);

} // namespace jingwei::tiles
